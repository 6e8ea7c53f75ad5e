#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks who includes whom: data goes one way through the rooms, and so do includes.

ARROWS says which room includes which, exactly: a new arrow is an error until it is written there, and so is one that is
gone. FLOORS says what may be written there at all. Also checks that heavy headers stay where they are paid for, and how
a header begins.
"""
import argparse
import pathlib
import re
import sys
import tempfile

# The order of the rooms (docs/design/rooms.md): what each may include at most, besides its own headers and fwd.hpp.
CORE = {"core"}
TEXT = {"text"} | CORE
FILE = {"file"} | TEXT
SCHEMA = {"schema"} | TEXT
ENRICH = {"enrich"} | SCHEMA
RECORD = {"record"} | SCHEMA
EMIT = {"emit"} | RECORD
CELLS = {"cells"} | SCHEMA
STATISTICS = {"statistics"} | CELLS
SERIAL = {"serial"} | STATISTICS
LIVE = {"live"} | STATISTICS
DETECT = {"detect"} | STATISTICS | RECORD
SAMPLE = {"sample"} | DETECT
STORE = {"store"} | RECORD
TALLY = {"tally"} | EMIT | LIVE
SESSION = {"session"} | TALLY | SAMPLE | STORE
QUERY = {"query"} | SESSION
EXPORT = {"export"} | SESSION | FILE
ARCHIVE = {"archive"} | EXPORT
METRICS = {"metrics"} | ARCHIVE
ANALYSIS = {"analysis"} | QUERY | ENRICH
REPORT = {"report"} | ANALYSIS
FORMAT = {"format"} | ANALYSIS
FLOORS = {
    "fwd": CORE,
    "core": CORE,
    "text": TEXT,
    "file": FILE,
    "schema": SCHEMA,
    "enrich": ENRICH,
    "record": RECORD,
    "emit": EMIT,
    "cells": CELLS,
    "statistics": STATISTICS,
    "serial": SERIAL,
    "live": LIVE,
    "detect": DETECT,
    "sample": SAMPLE,
    "store": STORE,
    "tally": TALLY,
    "session": SESSION,
    "query": QUERY,
    "export": EXPORT,
    "archive": ARCHIVE,
    "metrics": METRICS,
    "analysis": ANALYSIS,
    "report": REPORT,
    "format": FORMAT,
    "cluster": {"cluster"} | SESSION,
    "integrate": {"integrate"} | SESSION,
    # <crucible/telemetry.hpp>: what most programs want; what is heavy has an umbrella of its own
    "telemetry": EXPORT,
}

# What each room includes, besides its own headers and fwd.hpp.
ARROWS = {
    "fwd": "core",
    "text": "core",
    "file": "core text",
    "schema": "core",
    "enrich": "core text schema",
    "record": "core text schema",
    "emit": "core text schema record",
    "cells": "core",
    "statistics": "core schema cells",
    "serial": "core cells statistics",
    "live": "core statistics",
    "detect": "cells record statistics",
    "store": "core schema record",
    "tally": "core record emit cells statistics live",
    "session": "core schema record emit cells live store tally",
    "query": "core text schema record statistics store",
    "export": "core text file schema record",
    "archive": "core text file schema record store session export",
    "metrics": "core text file archive",
    "analysis": "core text schema enrich record cells statistics store session",
    "format": "core text record statistics store session analysis",
    "telemetry": "emit statistics store session export",
}

# (pattern of what stands in <> or "", pattern of the files that may include it, why)
RESTRICTED = [
    (r"(ranges|regex|iostream|immintrin\.h|x86intrin\.h)", r"$^", "it costs every user too much compile time"),
    (r"chrono", r"core/clock\.hpp|text/read_time\.hpp", "only core/clock.hpp includes it, and who needs calendars"),
    (r"range/v3/.*", r"query/.*", "range-v3 lives under query/"),
    (r"range/v3/((all|core|range|view|action|algorithm|numeric|utility|functional|iterator)|.*/all)\.hpp", r"$^",
     "include the single views, not a collection of them"),
    (r"fmt/.*", r"(format|report)/.*", "fmt lives under format/ and report/"),
    (r"boost/hana.*", r"core/type_(map|set)\.hpp|schema/walk\.hpp|record/adapt\.hpp",
     "Hana stays in the type map and set, the schema walk, and the adapter of BOOST_HANA_ADAPT_STRUCT"),
    (r"boost/math.*", r"analysis/.*", "Boost.Math lives under analysis/"),
]

# What neither telemetry.hpp nor a header behind it includes: each costs every compile a sixth or more of what <string>,
# <vector> and <chrono> do. What stands in for them: core/detail/owner.hpp, smaller.hpp, core/clock.hpp.
HEAVY = {"memory", "algorithm", "functional", "iterator", "sstream", "ostream", "istream", "map", "unordered_map", "thread",
         "condition_variable", "future", "filesystem", "locale"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
PREFIX = "crucible/telemetry/"
LONGEST_HEADER = 350


def room_of(name):
    """core/clock.hpp -> core; emit.hpp -> emit, the umbrella of its room; ../telemetry.hpp -> telemetry"""
    return name.split("/")[0].removesuffix(".hpp")


def faults_of(name, text):
    """What is wrong in one header; name is relative to include/crucible/telemetry, or telemetry.hpp."""
    room = room_of(name)
    if room not in FLOORS:
        yield f"'{room}' is not a room of the house"
        return
    for quote, target in INCLUDE.findall(text):
        if target.startswith("crucible/"):
            other = room_of(target.removeprefix(PREFIX).removeprefix("crucible/"))
            if other not in FLOORS[room] | {"fwd"}:
                yield f"includes <{target}>: {room} may not know {other}"
        elif quote == '"':
            yield f'includes "{target}": spell it <{PREFIX}...>'
        for what, where, why in RESTRICTED:
            if re.fullmatch(what, target) and not re.fullmatch(where, name):
                yield f"includes <{target}>: {why}"
    lines = text.splitlines()
    if lines[:1] != ["// SPDX-License-Identifier: MIT"]:
        yield "does not begin with '// SPDX-License-Identifier: MIT'"
    if "#pragma once" not in lines[:3]:
        yield "has no '#pragma once' below its first line"
    if len(lines) > LONGEST_HEADER and name != "fwd.hpp":  # the map grows with the house
        yield f"has {len(lines)} lines, more than {LONGEST_HEADER}"


def headers_of(root):
    """Name, relative to include/crucible/telemetry, and text of each header."""
    for header in sorted((root / "crucible").rglob("*.hpp")):
        yield header.relative_to(root / "crucible").as_posix().removeprefix("telemetry/"), header.read_text(encoding="utf-8")


def faults_of_weight(root):
    """What telemetry.hpp brings, directly or not, and should not."""
    texts = dict(headers_of(root))
    seen, left = set(), ["telemetry.hpp"] if "telemetry.hpp" in texts else []
    while left:
        name = left.pop()
        if name in seen or name not in texts:
            continue
        seen.add(name)
        for _, target in INCLUDE.findall(texts[name]):
            left.append(target.removeprefix("crucible/").removeprefix("telemetry/"))
            if target in HEAVY:
                yield f"{name}: includes <{target}>, and every user of telemetry.hpp with it: it costs too much compile time"


def arrows_of(root):
    """room: the other rooms that its headers include; fwd.hpp is everybody's."""
    found = {}
    for name, text in headers_of(root):
        room = room_of(name)
        for _, target in INCLUDE.findall(text):
            if target.startswith("crucible/"):
                found.setdefault(room, set()).add(room_of(target.removeprefix(PREFIX).removeprefix("crucible/")))
    return {room: others - {room, "fwd"} for room, others in found.items() if others - {room, "fwd"}}


def faults_of_arrows(root, written):
    found = arrows_of(root)
    for room in sorted(found.keys() | written.keys()):
        drawn, told = found.get(room, set()), set(written.get(room, "").split())
        for other in sorted(drawn - told):
            yield f"{room} includes {other}: a new arrow; if it is meant, write it into ARROWS of tests/headers/includes.py"
        for other in sorted(told - drawn):
            yield f"{room} no longer includes {other}: take it out of ARROWS of tests/headers/includes.py"


def faults(root):
    headers = list(headers_of(root))
    if not headers:
        yield f"no headers under {root}"
    for name, text in headers:
        for fault in faults_of(name, text):
            yield f"{name}: {fault}"
    yield from faults_of_weight(root)


BEGIN = "// SPDX-License-Identifier: MIT\n#pragma once\n"
SELF_TESTS = [  # file, text, what must be said ("" for nothing)
    ("telemetry/emit/detail/ring.hpp", BEGIN + "#include <crucible/telemetry/record/record.hpp>\n#include <atomic>\n", ""),
    ("telemetry/emit.hpp", BEGIN + "#include <crucible/telemetry/emit/detail/ring.hpp>\n", ""),
    ("telemetry.hpp", BEGIN + "#include <crucible/telemetry/session/session.hpp>\n", ""),
    ("telemetry.hpp", BEGIN + "#include <crucible/telemetry/query.hpp>\n", "may not know query"),
    ("telemetry.hpp", BEGIN + "#include <memory>\n", "every user of telemetry.hpp"),
    ("telemetry/query/x.hpp", BEGIN + "#include <memory>\n", ""),
    ("telemetry/core/x.hpp", BEGIN + "#include <crucible/telemetry/schema/event.hpp>\n", "may not know schema"),
    ("telemetry/emit/x.hpp", BEGIN + "#include <crucible/telemetry/cells/cell.hpp>\n", "may not know cells"),
    ("telemetry/session/x.hpp", BEGIN + "#include <crucible/telemetry/export/csv.hpp>\n", "may not know export"),
    ("telemetry/core/x.hpp", BEGIN + "#include <crucible/telemetry.hpp>\n", "may not know telemetry"),
    ("telemetry/core/x.hpp", BEGIN + "#include <chrono>\n", "only core/clock.hpp"),
    ("telemetry/core/clock.hpp", BEGIN + "#include <chrono>\n", ""),
    ("telemetry/query/x.hpp", BEGIN + "#include <range/v3/view/filter.hpp>\n", ""),
    ("telemetry/query/x.hpp", BEGIN + "#include <range/v3/view.hpp>\n", "single views"),
    ("telemetry/query/x.hpp", BEGIN + "#include <range/v3/view/all.hpp>\n#include <range/v3/all.hpp>\n", "single views"),
    ("telemetry/store/x.hpp", BEGIN + "  # include <iostream>\n", "too much compile time"),
    ("telemetry/store/x.hpp", BEGIN + "#include <boost/hana/map.hpp>\n", "Hana stays in"),
    ("telemetry/store/x.hpp", BEGIN + "#include <fmt/core.h>\n", "format/ and report/"),
    ("telemetry/attic/x.hpp", BEGIN, "not a room"),
    ("telemetry/core/x.hpp", BEGIN + '#include "y.hpp"\n', "spell it"),
    ("telemetry/core/x.hpp", "#pragma once\n", "SPDX"),
    ("telemetry/core/x.hpp", "// SPDX-License-Identifier: MIT\n", "pragma once"),
    ("telemetry/core/x.hpp", BEGIN + "\n" * 400, "more than"),
]


def self_test():
    for name, text, expected in SELF_TESTS:
        with tempfile.TemporaryDirectory() as folder:
            header = pathlib.Path(folder) / "crucible" / name
            header.parent.mkdir(parents=True)
            header.write_text(text, encoding="utf-8")
            said = "\n".join(faults(pathlib.Path(folder)))
            if (expected not in said) or (not expected and said):
                yield f"expected {expected!r}, got {said!r} for {name}:\n{text}"
    with tempfile.TemporaryDirectory() as folder:
        header = pathlib.Path(folder) / "crucible/telemetry/emit/x.hpp"
        header.parent.mkdir(parents=True)
        header.write_text(BEGIN + "#include <crucible/telemetry/core/y.hpp>\n#include <crucible/telemetry/fwd.hpp>\n")
        for written, expected in ({"emit": "core"}, ""), ({}, "emit includes core"), ({"emit": "core text"}, "no longer"):
            said = "\n".join(faults_of_arrows(pathlib.Path(folder), written))
            if (expected not in said) or (not expected and said):
                yield f"expected {expected!r}, got {said!r} for the arrows {written}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--arrows", action="store_true", help="print ARROWS as the headers have it")
    parser.add_argument("root", nargs="?", type=pathlib.Path, help="the folder include/")
    given = parser.parse_args()
    if not given.self_test and not given.root:
        parser.error("give the folder include/, or --self-test")
    if given.arrows and given.root:
        found = arrows_of(given.root)
        print(*(f'    "{room}": "{" ".join(sorted(found[room], key=list(FLOORS).index))}",'
                for room in FLOORS if room in found), sep="\n")
        return 0
    wrong = list(self_test() if given.self_test else [*faults(given.root), *faults_of_arrows(given.root, ARROWS)])
    print("\n".join(wrong) or "includes go one way")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
