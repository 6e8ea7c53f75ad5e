#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a file of rows and its meta file say together, read by Python's own csv and json modules: a line of each run, then
of each row its run, its event, and each measurement that it has, with its unit."""
import csv
import json
import sys


def rows_of(path):
    if ".jsonl" in path:
        with open(path, encoding="utf-8") as file:
            yield from map(json.loads, file)
    else:
        with open(path, encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file, strict=True)


def main():
    path, meta_path = sys.argv[1:]
    with open(meta_path, encoding="utf-8") as file:
        meta = json.load(file)
    for run in meta["runs"]:
        print(json.dumps({key: run[key] for key in run if key not in ("type", "started")}))
    events = {event["name"]: event["measurements"] for event in meta["events"]}
    for row in rows_of(path):
        said = [row.get(key) for key in ("experiment", "experiment_name", "condition", "event")]
        for each in events[row["event"]]:
            value = row[each["column"]]
            if value not in (None, ""):
                said.append(f"{each['name']}={value}{each['unit']}")
        print(*(ascii(part) if part and not part.isascii() else part for part in said if part is not None))
    return 0


if __name__ == "__main__":
    sys.exit(main())
