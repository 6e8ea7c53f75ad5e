#!/usr/bin/env bash
# Installs the Debian packages that building, testing or measuring this project takes.
# Does nothing, and asks nothing of the network, when everything is there already.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: cmake/install_packages.sh [--help] [GROUP...]

Installs what the groups need from Debian's packages (default: build).

  build       compiler, CMake, Ninja, ccache, Boost.Hana, range-v3, fmt
  tests       build + Catch2 v3, clang 16 with its sanitizer runtime, nlohmann-json, valgrind, Meson, pkg-config
  nightly     tests + clang 19, gcovr; what compiles for other processors and runs that; debootstrap
  benchmarks  build + Google Benchmark and the peers: prometheus-cpp, spdlog, OpenTelemetry, GSL
  all         every group

For Debian 12 and 13; where there is no clang 16, clang 19 stands for it.
What the release itself is too old for (Catch2 v3, OpenTelemetry) comes from its backports; their
source is derived from the machine's own apt sources and written to /etc/apt/sources.list.d/.
Without root or without apt the script says what is missing, and fails only if the tools that the
groups cannot do without (a C++20 compiler, cmake, ninja, python3) are not there.
TEXT
}

say() { printf 'install_packages: %s\n' "$*"; }
die() { printf 'install_packages: %s\n' "$*" >&2; exit "${2:-1}"; }

gcc=$(g++ -dumpversion 2>/dev/null || true) # what runs on 32 bits comes with each version of g++
gcc=${gcc:-12}
build=(g++ cmake ninja-build ccache python3 libboost-dev librange-v3-dev libfmt-dev)
tests=(catch2 clang-16 libclang-rt-16-dev nlohmann-json3-dev valgrind meson pkg-config)
nightly=(clang-19 libclang-rt-19-dev gcovr python3-venv debootstrap
    qemu-user g++-aarch64-linux-gnu "lib32stdc++-$gcc-dev" libc6-dev-i386)
benchmarks=(libbenchmark-dev prometheus-cpp-dev libspdlog-dev opentelemetry-cpp-dev libgsl-dev)

wanted=("${build[@]}")
[ $# -gt 0 ] || set -- build
for group in "$@"; do
    case $group in
        --help|-h) usage; exit 0 ;;
        build) ;;
        tests) wanted+=("${tests[@]}") ;;
        nightly) wanted+=("${tests[@]}" "${nightly[@]}") ;;
        benchmarks) wanted+=("${benchmarks[@]}") ;;
        all) wanted+=("${tests[@]}" "${nightly[@]}" "${benchmarks[@]}") ;;
        *) printf "install_packages: unknown group '%s' (see --help)\n" "$group" >&2; exit 2 ;;
    esac
done

# Version 2 of catch2 answers to the same name and is of no use here.
is_installed() {
    local version
    version=$(dpkg-query -W -f '${db:Status-Abbrev} ${Version}' "$1" 2>/dev/null) || return 1
    case $1:$version in
        catch2:'ii '*' 2.'*) return 1 ;;
        *:'ii '*) return 0 ;;
    esac
    return 1
}

candidate() { apt-cache policy "$1" | awk '$1 == "Candidate:" { print $2; exit }'; }

# What stands for a package where the release has none of its name.
stand_in() {
    case $(candidate "$1") in ''|'(none)') ;; *) return ;; esac
    case $1 in
        clang-16) echo clang-19 ;;
        libclang-rt-16-dev) echo libclang-rt-19-dev ;;
    esac
}

list_missing() {
    local package other
    missing=()
    for package in "${wanted[@]}"; do
        is_installed "$package" && continue
        other=$(stand_in "$package")
        [ -n "$other" ] && is_installed "$other" || missing+=("$package")
    done
}

# The tools themselves, however they came here.
require_essentials() {
    local tool lacking=()
    for tool in cmake ninja python3; do
        command -v "$tool" >/dev/null || lacking+=("$tool")
    done
    command -v g++ >/dev/null || command -v clang++ >/dev/null || lacking+=("g++")
    [ ${#lacking[@]} -eq 0 ] || die "cannot go on without: ${lacking[*]}"
}

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    say "no apt here; these must come from elsewhere if they are not there yet: ${wanted[*]}"
    require_essentials
    exit 0
fi

list_missing
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
    say "not root, so nothing is installed; missing packages: ${missing[*]}"
    require_essentials
    exit 0
fi

# One installation at a time, also when two scripts of this project start together.
exec 9>/tmp/crucible-telemetry-packages.lock
flock 9
list_missing
[ ${#missing[@]} -gt 0 ] || exit 0

# Prints an apt source for suite $2 made from the first source of suite $1 that carries "main",
# in the same format (deb822 stanza or one line), with the same address, options and key.
derive_source() {
    local release=$1 suite=$2 file
    for file in /etc/apt/sources.list.d/*.sources; do
        [ -r "$file" ] || continue
        awk -v release="$release" -v suite="$suite" '
            BEGIN { RS = ""; FS = "\n" }
            {
                text = ""; suits = carries = binary = 0; enabled = 1
                for (i = 1; i <= NF; ++i) {
                    line = $i; key = tolower(line); value = line
                    sub(/:.*/, "", key); sub(/^[^:]*:/, "", value)
                    if (line ~ /^#/) continue
                    padded = " " value " "
                    if (key == "types") { binary = padded ~ / deb /; line = "Types: deb" }
                    if (key == "enabled" && tolower(value) ~ /no|false/) enabled = 0
                    if (key == "components") { carries = padded ~ / main /; line = "Components: main" }
                    if (key == "suites") {
                        count = split(value, suites, " ")
                        for (k = 1; k <= count; ++k) if (suites[k] == release) suits = 1
                        line = "Suites: " suite
                    }
                    text = text line "\n"
                }
                if (binary && enabled && suits && carries) { printf "%s", text; exit }
            }' "$file" >"$derived"
        [ ! -s "$derived" ] || { extension=sources; return 0; }
    done
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ -r "$file" ] || continue
        awk -v release="$release" -v suite="$suite" '
            $1 == "deb" {
                line = $0; options = ""
                sub(/^deb[ \t]+/, "", line)
                if (match(line, /^\[[^]]*\][ \t]*/)) {
                    options = substr(line, 1, RLENGTH); line = substr(line, RLENGTH + 1)
                    sub(/[ \t]+$/, "", options); options = options " "
                }
                count = split(line, word, /[ \t]+/); carries = 0
                for (i = 3; i <= count; ++i) if (word[i] == "main") carries = 1
                if (word[2] == release && carries) {
                    print "deb " options word[1] " " suite " main"; exit
                }
            }' "$file" >"$derived"
        [ ! -s "$derived" ] || { extension=list; return 0; }
    done
    return 1
}

# True when the configured sources have no usable version of a wanted package, but backports may.
needs_backports() {
    case $1 in
        catch2) case $(candidate catch2) in ''|'(none)'|2.*) return 0 ;; esac ;;
        opentelemetry-cpp-dev) case $(candidate "$1") in ''|'(none)') return 0 ;; esac ;;
    esac
    return 1
}

export DEBIAN_FRONTEND=noninteractive
apt=(apt-get -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3)
update() { "${apt[@]}" -qq update || say "apt-get update failed; going on with the lists at hand"; }

say "missing: ${missing[*]}"
update

release=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
distribution=$(. /etc/os-release && printf '%s' "${ID:-}")
backports=$release-backports
from_backports=()
for package in "${missing[@]}"; do
    ! needs_backports "$package" || from_backports+=("$package")
done

if [ ${#from_backports[@]} -gt 0 ] && [ "$distribution" = debian ] && [ -n "$release" ] &&
    ! apt-get indextargets --no-release-info --format '$(RELEASE)' | grep -qx -- "$backports"; then
    derived=$(mktemp)
    trap 'rm -f "$derived"' EXIT
    if derive_source "$release" "$backports" || derive_source stable "$backports"; then
        target=/etc/apt/sources.list.d/$backports.$extension
        say "adding $target, made from this machine's own sources, for ${from_backports[*]}:"
        sed 's/^/    /' "$derived"
        install -m 644 "$derived" "$target"
        update
    else
        say "found no apt source of $release to derive $backports from"
    fi
fi

install_list=()
unavailable=()
for package in "${missing[@]}"; do
    found=$(apt-cache madison "$package" 2>/dev/null || true)
    other=$(stand_in "$package")
    if [ -z "$found" ] && [ -n "$other" ]; then
        install_list+=("$other")
    elif [ -z "$found" ]; then
        unavailable+=("$package")
    elif needs_backports "$package" && grep -q -- "$backports/" <<<"$found"; then
        install_list+=("$package/$backports")
    else
        install_list+=("$package")
    fi
done

[ ${#unavailable[@]} -eq 0 ] || say "not in this machine's apt sources: ${unavailable[*]}"
if [ ${#install_list[@]} -gt 0 ]; then
    say "installing: ${install_list[*]}"
    "${apt[@]}" -qq -y --no-install-recommends install "${install_list[@]}" >/dev/null ||
        say "apt-get install failed for: ${install_list[*]}"
fi
require_essentials
