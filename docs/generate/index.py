#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes docs/reference/README.md: every public header, with the first sentence of what it says of itself; and
docs/reference/internal.md: those in folders named detail/.

A header's page is the one of its own name, else the page of its folder that names the header in its title or text,
else the source. `--check` writes nothing, and fails when a page is not what it would write.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADERS = ROOT / "include/crucible/telemetry"
REFERENCE = ROOT / "docs/reference"

ROOMS = {
    "core": "Words that every room uses: names, units, clocks, errors, policies, types as values.",
    "schema": "What is measured: descriptors, events, walks over them, and the events of the catalog.",
    "enrich": "What is derived from rows: latency, cost, success.",
    "record": "One checked row, and what makes it: bindings, spans, adapters.",
    "emit": "The hot path: from a record to the sessions that listen.",
    "text": "Numbers, UTF-8, time and JSON as text, both ways.",
    "file": "Files that grow beside their target and get its name when they are complete, files to which several processes append, files as lines.",
    "cells": "The states of statistics: what takes numbers one by one and merges.",
    "statistics": "What is read from cells, and how statistics are joined. [All of them in one table](statistics.md).",
    "live": "Statistics of a running session: what is asked, published, by label, by panes.",
    "detect": "What statistics find, raised as events.",
    "serial": "Cells and statistics as bytes.",
    "tally": "Events of which only statistics are kept, by the emitting threads themselves.",
    "session": "The running thing: experiment, pipeline, policies, worker.",
    "store": "Where rows rest: columns in memory, in order of time.",
    "query": "Pipelines over stored rows.",
    "analysis": "What runs were like, and how they differ.",
    "format": "What the library knows, printed by fmt: rows, ledgers, statistics, experiments, summaries.",
    "export": "Files from rows: CSV and JSON Lines.",
    "archive": "Whole experiments in files, and rows back from files.",
    "metrics": "Values recorded by step.",
}


def about(header):
    """The first sentence of the comment below `#pragma once`."""
    lines = header.read_text(encoding="utf-8").split("#pragma once\n", 1)[1].splitlines()
    words = []
    for line in lines:
        if not line.startswith("//"):
            break
        words.append(line.removeprefix("//").strip())
    text = " ".join(words)
    sentence = re.match(r".*?\.(?= |$)|.*", text).group(0).rstrip().rstrip(".:")
    return sentence.replace("|", "\\|")


def page_of(name):
    own = REFERENCE / pathlib.Path(name).with_suffix(".md")
    if own.is_file():
        return own.relative_to(REFERENCE).as_posix()
    folder = own.parent
    if folder.is_dir():
        for page in sorted(p for p in folder.glob("*.md") if p.name != "README.md"):
            if f"`{name}`" in page.read_text(encoding="utf-8") or name in page.read_text(encoding="utf-8").splitlines()[0]:
                return page.relative_to(REFERENCE).as_posix()
    return f"../../include/crucible/telemetry/{name}" if name != "telemetry.hpp" else "../../include/crucible/telemetry.hpp"


def row(name, header):
    return f"| [`{name}`]({page_of(name)}) | {about(header)} |"


def tables(of_room):
    """A table for each room, of the headers that `of_room` keeps."""
    for room, what in ROOMS.items():
        headers = sorted((HEADERS / room).rglob("*.hpp"), key=lambda h: h.relative_to(HEADERS).as_posix())
        kept = [h for h in headers if of_room(h)]
        if kept:
            yield from ["", f"## {room}", "", what, "", "| header | |", "|---|---|"]
            yield from (row(h.relative_to(HEADERS).as_posix(), h) for h in kept)


def is_internal(header):
    return "detail" in header.relative_to(HEADERS).parts


def index():
    text = ["# Reference", "",
            "One page per header, or one for several that belong together, in the folders of "
            "`include/crucible/telemetry/`. A header without a page of its own leads to its source. What programs do not "
            "include lies in folders named `detail/`, may change with any version, and has [a list of its "
            "own](internal.md). The events that come with the library are in [the catalog](catalog.md).",
            "", "## The doors", "", "What programs include.", "", "| header | |", "|---|---|"]
    doors = {h.name: h for h in HEADERS.glob("*.hpp")} | {"telemetry.hpp": HEADERS.parent / "telemetry.hpp"}
    text += [row(name, doors[name]) for name in sorted(doors)]
    rooms = {h.relative_to(HEADERS).parts[0] for h in HEADERS.rglob("*.hpp") if h.parent != HEADERS}
    assert rooms <= ROOMS.keys(), f"name these rooms in ROOMS: {sorted(rooms - ROOMS.keys())}"
    text += tables(lambda header: not is_internal(header))
    listed = "\n".join([*text, *internal()])
    rest = [p.relative_to(REFERENCE).as_posix() for p in sorted(REFERENCE.rglob("*.md"))
            if p.parent != REFERENCE or p.name not in ("README.md", "internal.md")]
    missing = [p for p in rest if f"({p})" not in listed]
    if missing:
        text += ["", "## Pages of several headers", ""] + [f"* [{p.removesuffix('.md')}]({p})" for p in missing]
    return text


def internal():
    return ["# Internal headers", "",
            "What the library is built of. Programs do not include these, and any version may change them; they are for who "
            "reads or extends the library. The others are in [the reference](README.md).",
            *tables(is_internal)]


def write(pages):
    """Writes pages, or with `--check` in the command says which differ. Returns the exit status."""
    stale = [(path, text) for path, text in pages.items()
             if not path.is_file() or path.read_text(encoding="utf-8") != text]
    for path, text in stale:
        if "--check" in sys.argv[1:]:
            print(f"{path.relative_to(ROOT)} is not what docs/generate/run writes")
        else:
            path.write_text(text, encoding="utf-8")
    return 1 if stale and "--check" in sys.argv[1:] else 0


def main():
    return write({REFERENCE / name: "\n".join(text) + "\n"
                  for name, text in (("README.md", index()), ("internal.md", internal()))})


if __name__ == "__main__":
    sys.exit(main())
