#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds the documents to the sources.

* Every C++ block either begins with `#include` and compiles by itself, or is a copy out of a file that is compiled.
  Then the line above it names file and mark, `<!-- examples/02_tutorial.cpp [emit] -->`, and in the file two lines
  `//! [emit]` enclose the original.
* Every sentence quoted from a compiler, after `static assertion failed: `, is one that a header says.
* Every link to a file of the project leads to one.
* The index of the reference, with that of internal headers, names each header of include/ and each page of the reference.

`--compiler` compiles the blocks that begin with `#include`, and does nothing else; `--write` copies the originals into
the documents.
"""
import argparse
import concurrent.futures
import pathlib
import re
import sys
import tempfile
import textwrap

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import compilers  # noqa: E402

BLOCK = re.compile(r"^(?:<!-- (?P<file>\S+) \[(?P<mark>[^\]]+)\] -->\n)?```cpp\n(?P<code>.*?)^```$", re.M | re.S)
CODE = re.compile(r"^```.*?^```$", re.M | re.S)
LINK = re.compile(r"\]\((?!\w+:|#)([^)#]+)[^)]*\)")
SAID = re.compile(r"static assertion failed: (.+)")
HEADERS = "include/crucible"
REFERENCE = "docs/reference"


def documents(root):
    return sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")])


def original(root, file, mark):
    """The text between the two marks, without its indentation; None when there is no such file or pair of marks."""
    path = root / file
    if not path.is_file():
        return None
    parts = re.split(rf"^[ \t]*//! \[{re.escape(mark)}\]\n", path.read_text(encoding="utf-8"), flags=re.M)
    return textwrap.dedent(parts[1]).strip("\n") + "\n" if len(parts) == 3 else None


def wrong_block(root, block):
    if block["file"] is None:
        return "" if stands_alone(block) else "a C++ block neither begins with #include nor names its original"
    expected = original(root, block["file"], block["mark"])
    if expected is None:
        return f"{block['file']} does not hold two marks [{block['mark']}]"
    return "" if block["code"] == expected else f"the block differs from {block['file']} [{block['mark']}]"


def stands_alone(block):
    return block["file"] is None and block["code"].startswith("#include")


def sentences(root):
    """Everything that headers say, string literals joined as the compiler joins them, without white space."""
    text = "".join(path.read_text(encoding="utf-8") for path in (root / HEADERS).rglob("*.hpp"))
    return re.sub(r"\s+", "", re.sub(r'"\s*"', "", text))


def about_document(root, path, said):
    text = path.read_text(encoding="utf-8")
    yield from filter(None, (wrong_block(root, block) for block in BLOCK.finditer(text)))
    for sentence in SAID.findall(text):
        if re.sub(r"\s+", "", sentence) not in said:
            yield f"no header says: {sentence}"
    for target in LINK.findall(CODE.sub("", text)):
        if not (path.parent / target).exists():
            yield f"the link leads nowhere: {target}"


def about_reference(root):
    folder = root / REFERENCE
    index = [folder / "README.md", folder / "internal.md"]
    text = "".join(page.read_text(encoding="utf-8") for page in index if page.is_file())
    headers = root / HEADERS / "telemetry"
    for header in sorted(path.relative_to(headers) for path in headers.rglob("*.hpp")):
        if f"`{header}`" not in text:
            yield f"{REFERENCE}/README.md: does not name `{header}`"
    for page in sorted(path.relative_to(folder) for path in folder.glob("**/*.md") if path not in index):
        if f"]({page})" not in text:
            yield f"{REFERENCE}/README.md: does not lead to {page}"


def complaints(root):
    said = sentences(root)
    found = [f"{path.relative_to(root)}: {what}" for path in documents(root)
             for what in about_document(root, path, said)]
    return found + list(about_reference(root))


def compile_blocks(root, compiler, includes):
    """What a compiler says to the blocks that stand alone, taken one by one."""
    blocks = {f"{path.relative_to(root)}, block {number}": block["code"] for path in documents(root)
              for number, block in enumerate(filter(stands_alone, BLOCK.finditer(path.read_text(encoding="utf-8"))), 1)}
    flags = ["-std=c++20", "-Wall", "-Wextra", "-Werror", *compilers.include_flags(includes)]
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        chosen = compilers.plan(root / "include", blocks)
        beginning = compilers.precompile_all(compiler, flags, chosen, pathlib.Path(folder), pool)

        def complaint(name):
            done = compilers.run([compiler, *flags, "-fsyntax-only", *beginning(name), "-xc++", "-"], input=blocks[name])
            return "" if done.returncode == 0 else f"{name}:\n{textwrap.indent(blocks[name] + done.stderr, '    ')}"

        yield from filter(None, pool.map(complaint, blocks))


def write_blocks(root):
    """Returns what it could not write."""
    for path in documents(root):
        text = path.read_text(encoding="utf-8")

        def renewed(block):
            code = block["file"] and original(root, block["file"], block["mark"])
            return block[0][:block.start("code") - block.start()] + code + "```" if code else block[0]
        path.write_text(BLOCK.sub(renewed, text), encoding="utf-8")
    return []


def self_test(compiler):
    """A small project with each mistake once; what is right draws no complaint."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for file, text in {
            "include/crucible/telemetry/emit/a.hpp": 'static_assert(x, "one "\n    "sentence");',
            "include/crucible/telemetry/emit/b.hpp": "",
            "docs/reference/README.md": "[`emit/a.hpp`](emit/a.md)",
            "docs/reference/emit/a.md": "```cpp\n#include <no_such_header>\n```\n```cpp\n#include <string>\n```\n",
            "docs/reference/emit/lost.md": "",
            "a.cpp": "//! [one]\n    int i;\n//! [one]\n",
            "README.md": "<!-- a.cpp [one] -->\n```cpp\nint i;\n```\n[good](a.cpp) [web](https://example.org)\n"
                         "```text\nstatic assertion failed: one sentence\n```\n",
            "OTHER.md": "<!-- a.cpp [one] -->\n```cpp\nint j;\n```\n<!-- a.cpp [two] -->\n```cpp\n```\n```cpp\n```\n"
                        "[bad](b.cpp) static assertion failed: another sentence\n",
        }.items():
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).write_text(text, encoding="utf-8")
        expected = ["OTHER.md: the block differs", "OTHER.md: a.cpp does not hold", "OTHER.md: a C++ block neither",
                    "OTHER.md: no header says", "OTHER.md: the link leads nowhere",
                    "docs/reference/README.md: does not name `emit/b.hpp`",
                    "docs/reference/README.md: does not lead to emit/lost.md", "docs/reference/emit/a.md, block 1:\n"]
        found = complaints(root) + list(compile_blocks(root, compiler, []))
        write_blocks(root)
        assert "int i;" in (root / "OTHER.md").read_text(encoding="utf-8")
        if len(found) == len(expected) and all(f.startswith(e) for f, e in zip(found, expected)):
            return []
        return ["self-test: expected", *expected, "got", *found]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", nargs="?", type=pathlib.Path, help="the project's folder")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--compiler")
    parser.add_argument("--include", action="append", default=[], metavar="DIR")
    parser.add_argument("--self-test", metavar="COMPILER")
    given = parser.parse_args()
    if given.self_test:
        found = self_test(given.self_test)
    elif given.root and given.write:
        found = write_blocks(given.root)
    elif given.root and given.compiler:
        found = list(compile_blocks(given.root, given.compiler, given.include))
    elif given.root:
        found = complaints(given.root)
    else:
        parser.error("give the project's folder, or --self-test")
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
