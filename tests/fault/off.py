#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles off.cpp with and without instrumentation and compares the instructions of its functions.

With CRUCIBLE_TELEMETRY_OFF they must be the same. Without it they must differ, or the comparison shows nothing.
"""
import argparse
import pathlib
import re
import subprocess
import sys

FUNCTIONS = ["train", "one_row", "one_tally"]


def instructions(assembly, function):
    """The function's instructions, its local labels renamed in order of appearance."""
    body = re.search(rf"^{function}:[^\n]*$(.*?)^\s*\.size\s+{function},", assembly, re.M | re.S)
    if body is None:
        sys.exit(f"off.py: the compiler's output has no function '{function}'")
    names = {}
    lines = []
    for line in body[1].splitlines():
        line = line.split("#")[0].strip()
        label = re.fullmatch(r"(\.L\w+):", line)
        if label is None and (not line or line.startswith(".") or line.endswith(":")):
            continue
        lines.append(re.sub(r"\.L\w+", lambda found: names.setdefault(found[0], f".L{len(names)}"), line))
    for i in range(len(lines) - 1):  # of what is compared for equality the order is the compiler's whim
        if re.match(r"cmp\w*\s", lines[i]) and re.match(r"j(n?)e\s", lines[i + 1]):
            name, operands = lines[i].split(None, 1)
            lines[i] = name + "\t" + ", ".join(sorted(operands.split(", ")))
    used = set(re.findall(r"\.L\d+", "\n".join(line for line in lines if not line.endswith(":"))))
    return [line for line in lines if not line.endswith(":") or line[:-1] in used]


def compiled(compiler, includes, source, flags):
    command = [compiler, "-std=c++20", "-O2", "-g0", "-S", "-o", "-", *flags, *[f"-I{path}" for path in includes], source]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--include", action="append", default=[], metavar="DIR")
    given = parser.parse_args()
    source = str(pathlib.Path(__file__).with_name("off.cpp"))
    includes = [path for path in given.include if path != "/usr/include"]
    plain = compiled(given.compiler, includes, source, [])
    off = compiled(given.compiler, includes, source, ["-DINSTRUMENTED", "-DCRUCIBLE_TELEMETRY_OFF"])
    on = compiled(given.compiler, includes, source, ["-DINSTRUMENTED"])
    wrong = 0
    for function in FUNCTIONS:
        expected = instructions(plain, function)
        if instructions(off, function) != expected:
            print(f"{function}: with CRUCIBLE_TELEMETRY_OFF the instructions differ from those without instrumentation:")
            print("\n".join(expected), "\n----", "\n".join(instructions(off, function)), sep="\n")
            wrong += 1
        if instructions(on, function) == expected:
            print(f"{function}: switched on, the instructions are the same too: this test compares nothing")
            wrong += 1
        print(f"{function}: {len(expected)} instructions without, {len(instructions(off, function))} switched off, "
              f"{len(instructions(on, function))} switched on")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
