#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What to expect of `surprise` on series that nothing was chosen on: nested cross-validation by the rules of NAB.

usage: detect_nab DATA | nested.py LABELS

LABELS: a folder with windows.json and <group>/<series>.csv.gz, of which only the times are read. Five folds of the
series, shuffled eight times. Of the default, the threshold is chosen on the other four folds; nested, configuration and
threshold are. Of both the three profiles (standard, low FP, low FN; arXiv 1510.03336): 0 never alarms, 100 is perfect.
"""
import csv
import gzip
import json
import math
import pathlib
import random
import sys
from collections import defaultdict

PROFILES = {"standard": (0.11, 1), "low_fp": (0.22, 1), "low_fn": (0.11, 2)}  # weights of FP and FN
FOLDS, SHUFFLES = 5, 8


def sigmoid(y):
    return -1.0 if y > 3 else 2 / (1 + math.exp(5 * y)) - 1


class Series:
    """Where a series' windows are, and what an alarm at a row is worth."""

    def __init__(self, labels, name, rows, windows):
        with gzip.open(labels / (name + ".gz"), "rt") as file:
            at = {row[0]: i for i, row in enumerate(row for row in csv.reader(file) if row and row[0] != "timestamp")}
        self.windows = [(at[a.split(".")[0]], at[b.split(".")[0]]) for a, b in windows]
        self.probation = min(int(0.15 * rows), 750)

    def alarm(self, row):
        """(window or None, gain)"""
        before = None
        for k, (first, last) in enumerate(self.windows):
            if first <= row <= last:
                return k, sigmoid(-(last - row + 1) / (last - first + 1)) / sigmoid(-1)
            if last < row:
                before = first, last
        return None, sigmoid((row - before[1]) / (before[1] - before[0])) if before else -1.0


def score(events, fp, fn, windows, threshold=None):
    """Events by falling score. (best or given threshold's gain over never alarming, threshold)"""
    gain, best, chosen, last = 0.0, 0.0, math.inf, None
    reached = {}
    for nats, series, window, value in events:
        if threshold is not None and nats < threshold:
            break
        if threshold is None and nats != last and last is not None and gain > best:
            best, chosen = gain, last
        last = nats
        if window is None:
            gain += fp * value
        else:
            known = reached.get((series, window), -fn)
            if value > known:
                reached[series, window] = value
                gain += value - known
    if threshold is not None:
        return gain, threshold
    return (gain, last) if gain > best else (best, chosen)


def main():
    labels = pathlib.Path(sys.argv[1])
    windows = json.loads((labels / "windows.json").read_text())
    series, names, events = [], {}, defaultdict(list)
    for line in sys.stdin:
        kind, *rest = line.split()
        if kind == "series":
            series.append(Series(labels, rest[0], int(rest[1]), windows[rest[0]]))
        elif kind == "configuration":
            names[int(rest[0])] = rest[1]
        else:
            k, row = int(rest[0]), int(rest[1])
            if row >= series[k].probation:
                events[int(kind)].append((float(rest[2]), k, *series[k].alarm(row)))
    for each in events.values():
        each.sort(key=lambda event: -event[0])
    total = sum(len(one.windows) for one in series)

    def normal(gain, fn):
        return 100 * gain / ((1 + fn) * total)

    print(f"{len(names)} configurations, {len(series)} series, {total} windows")
    for profile, (fp, fn) in PROFILES.items():
        all_at_once, fixed, nested = score(events[0], fp, fn, total), [], []
        for shuffle in range(SHUFFLES):
            order = list(range(len(series)))
            random.Random(shuffle).shuffle(order)
            sums = [0.0, 0.0]
            for fold in range(FOLDS):
                held = set(order[fold::FOLDS])
                parts = {}
                for c, each in events.items():
                    rest = [event for event in each if event[1] not in held]
                    parts[c] = score(rest, fp, fn, total)
                best = max(parts, key=lambda c: parts[c][0])
                for i, c in enumerate((0, best)):
                    kept = [event for event in events[c] if event[1] in held]
                    sums[i] += score(kept, fp, fn, total, parts[c][1])[0]
            fixed.append(normal(sums[0], fn))
            nested.append(normal(sums[1], fn))
        print(f"{profile}: default {normal(all_at_once[0], fn):.1f} at {all_at_once[1]:.2f} nats; its threshold from "
              f"the other folds {sum(fixed) / SHUFFLES:.1f} ({min(fixed):.0f} to {max(fixed):.0f}); configuration too "
              f"{sum(nested) / SHUFFLES:.1f} ({min(nested):.0f} to {max(nested):.0f})", flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()
