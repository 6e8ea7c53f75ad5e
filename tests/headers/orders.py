#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles the public headers in many orders, so that each of any two stands before the other.

That each compiles alone is alone.py's to show: whatever follows a header then finds it whole. What is left to go wrong is
that a header, included first, changes what a later one means. One unit with all headers in order and one in reverse put
each of any two before the other; in them, though, a third may hide what the two would do. So orders drawn by chance
follow, always the same ones: in each, some pairs meet with nothing before them, and most with other headers between.
"""
import argparse
import concurrent.futures
import pathlib
import random
import subprocess
import sys

FLAGS = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror"]
DRAWN = 6


def orders(headers):
    yield list(headers)
    yield list(reversed(headers))
    draw = random.Random(1)
    for _ in range(DRAWN):
        order = list(headers)
        draw.shuffle(order)
        yield order


def pairs_at_the_front(headers):
    """Groups of headers that many users name beside each other, each of any two of them alone in both orders."""
    tops = [header for header in headers if header.count("/") == 2]
    return [[a, b] for a in tops for b in tops if a != b]


def complaint(compiler, paths, order):
    text = "".join(f"#include <{name}>\n" for name in order)
    done = subprocess.run([compiler, *FLAGS, *paths, "-xc++", "-"], input=text, capture_output=True, text=True)
    if done.returncode == 0 and not done.stderr:
        return ""
    return f"in the order {', '.join(order)}:\n{done.stderr}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--include", action="append", default=[], metavar="DIR")
    parser.add_argument("root", type=pathlib.Path, help="the folder that holds the headers")
    given = parser.parse_args()
    headers = sorted(path.relative_to(given.root).as_posix() for path in given.root.rglob("*.hpp")
                     if "detail" not in path.relative_to(given.root).parts)
    paths = [f"-I{given.root}"] + [f"-isystem{path}" for path in given.include
                                   if path not in ("/usr/include", str(given.root))]
    tried = list(orders(headers)) + pairs_at_the_front(headers)
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        said = list(pool.map(lambda order: complaint(given.compiler, paths, order), tried))
    wrong = [text for text in said if text]
    print("".join(f"{text}\n" for text in wrong[:3]) +
          f"{len(headers)} public headers in {len(tried)} orders, {len(wrong)} with complaints")
    return 1 if wrong or not headers else 0


if __name__ == "__main__":
    sys.exit(main())
