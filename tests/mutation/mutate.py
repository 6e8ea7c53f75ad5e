#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Puts small faults into headers, one at a time, and asks whether the tests of their room notice.

The checkout is copied to BUILD/source; each fault is made there, the room's tests are built and run, and the fault is
taken back. A fault that the compiler refuses counts neither way. What no test noticed is printed with its line: write the
test that is missing, or, where the fault changes nothing that anybody could see, let it be.
"""
import argparse
import dataclasses
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]

# The rooms that hold laws, and the programs whose tests say so.
ROOMS = {
    "cells": ["cells", "laws"],
    "statistics": ["statistics", "laws"],
    "serial": ["serial", "laws"],
    "live": ["live"],
    "store": ["store"],
    "query": ["query"],
    "file": ["file", "export"],
    "text": ["text", "export"],
    "tally": ["tally"],
    "emit": ["emit", "session"],
    "session": ["session"],
}

# What is replaced by what. A fault is one replacement at one place.
FAULTS = [
    (r" < (?=[\w(])", " <= "),
    (r" <= ", " < "),
    (r" > (?=[\w(])", " >= "),
    (r" >= ", " > "),
    (r" == ", " != "),
    (r" != ", " == "),
    (r" && (?=[\w!(])", " || "),
    (r" \|\| ", " && "),
    (r" \+ 1\b", ""),
    (r" - 1\b", ""),
    (r"(?<=[\w)\]]) \+ (?=[\w(])", " - "),
    (r"(?<=[\w)\]]) - (?=[\w(])", " + "),
    (r"(?<=[\w)\]]) \* (?=[\w(])", " + "),
    (r"(?<=[\w)\]]) / (?=[\w(])", " * "),
    (r"\+\+(?=\w)", "--"),
    (r" \+= ", " -= "),
    (r"\bif \((?=[^;]*\) )", "if (!("),  # closed below
    (r"\breturn true;", "return false;"),
    (r"\breturn false;", "return true;"),
    (r"\bsmaller\(", "larger("),
    (r"\blarger\(", "smaller("),
]
# Lines that say nothing that runs.
SILENT = re.compile(r"^\s*(//|#|template|static_assert|using |namespace|requires|friend|concept)|operator|inline constexpr|<<|>>|\.\.\.")


@dataclasses.dataclass
class Fault:
    header: str
    line: int
    before: str
    after: str

    def __str__(self):
        return f"{self.header}:{self.line}\n    - {self.before.strip()}\n    + {self.after.strip()}"


def negated(line, at):
    """`if (a)` -> `if (!(a))`, where the condition ends on the line; else nothing."""
    begin = line.index("(", at) + 1
    depth = 1
    for i in range(begin, len(line)):
        depth += {"(": 1, ")": -1}.get(line[i], 0)
        if depth == 0:
            condition = line[begin:i]
            return None if ";" in condition else f"{line[:begin]}!({condition}){line[i:]}"
    return None


def faults_of_line(line):
    code = line.split(" //")[0]
    if SILENT.search(code) or '"' in code:
        return
    for pattern, by in FAULTS:
        for match in re.finditer(pattern, code):
            if by == "if (!(":
                made = negated(line, match.start())
                if made and "constexpr" not in line:
                    yield made
            else:
                yield line[:match.start()] + by + line[match.end():]


def faults_of(room, root):
    for header in sorted((root / "include/crucible/telemetry" / room).rglob("*.hpp")):
        for number, line in enumerate(header.read_text(encoding="utf-8").splitlines(), 1):
            for after in faults_of_line(line):
                yield Fault(header.relative_to(root).as_posix(), number, line, after)


def copy_checkout(to):
    """Only what is newer or was changed here, so that a later run builds little."""
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    for name in files:
        source, target = ROOT / name, to / name
        if not source.is_file():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_bytes() != source.read_bytes():
            shutil.copy(source, target)


class Tests:
    """The tests of a copy of the checkout."""

    def __init__(self, folder, jobs, compiler):
        self.source, self.build, self.jobs = folder / "source", folder / "build", str(jobs)
        copy_checkout(self.source)
        self.call("cmake", "-S", self.source, "-B", self.build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
                  "-DCMAKE_CXX_FLAGS_DEBUG=-g0", f"-DCMAKE_CXX_COMPILER={compiler}",
                  "-DCRUCIBLE_TELEMETRY_UNIT_TESTS_ONLY=ON", "-DCRUCIBLE_TELEMETRY_BUILD_EXAMPLES=OFF",
                  "-DCRUCIBLE_TELEMETRY_BUILD_BENCHMARKS=OFF")

    def call(self, *command, limit=None, may_fail=False):
        done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=limit, check=False)
        if done.returncode != 0 and not may_fail:
            raise SystemExit(f"mutate.py: {' '.join(map(str, command))} failed:\n{done.stdout[-4000:]}")
        return done.returncode == 0

    def builds(self, programs, may_fail=True):
        targets = [f"test_{each}" for each in programs]
        return self.call("cmake", "--build", self.build, "-j", self.jobs, "--target", *targets, may_fail=may_fail)

    def pass_(self, programs):
        rooms = "|".join(programs)
        try:
            return self.call("ctest", "--test-dir", self.build, "-j", self.jobs, "--stop-on-failure", "-R", f"^({rooms})\\.",
                             "--timeout", 120, limit=900, may_fail=True)
        except subprocess.TimeoutExpired:
            return False

    def notice(self, fault, programs):
        """True or False, or nothing when it does not compile."""
        header = self.source / fault.header
        right = header.read_text(encoding="utf-8")
        lines = right.splitlines(keepends=True)
        lines[fault.line - 1] = fault.after + "\n"
        header.write_text("".join(lines), encoding="utf-8")
        try:
            return not self.pass_(programs) if self.builds(programs) else None
        finally:
            header.write_text(right, encoding="utf-8")


def self_test():
    """The faults that some lines get."""
    for line, expected in {
        "    if (a < b) return 1;": ["    if (a <= b) return 1;", "    if (!(a < b)) return 1;"],
        "    return n - 1;": ["    return n;", "    return n + 1;"],
        "    // a < b": [],
        "    static_assert(a == b);": [],
        '    fail("a == b");': [],
        "    ++rows_;": ["    --rows_;"],
        "    std::vector<int> const a{};": [],
    }.items():
        found = list(faults_of_line(line))
        if found != expected:
            yield f"{line!r}: expected {expected}, got {found}"
    with tempfile.TemporaryDirectory() as folder:
        header = pathlib.Path(folder, "include/crucible/telemetry/cells/x.hpp")
        header.parent.mkdir(parents=True)
        header.write_text("int f() {\n    return 1 + n;\n}\n", encoding="utf-8")
        said = [str(fault) for fault in faults_of("cells", pathlib.Path(folder))]
        if said != ["include/crucible/telemetry/cells/x.hpp:2\n    - return 1 + n;\n    + return 1 - n;"]:
            yield f"faults of a header: {said}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--self-test", action="store_true", help="test this script, and nothing else")
    parser.add_argument("--minutes", type=float, default=30, help="begin no fault after so long (30)")
    parser.add_argument("--seed", type=int, default=None, help="chooses the faults (default: the day)")
    parser.add_argument("--least", type=float, default=0.8, help="exit with 1 when a smaller part is noticed (0.8)")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/mutation")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("rooms", nargs="*", choices=[*ROOMS, []], help="default: all that hold laws")
    given = parser.parse_args()
    if given.self_test:
        wrong = list(self_test())
        print("\n".join(wrong) or "faults are made as meant")
        return 1 if wrong else 0

    begun = time.monotonic()
    chance = random.Random(given.seed if given.seed is not None else int(time.time()) // 86_400)
    rooms = given.rooms or list(ROOMS)
    compiler = shutil.which("clang++-16") or "g++" # clang builds tests in half the time
    tests = Tests(given.build, given.jobs, compiler)
    programs = sorted({program for room in rooms for program in ROOMS[room]})
    tests.builds(programs, may_fail=False)
    if not tests.pass_(programs):
        raise SystemExit("mutate.py: the tests fail without any fault")

    faults = {room: list(faults_of(room, tests.source)) for room in rooms}
    noticed, refused, missed = 0, 0, []
    while time.monotonic() - begun < given.minutes * 60:
        room = chance.choice(rooms)
        fault = chance.choice(faults[room])
        seen = tests.notice(fault, ROOMS[room])
        if seen is None:
            refused += 1
            continue
        noticed += seen
        if not seen:
            missed.append(fault)
        print(f"{'noticed' if seen else 'MISSED '} {fault}", flush=True)
    tried = noticed + len(missed)
    print(f"\n{noticed} of {tried} faults noticed; {refused} did not compile")
    for fault in missed:
        print(f"missed: {fault}")
    return 1 if tried and noticed < given.least * tried else 0


if __name__ == "__main__":
    sys.exit(main())
