#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Which rule of `spike` is chosen on all groups of runs but one, and how it does on that one.

usage: detect_training DATA | choose_spike.py LABELS

LABELS: a folder with <group>/hard_batches.json of `sure` and `likely` steps. Chosen is, of the rules that give 5 false
alarms at most in 1e5 rows of normal noise and 25 of t(4), the one that finds most of the likely steps while it finds
all sure ones and 99 of 100 alarms are right; of equals the most sensitive one, as noise is the limit.
"""
import json
import pathlib
import sys
from collections import defaultdict

WARM_UP = 128


class Figures:
    def __init__(self):
        self.sure = self.all_sure = self.likely = self.all_likely = self.right = self.alarms = 0

    def add(self, given, sure, likely):
        given = {step for step in given if step > WARM_UP}
        self.sure += len(given & sure)
        self.all_sure += len(sure)
        self.likely += len(given & likely)
        self.all_likely += len(likely)
        self.right += len(given & (sure | likely))
        self.alarms += len(given)

    precision = property(lambda self: self.right / max(self.alarms, 1))
    recall = property(lambda self: self.likely / max(self.all_likely, 1))

    def __str__(self):
        return (f"sure {self.sure / max(self.all_sure, 1):.3f}, likely {self.recall:.3f}, "
                f"precision {self.precision:.3f} ({self.right} of {self.alarms})")


def main():
    labels = {path.parent.name: json.loads(path.read_text()) for path in
              sorted(pathlib.Path(sys.argv[1]).glob("*/hard_batches.json"))}
    rules, noise, alarms = {}, {}, defaultdict(set)
    runs = defaultdict(set)
    for line in sys.stdin:
        kind, rule, *rest = line.split()
        if kind == "rule":
            rules[rule], noise[rule] = rest[0], (float(rest[1]), float(rest[2]))
        else:
            group, run, step = rest
            runs[group].add(run)
            alarms[rule, group, run].add(int(step))

    def figures(rule, groups):
        result = Figures()
        for group in groups:
            for run in runs[group]:
                result.add(alarms[rule, group, run], set(labels[group]["sure"]), set(labels[group]["likely"]))
        return result

    def worth(rule, groups):
        f = figures(rule, groups)
        good = f.sure == f.all_sure and f.precision >= 0.99
        return (good, f.recall if good else f.precision, noise[rule][0])

    quiet = [rule for rule in rules if noise[rule][0] <= 5 and noise[rule][1] <= 25]
    print(f"{len(rules)} rules, {len(quiet)} of them quiet on noise; "
          f"{sum(map(len, runs.values()))} runs in {len(labels)} groups")
    everything = Figures()
    for left_out in labels:
        others = [group for group in labels if group != left_out]
        chosen = max(quiet, key=lambda rule: worth(rule, others))
        f = figures(chosen, [left_out])
        for name in vars(everything):
            setattr(everything, name, getattr(everything, name) + getattr(f, name))
        print(f"without {left_out}: {rules[chosen]}; on {left_out}: {f}")
    print(f"left out, all together: {everything}")
    chosen = max(quiet, key=lambda rule: worth(rule, labels))
    print(f"on all: {rules[chosen]}: {figures(chosen, labels)}; "
          f"false alarms in 1e5 rows of N(0,1) {noise[chosen][0]:g}, of t(4) {noise[chosen][1]:g}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()
