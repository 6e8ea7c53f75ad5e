#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles one file that holds one mistake and judges what the compiler says about it.

The file begins with `// EXPECT: <regex>` lines (`// EXPECT(g++): ` or `// EXPECT(clang++): ` where the
compilers word it differently). It must not compile, with exactly one error, and each regex must
match some line of the diagnostics: the error itself, or a note or instantiation that belongs to it.
Echoed source and file locations are not searched, so that a file cannot match itself.
A file that begins with `// COMPILES` is a positive control and must compile without a word.
A line `// FLAGS: -fno-exceptions` among those first ones says how else the file is compiled.

`--precompile HEADER` compiles a header once; `--precompiled HEADER` puts it before the file, which then begins as if its
own includes had been read already.
"""
import argparse
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import compilers  # noqa: E402

WITHOUT_ECHO = {
    "g++": ["-fno-diagnostics-show-caret", "-fdiagnostics-color=never", "-fmax-errors=0"],
    "clang++": ["-fno-caret-diagnostics", "-fno-color-diagnostics", "-ferror-limit=0"],
}
LOCATION = re.compile(r"^.*?:\d+(:\d+)?[:,] *")
ERROR = re.compile(r"^.+?:\d+(:\d+)?: (fatal )?error: ")


def expectations(source, compiler):
    """Returns (must_compile, regexes, flags) from the comment lines that open the file."""
    must_compile, regexes, flags = False, [], []
    for line in source.splitlines():
        if not line.startswith("//"):
            break
        must_compile = must_compile or line.startswith("// COMPILES")
        if line.startswith("// FLAGS: "):
            flags += line.removeprefix("// FLAGS: ").split()
        found = re.match(r"// EXPECT(?:\((\S+)\))?: (.+)", line)
        if found and found[1] in (None, compilers.family(compiler)):
            regexes.append(found[2].strip())
    return must_compile, regexes, flags


def verdict(compiler, includes, path, precompiled=None):
    """Returns what is wrong with the diagnostics for the file, or an empty string."""
    must_compile, regexes, flags = expectations(path.read_text(encoding="utf-8"), compiler)
    if not must_compile and not regexes:
        return "the file begins with neither '// EXPECT: <regex>' nor '// COMPILES'"
    command = [compiler, *compilers.FLAGS, *flags, "-fsyntax-only", *WITHOUT_ECHO[compilers.family(compiler)],
               *compilers.include_flags(includes)]
    if precompiled:
        command += compilers.use(compiler, precompiled)
    done = compilers.run([*command, str(path)])
    said = done.stdout + done.stderr
    if precompiled and compilers.refused(said):
        return f"it cannot use what was precompiled:\n{said}"
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
    ("// FLAGS: -DTWICE=2\n// COMPILES\nint main() { return TWICE - 2; }\n", ""),
]


def about_precompiled(compiler, path):
    """What a file says after a precompiled header; and that one which does not fit is no mistake of the file."""
    header = path.with_name("all.hpp")
    header.write_text("#pragma once\ntemplate <class T> struct wrapper { static_assert(sizeof(T) == 0, \"claim\"); };\n",
                      encoding="utf-8")
    path.write_text("// EXPECT: wrapper<\\(?int\\)?>|wrapper<int>\n#include \"all.hpp\"\nwrapper<int> w;\n", encoding="utf-8")
    said = compilers.precompile(compiler, compilers.FLAGS, header) or verdict(compiler, [], path, header)
    if said:
        yield f"{compiler}: expected the claim after a precompiled header, got {said!r}"
    if not compilers.is_fresh(compiler, compilers.precompiled_path(compiler, header)):
        yield f"{compiler}: what was precompiled just now is not fresh"
    compilers.precompiled_path(compiler, header).write_bytes(b"no precompiled header")
    if not verdict(compiler, [], path, header):
        yield f"{compiler}: a precompiled header that it cannot use goes unseen"


def self_test(names):
    import tempfile  # the many runs that judge one file have no use for it
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "a folder" / "mistake_file.cpp"
        path.parent.mkdir()
        for compiler in names:
            wrong += about_precompiled(compiler, path)
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
    parser.add_argument("--precompile", type=pathlib.Path, metavar="HEADER")
    parser.add_argument("--precompiled", type=pathlib.Path, metavar="HEADER")
    parser.add_argument("--self-test", nargs="+", metavar="COMPILER")
    parser.add_argument("file", nargs="?", type=pathlib.Path)
    given = parser.parse_args()
    if given.self_test:
        wrong = self_test(given.self_test)
    elif given.compiler and given.precompile:
        wrong = compilers.precompile(given.compiler, [*compilers.FLAGS, *compilers.include_flags(given.include)],
                                     given.precompile)
    elif given.compiler and given.file:
        wrong = verdict(given.compiler, given.include, given.file, given.precompiled)
    else:
        parser.error("give --compiler and a file or a header to precompile, or --self-test")
    if wrong:
        print(f"{given.file or given.precompile or 'self-test'}: {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
