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
import tempfile

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


def rooms_of(headers):
    """The headers that many users name beside each other: each of any two of them is compiled alone, in both orders."""
    return [header for header in headers if header.count("/") == 2]


def precompile(compiler, paths, header, folder):
    """What makes `header` stand before a unit: precompiled, since it stands before many."""
    begin = pathlib.Path(folder, header.replace("/", "_"))
    begin.write_text(f"#include <{header}>\n", encoding="utf-8")
    subprocess.run([compiler, *FLAGS[:1], *FLAGS[2:], *paths, "-xc++-header", str(begin), "-o", f"{begin}.gch"],
                   capture_output=True, check=False) # without it the compiler reads the header itself
    return ["-include", str(begin)]


def complaint(compiler, paths, order, before=()):
    text = "".join(f"#include <{name}>\n" for name in order)
    done = subprocess.run([compiler, *FLAGS, *paths, *before, "-xc++", "-"], input=text, capture_output=True, text=True)
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
    rooms = rooms_of(headers)
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        whole = list(orders(headers))
        said = list(pool.map(lambda order: complaint(given.compiler, paths, order), whole))
        begun = dict(zip(rooms, pool.map(lambda first: precompile(given.compiler, paths, first, folder), rooms)))
        pairs = [[a, b] for a in rooms for b in rooms if a != b]
        said += pool.map(lambda pair: complaint(given.compiler, paths, pair, begun[pair[0]]), pairs)
        tried = whole + pairs
    wrong = [text for text in said if text]
    print("".join(f"{text}\n" for text in wrong[:3]) +
          f"{len(headers)} public headers in {len(tried)} orders, {len(wrong)} with complaints")
    return 1 if wrong or not headers else 0


if __name__ == "__main__":
    sys.exit(main())
