#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads an export and its meta file with Python's own csv and json modules and compares it, value by value, with what
was written.

EXPECTED holds a line per row: the event, nanoseconds since the epoch, the thread, then `name=type:value` for each
measurement: i (integer), d and f (bits of a double and a float), t (bytes of a text), b (0 or 1), - (absent).
"""
import argparse
import csv
import datetime
import json
import math
import struct
import sys

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def nanoseconds(text):
    """ISO 8601 with nine digits of a second, and nothing else."""
    assert len(text) == 30 and text[19] == "." and text[29] == "Z", text
    second = datetime.datetime.fromisoformat(text[:19] + "+00:00")
    whole = (second - EPOCH) // datetime.timedelta(seconds=1)
    return whole * 10**9 + int(text[20:29])


def expectation(line):
    event, time, thread, *measured = line.rstrip("\n").split("\t")
    return event, int(time), int(thread), dict(each.split("=", 1) for each in measured)


def same_bits(number, form, bits):
    wanted = struct.unpack(form, bytes.fromhex(bits))[0]
    if math.isnan(wanted):
        return math.isnan(number)
    return struct.pack(form, number).hex() == bits


def as_text(hexadecimal):
    # Python replaces each maximal subpart, too.
    return bytes.fromhex(hexadecimal).decode("utf-8", "replace")


def equal(given, wanted, parse):
    kind, _, value = wanted.partition(":")
    if kind == "-":
        return given is None
    if given is None:
        return False
    if kind == "t":
        return given == as_text(value)
    given = parse(kind, given)
    if kind == "d":
        return same_bits(given, ">d", value)
    if kind == "f":
        return same_bits(given, ">f", value)
    return type(given) is (bool if kind == "b" else int) and given == int(value)


# --- CSV: every cell is text, and only the expectation knows its type ---

def parse_cell(kind, text):
    if kind == "b":
        return {"true": True, "false": False}[text]
    return int(text) if kind == "i" else float(text)


FORMULA = tuple("=+-@\t\r\n") + ("\uff1d", "\uff0b", "\uff0d", "\uff20")


def read_csv(path):
    """A dictionary per row. Python's reader does not tell an absent text from an empty one."""
    names = measurements(path)
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = next(reader)
        assert len(header) == len(set(header)), f"columns twice: {header}"
        header = [column if column in ("time", "event", "thread") else names.pop(column) for column in header]
        assert not names, f"columns that are not there: {names}"
        for row in reader:
            assert len(row) == len(header), f"{len(row)} cells, {len(header)} columns: {row}"
            yield dict(zip(header, row))


def unguard(text, guarded):
    if not guarded:
        return text
    assert not text.startswith(FORMULA), f"a spreadsheet could run {text!r}"
    return text[1:] if text.startswith("'") else text


def cell(row, name, wanted, guarded):
    text = row.get(name)
    if wanted.startswith("t:"):
        return unguard(text, guarded)
    return None if text == "" else text


# --- JSON Lines ---

def refuse(token):
    raise ValueError(f"not JSON: {token}")


def no_key_twice(pairs):
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), f"keys twice: {keys}"
    return dict(pairs)


def read_meta(path):
    with open(path + ".meta.json", encoding="utf-8") as file:
        meta = json.load(file, parse_constant=refuse, object_pairs_hook=no_key_twice)
    assert (meta["type"], meta["format"], meta["version"]) == ("meta", "crucible_telemetry", 1), meta
    assert meta["file"] == path.split("/")[-1], meta["file"]
    return meta


def measurements(path):
    """Of each column: the measurement in it."""
    return {each["column"]: each["name"] for event in read_meta(path)["events"] for each in event["measurements"]}


def read_jsonl(path):
    with open(path, "rb") as file:
        raw = file.read()
    text = raw.decode("utf-8")  # strict
    lines = text.split("\n")
    assert lines.pop() == "", "no line end at the end"
    assert text.splitlines() == lines, "some readers of lines see other lines"
    for line in lines:
        yield json.loads(line, parse_constant=refuse, object_pairs_hook=no_key_twice)


def parse_json(kind, given):
    if kind in "df":
        if isinstance(given, str):
            assert given in ("NaN", "Infinity", "-Infinity"), given
        else:
            assert type(given) is float, given
        return float(given)
    return given


def compare_csv(given, expected):
    rows = read_csv(given.file)
    for number, (wanted, row) in enumerate(zip(expected, rows, strict=True), 1):
        event, time, thread, measured = wanted
        yield number, row.pop("event", event) == event and nanoseconds(row.pop("time")) == time, "event or time"
        yield number, int(row.pop("thread")) == thread, "thread"
        for name, value in row.items():
            want = measured.get(name, "-")
            text = cell(row, name, want, given.guarded)
            yield number, equal(text, want, parse_cell), f"{name}: {value!r}, not {want}"
        yield number, set(measured) <= set(row), f"lacks {set(measured) - set(row)}"


def compare_jsonl(given, expected):
    meta = read_meta(given.file)
    assert [run["id"] for run in meta["runs"]] == [given.experiment], meta["runs"]
    keys = {event["name"]: [each["column"] for each in event["measurements"]] for event in meta["events"]}
    for number, (wanted, row) in enumerate(zip(expected, read_jsonl(given.file), strict=True), 1):
        event, time, thread, measured = wanted
        yield number, row.pop("experiment") == given.experiment, "experiment"
        yield number, row.pop("event") == event and nanoseconds(row.pop("time")) == time, "event or time"
        yield number, row.pop("thread") == thread, "thread"
        yield number, list(row) == list(measured) == keys[event], f"keys {list(row)}"
        for name, want in measured.items():
            yield number, equal(row[name], want, parse_json), f"{name}: {row[name]!r}, not {want}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("format", choices=["csv", "jsonl"])
    parser.add_argument("file")
    parser.add_argument("expected")
    parser.add_argument("--guarded", action="store_true", help="written with the formula guard")
    parser.add_argument("--experiment", default="")
    given = parser.parse_args()
    csv.field_size_limit(1 << 24)
    with open(given.expected, encoding="ascii") as file:
        expected = [expectation(line) for line in file]
    compare = compare_csv if given.format == "csv" else compare_jsonl
    checks, wrong = 0, []
    for number, good, what in compare(given, expected):
        checks += 1
        if not good:
            wrong.append(f"row {number}: {what}"[:300])
    print("\n".join(wrong[:20]))
    print(f"{given.format}: {len(expected)} rows, {checks} checks, {len(wrong)} wrong")
    return 1 if wrong or not checks else 0


if __name__ == "__main__":
    sys.exit(main())
