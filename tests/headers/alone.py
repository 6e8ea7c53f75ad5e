#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles every header alone, included twice, and requires that the compiler has nothing to say."""
import argparse
import concurrent.futures
import pathlib
import subprocess
import sys

FLAGS = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror"]


def complaint(compiler, includes, root, header):
    name = header.relative_to(root).as_posix()
    # System paths of the compiler itself must keep their place in its search order.
    paths = [f"-I{root}"] + [f"-isystem{path}" for path in includes if path not in ("/usr/include", str(root))]
    done = subprocess.run([compiler, *FLAGS, *paths, "-xc++", "-"], input=f"#include <{name}>\n" * 2,
                          capture_output=True, text=True)
    return "" if done.returncode == 0 and not done.stderr else f"{name}:\n{done.stderr}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--include", action="append", default=[], metavar="DIR")
    parser.add_argument("root", type=pathlib.Path, help="the folder that holds the headers")
    given = parser.parse_args()
    headers = sorted(given.root.rglob("*.hpp"))
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        said = list(pool.map(lambda header: complaint(given.compiler, given.include, given.root, header), headers))
    wrong = [text for text in said if text]
    print("".join(f"{text}\n" for text in wrong) + f"{len(headers)} headers, {len(wrong)} with complaints")
    return 1 if wrong or not headers else 0


if __name__ == "__main__":
    sys.exit(main())
