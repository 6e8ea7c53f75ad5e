#!/usr/bin/env bash
# Unpacks LLVM's standard library beside the system: Debian installs one version at a time, and whoever installed
# another needs it. Does nothing when it is there already.
set -euo pipefail

[ $# -eq 2 ] || { printf 'usage: cmake/unpack_libcxx.sh VERSION FOLDER\n' >&2; exit 2; }
version=$1 folder=$2
[ ! -e "$folder/include/c++/v1/__config" ] || exit 0

say() { printf 'unpack_libcxx: %s\n' "$*" >&2; }
command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || { say "no apt here"; exit 1; }

unpacked=$(mktemp -d)
trap 'rm -rf "$unpacked"' EXIT
cd "$unpacked"
packages=("libc++-$version-dev" "libc++1-$version" "libc++abi-$version-dev" "libc++abi1-$version"
    "libunwind-$version-dev" "libunwind-$version")
apt=(apt-get -qq -o Acquire::Retries=3)
get() { "${apt[@]}" -o APT::Sandbox::User= download "${packages[@]}"; }
get 2>/dev/null || { "${apt[@]}" update && get; } || { say "cannot get ${packages[*]}"; exit 1; }
for package in ./*.deb; do dpkg-deb -x "$package" .; done
cd "$OLDPWD"
mkdir -p "$(dirname "$folder")"
rm -rf "$folder" "$folder.part"
cp -a "$unpacked/usr/lib/llvm-$version" "$folder.part"
mv "$folder.part" "$folder"
