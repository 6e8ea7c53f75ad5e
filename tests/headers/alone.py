#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles every header alone, included twice, and requires that the compiler has nothing to say.

Some headers are precompiled for those that include them: see compilers.plan.
"""
import argparse
import concurrent.futures
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import compilers  # noqa: E402

def about_headers(compiler, includes, root):
    """What the compiler says of each header, by name; nothing of most."""
    names = sorted(path.relative_to(root).as_posix() for path in root.rglob("*.hpp"))
    units = {name: f"#include <{name}>\n" * 2 for name in names}
    flags = [*compilers.FLAGS, "-Werror", f"-I{root}",
             *(f"-isystem{path}" for path in includes if path not in ("/usr/include", str(root)))]
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        beginning = compilers.precompile_all(compiler, flags, compilers.plan(root, units), pathlib.Path(folder), pool)

        def complaint(name):
            done = compilers.run([compiler, *flags, "-fsyntax-only", *beginning(name), "-xc++", "-"], input=units[name])
            return "" if done.returncode == 0 and not done.stderr else f"{name}:\n{done.stderr}"

        yield from pool.map(complaint, units)


def self_test(compiler):
    """Headers that include too little, warn, or do not bear a second time; and one in order above one precompiled."""
    texts = {
        "base": "#pragma once\n#include <string>\ninline std::string base() { return {}; }\n",
        **{f"part{i}": "#pragma once\n#include <crucible/base.hpp>\n" for i in range(40)},
        "fine": "#pragma once\n#include <crucible/base.hpp>\ninline auto fine() { return base(); }\n",
        "little": "#pragma once\ninline auto little() { return base(); }\n",
        "late": "#pragma once\n#include <crucible/base.hpp>\ninline auto late() { return fine(); }\n",
        "twice": "#include <crucible/base.hpp>\ninline auto twice() { return base(); }\n",
        "warns": "#pragma once\n#include <crucible/base.hpp>\ninline int warns() { int unused; return 1; }\n",
    }
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "crucible").mkdir()
        for name, text in texts.items():
            (root / "crucible" / f"{name}.hpp").write_text(text, encoding="utf-8")
        chosen = compilers.plan(root, {f"crucible/{name}.hpp": text for name, text in texts.items()})
        if [name for name, _ in chosen] != ["crucible/base.hpp"]:
            return ["self-test: what many include is not precompiled"]
        said = [text.split(":")[0] for text in about_headers(compiler, [], root) if text]
    expected = [f"crucible/{name}.hpp" for name in ("late", "little", "twice", "warns")]
    return [] if said == expected else [f"self-test: {compiler}: expected {expected}, got {said}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--include", action="append", default=[], metavar="DIR")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("root", nargs="?", type=pathlib.Path, help="the folder that holds the headers")
    given = parser.parse_args()
    if given.self_test:
        wrong = self_test(given.compiler)
        print("\n".join(wrong))
        return 1 if wrong else 0
    said = list(about_headers(given.compiler, given.include, given.root))
    wrong = [text for text in said if text]
    print("".join(f"{text}\n" for text in wrong) + f"{len(said)} headers, {len(wrong)} with complaints")
    return 1 if wrong or not said else 0


if __name__ == "__main__":
    sys.exit(main())
