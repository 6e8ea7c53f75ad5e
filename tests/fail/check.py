#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles one file that holds one mistake and judges what the compiler says about it.

The file begins with `// EXPECT: <regex>` lines (`// EXPECT(g++): ` or `// EXPECT(clang++): ` where the
compilers word it differently). It must not compile, with exactly one error, and each regex must
match some line of the diagnostics: the error itself, or a note or instantiation that belongs to it.
Echoed source and file locations are not searched, so that a file cannot match itself.
A file that begins with `// COMPILES` is a positive control and must compile without a word.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

FLAGS = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wconversion", "-Wshadow"]
WITHOUT_ECHO = {
    "g++": ["-fno-diagnostics-show-caret", "-fdiagnostics-color=never", "-fmax-errors=0"],
    "clang++": ["-fno-caret-diagnostics", "-fno-color-diagnostics", "-ferror-limit=0"],
}
LOCATION = re.compile(r"^.*?:\d+(:\d+)?[:,] *")
ERROR = re.compile(r"^.+?:\d+(:\d+)?: (fatal )?error: ")


def family(compiler):
    return "clang++" if "clang" in os.path.basename(compiler) else "g++"


def expectations(source, compiler):
    """Returns (must_compile, regexes) from the comment lines that open the file."""
    regexes = []
    for line in source.splitlines():
        if not line.startswith("//"):
            break
        if line.startswith("// COMPILES"):
            return True, []
        found = re.match(r"// EXPECT(?:\((\S+)\))?: (.+)", line)
        if found and found[1] in (None, family(compiler)):
            regexes.append(found[2].strip())
    return False, regexes


def verdict(compiler, includes, path):
    """Returns what is wrong with the diagnostics for the file, or an empty string."""
    must_compile, regexes = expectations(path.read_text(encoding="utf-8"), compiler)
    if not must_compile and not regexes:
        return "the file begins with neither '// EXPECT: <regex>' nor '// COMPILES'"
    command = [compiler, *FLAGS, *WITHOUT_ECHO[family(compiler)]]
    # System paths of the compiler itself must keep their place in its search order.
    command += [f"-I{path}" for path in includes if path != "/usr/include"]
    done = subprocess.run([*command, str(path)], capture_output=True, text=True,
                          env={**os.environ, "LC_ALL": "C"})
    said = done.stdout + done.stderr
    if must_compile:
        return "" if done.returncode == 0 and not said else f"it must compile without a word:\n{said}"
    if done.returncode == 0:
        return "it compiles, but holds a mistake that must be an error"
    errors = [line for line in said.splitlines() if ERROR.match(line)]
    if len(errors) != 1:
        return f"{len(errors)} errors instead of one:\n" + said
    searched = [LOCATION.sub("", line).replace(str(path), "") for line in said.splitlines()]
    unmatched = [regex for regex in regexes if not any(re.search(regex, line) for line in searched)]
    if unmatched:
        return "nothing that the compiler says matches " + " nor ".join(map(repr, unmatched)) + ":\n" + said
    return ""


SELF_TESTS = [  # what the file holds, and what the verdict on it must say ("" when it must be content)
    ("// EXPECT: nonsense\nint main() {}\n", "it compiles"),
    ("// EXPECT: text of the claim\nstatic_assert(1 == 2, \"text of the claim\");\n", ""),
    ("// EXPECT: another text\nstatic_assert(1 == 2, \"text of the claim\");\n", "nothing that the compiler says"),
    ("// EXPECT: only_in_the_source\nint only_in_the_source = 0;\nstatic_assert(1 == 2, \"claim\");\n",
     "nothing that the compiler says"),
    ("// EXPECT: mistake_file\nstatic_assert(1 == 2, \"claim\");\n", "nothing that the compiler says"),
    ("// EXPECT: claim\nstatic_assert(1 == 2, \"claim\");\nstatic_assert(1 == 3, \"claim\");\n", "2 errors"),
    ("// EXPECT: wrapper<\\(?int\\)?>|wrapper<int>\n"
     "template <class T> struct wrapper { static_assert(sizeof(T) == 0, \"claim\"); };\nwrapper<int> w;\n", ""),
    ("// COMPILES\nint main() {}\n", ""),
    ("// COMPILES\nint main() { int unused; }\n", "it must compile"),
    ("int main() {}\n", "begins with neither"),
]


def self_test(compilers):
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "a folder" / "mistake_file.cpp"
        path.parent.mkdir()
        for compiler in compilers:
            for source, expected in SELF_TESTS:
                path.write_text(source, encoding="utf-8")
                said = verdict(compiler, [], path)
                if (expected not in said) or (not expected and said):
                    wrong.append(f"{compiler}: expected {expected!r}, got {said!r} for:\n{source}")
    return "\n".join(wrong)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler")
    parser.add_argument("--include", action="append", default=[], metavar="DIR")
    parser.add_argument("--self-test", nargs="+", metavar="COMPILER")
    parser.add_argument("file", nargs="?", type=pathlib.Path)
    given = parser.parse_args()
    if given.self_test:
        wrong = self_test(given.self_test)
    elif given.compiler and given.file:
        wrong = verdict(given.compiler, given.include, given.file)
    else:
        parser.error("give --compiler and a file, or --self-test")
    if wrong:
        print(f"{given.file or 'self-test'}: {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
