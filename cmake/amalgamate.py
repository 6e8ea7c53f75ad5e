#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes all headers that need no further library than Boost.Hana and range-v3 as one: crucible_telemetry.hpp.

Each header stands where the first that includes it has its include; of others' headers each is included once. A program
takes the one header or the many, not both in one file.
"""
import argparse
import pathlib
import re
import sys

OURS = re.compile(r"^#include <(crucible/[^>]+)>$")
OTHERS = re.compile(r"^#include <[^>]+>$")
CONDITION = re.compile(r"^\s*#\s*(if|endif)")
LEFT_OUT = "format/"  # needs fmt


class amalgamation:
    def __init__(self, root):
        self.root, self.lines, self.seen = root, [], set()

    def add(self, name):
        """The header and, in front of it, what it includes."""
        self.seen.add(name)
        depth = 0
        for line in (self.root / name).read_text(encoding="utf-8").splitlines():
            if opens := CONDITION.match(line):
                depth += 1 if opens[1] == "if" else -1
            if ours := OURS.match(line):
                if depth != 0:
                    raise ValueError(f"{name} includes {ours[1]} on a condition")
                if ours[1] not in self.seen:
                    self.add(ours[1])
            elif OTHERS.match(line) and depth == 0:
                if line not in self.seen:
                    self.seen.add(line)
                    self.lines.append(line)
            elif line not in ("#pragma once", "// SPDX-License-Identifier: MIT"):
                self.lines.append(line)

    def text(self):
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)) + "\n"


def public_headers(root):
    room = root / "crucible/telemetry"
    names = sorted(path.relative_to(room).as_posix() for path in room.rglob("*.hpp"))
    return ["crucible/telemetry.hpp"] + [
        f"crucible/telemetry/{name}" for name in names
        if "detail/" not in name and not name.startswith(LEFT_OUT) and name != LEFT_OUT.replace("/", ".hpp")]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", type=pathlib.Path, help="the project's folder")
    parser.add_argument("output", type=pathlib.Path)
    given = parser.parse_args()
    licence = (given.project / "LICENSE").read_text(encoding="utf-8").rstrip().splitlines()
    whole = amalgamation(given.project / "include")
    whole.lines += ["// SPDX-License-Identifier: MIT", "#pragma once",
                    "// crucible_telemetry in one file, made by cmake/amalgamate.py.", "//",
                    *[f"// {line}".rstrip() for line in licence], ""]
    for name in public_headers(given.project / "include"):
        if name not in whole.seen:
            whole.add(name)
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(whole.text(), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
