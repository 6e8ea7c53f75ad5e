#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles the public headers after macros that headers of others define: Qt's, X11's, Windows', single letters.

What the standard library, Boost.Hana or range-v3 does not bear is not asked of headers that include them.
"""
import argparse
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import compilers  # noqa: E402

QT = {"emit": "", "slots": "", "signals": "public", "foreach": "for", "forever": "for (;;)"}
X11 = {"None": "0L", "Status": "int", "Always": "2", "Success": "0", "Unsorted": "0", "Above": "0", "Below": "1",
       "Complex": "0", "Convex": "2", "CurrentTime": "0L", "KeyPress": "2", "CursorShape": "0", "FocusIn": "9"}
WINDOWS = {"small": "char", "near": "", "far": "", "interface": "struct", "ERROR": "0", "IN": "", "OUT": "",
           "OPTIONAL": "", "DELETE": "1", "CONST": "const", "VOID": "void", "TRUE": "1", "FALSE": "0", "NO_ERROR": "0",
           "min(a, b)": "(((a) < (b)) ? (a) : (b))", "max(a, b)": "(((a) > (b)) ? (a) : (b))"}
WORDS = {**QT, **X11, **WINDOWS, "True": "1", "False": "0"}
LETTERS = {letter: "1" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
WITH_HANA = {letter: "1" for letter in "DJOQW"}
RANGES = ("True", "False")  # parameters of range-v3


def defined(macros):
    return "".join(f"#define {name} {text}\n" for name, text in macros.items())


def units(root):
    """What is compiled, by what it is about."""
    public = sorted(path.relative_to(root).as_posix() for path in root.rglob("*.hpp") if "detail" not in path.parts)
    everything = "".join(f"#include <{name}>\n" for name in public)
    rows = "#include <crucible/telemetry/emit.hpp>\n#include <crucible/telemetry/tally/emit_tallied.hpp>\n"
    session = "#include <crucible/telemetry.hpp>\n"
    yield f"{len(public)} public headers", defined({k: v for k, v in WORDS.items() if k not in RANGES}) + everything
    yield "telemetry.hpp", defined({**WORDS, **WITH_HANA}) + session
    yield "emit.hpp", defined({**WORDS, **LETTERS}) + "#include <crucible/telemetry/emit.hpp>\n"
    yield "emit_row where emit is a macro", defined(QT) + rows + session + """
namespace ct = crucible::telemetry;
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::event<"step.stop", loss> step_stop{};
template <class Session>
void both(Session const& run) { ct::emit_row(step_stop(loss = 0.5)), run.emit_row(step_stop(loss = 0.5)); }
void use() { both(ct::session{ct::experiment{.name = "a"}, ct::watch(step_stop)}); }
"""


def complaint(compiler, includes, text):
    flags = [*compilers.FLAGS, "-Werror", *(f"-isystem{path}" for path in includes if path != "/usr/include")]
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "unit.cpp"
        source.write_text(text, encoding="utf-8")
        done = compilers.run([compiler, *flags, "-fsyntax-only", str(source)])
    return done.stderr if done.returncode != 0 else ""


def self_test(compiler):
    """Macros that change what a header means are noticed, those that it does not mention are not."""
    header = "#include <string>\ntemplate <class D> void emit(D) {}\n"
    for macros, bad in (({"D": "1"}, True), ({"emit": ""}, True), ({"slots": "", "E": "1"}, False)):
        if bool(complaint(compiler, [], defined(macros) + header)) != bad:
            yield f"self-test: {macros} {'was borne' if bad else 'was not borne'}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--include", action="append", default=[], metavar="DIR")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("root", nargs="?", type=pathlib.Path, help="the folder that holds the headers")
    given = parser.parse_args()
    if given.self_test:
        wrong = list(self_test(given.compiler))
    else:
        wrong = []
        for about, text in units(given.root):
            said = complaint(given.compiler, [str(given.root), *given.include], text)
            if said:
                first = "\n".join(line for line in said.splitlines() if "error" in line)[:2000]
                wrong.append(f"{about}:\n{first}")
    print("\n".join(wrong) or "the macros of others are borne")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
