#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that the trees agree: each public header has a test and a page of its name, ROOM/NAME.cpp and ROOM/NAME.md.

A header that only includes others needs neither. What lacks one today stands in exceptions.txt, a list that only gets
shorter: an exception that is none any more is an error, and `--write` takes it out.
"""
import argparse
import pathlib
import re
import sys
import tempfile

TREES = {"test": ("tests", ".cpp"), "page": ("docs/reference", ".md")}
OTHERWISE = {"fwd.hpp"}  # held to all other headers by docs/generate/fwd.py


def has_content(text):
    """True when more than includes stand in it."""
    return bool(re.sub(r"//.*|^\s*#\s*(include|pragma)\b.*", "", text, flags=re.MULTILINE).strip())


def lacking(root):
    """'test ROOM/NAME.hpp' and 'page ROOM/NAME.hpp' for what public headers lack."""
    house = root / "include/crucible/telemetry"
    for header in sorted(house.rglob("*.hpp")):
        name = header.relative_to(house)
        if "detail" in name.parts or name.as_posix() in OTHERWISE or not has_content(header.read_text(encoding="utf-8")):
            continue
        for what, (folder, suffix) in TREES.items():
            if not (root / folder / name.with_suffix(suffix)).is_file():
                yield f"{what} {name.as_posix()}"


def faults(root, exceptions):
    found = set(lacking(root))
    for entry in sorted(found - exceptions):
        what, header = entry.split(" ", 1)
        folder, suffix = TREES[what]
        yield f"{header} lacks a {what}: {folder}/{pathlib.PurePosixPath(header).with_suffix(suffix)}"
    for entry in sorted(exceptions - found):
        yield f"'{entry}' is no exception any more: python3 tests/headers/congruent.py . --write"


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for file, text in {
            "include/crucible/telemetry/core.hpp": "// what it is for\n#pragma once\n#include <crucible/telemetry/core/a.hpp>\n",
            "include/crucible/telemetry/core/a.hpp": "int a;\n",
            "include/crucible/telemetry/core/b.hpp": "int b;\n",
            "include/crucible/telemetry/core/detail/c.hpp": "int c;\n",
            "tests/core/a.cpp": "", "docs/reference/core/a.md": "", "docs/reference/core/b.md": "",
        }.items():
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).write_text(text, encoding="utf-8")
        for exceptions, expected in ((set(), ["core/b.hpp lacks a test: tests/core/b.cpp"]), ({"test core/b.hpp"}, []),
                                     ({"test core/b.hpp", "page core/a.hpp"}, ["'page core/a.hpp' is no exception"])):
            said = list(faults(root, exceptions))
            if len(said) != len(expected) or not all(s.startswith(e) for s, e in zip(said, expected)):
                yield f"self-test: expected {expected}, got {said}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--write", action="store_true", help="take out of the list what is no exception any more")
    parser.add_argument("root", nargs="?", type=pathlib.Path, help="the project's folder")
    given = parser.parse_args()
    if given.self_test:
        wrong = list(self_test())
    elif given.root:
        table = given.root / "tests/headers/exceptions.txt"
        exceptions = set(table.read_text(encoding="utf-8").splitlines())
        if given.write:
            exceptions &= set(lacking(given.root))
            table.write_text("".join(f"{entry}\n" for entry in sorted(exceptions)), encoding="utf-8")
        wrong = list(faults(given.root, exceptions))
    else:
        parser.error("give the project's folder, or --self-test")
    print("\n".join(wrong) or "the trees agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
