#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What including the library costs a compile, in CPU seconds, and what declaring and emitting events costs.

Each time is the best of some rounds, and the rounds go through all rows in turn. Time as such says little about another
machine, so every row is a ratio:

  include/HEADER   (HEADER - empty file) / (<string> + <vector> + <chrono> - empty file), -O0 -fsyntax-only
  program/12x8     12 events of 8 measurements, each emitted in two places, against the same program written by hand:
                   plain structs copied into a hand-written ring; -O0 -c, headers and all (program/12x8_O2: -O2 -c)

The budgets hold for g++; other compilers' rows are for information.
"""
import argparse
import datetime
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADERS = {"emit.hpp": 1.3, "telemetry.hpp": 3.0, "query.hpp": None}
PATHS = {
    "emit.hpp": "crucible/telemetry/emit.hpp",
    "telemetry.hpp": "crucible/telemetry.hpp",
    "query.hpp": "crucible/telemetry/query.hpp",
}
PROGRAM_BUDGET = 2.5

EVENTS, MEASUREMENTS, VOCABULARY = 12, 8, 24
SYNTAX, COMPILE, OPTIMISE = ["-O0", "-fsyntax-only"], ["-O0", "-c"], ["-O2", "-c"]

HAND_WRITTEN = """\
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

namespace hand {
struct header { std::uint32_t event; std::uint32_t bytes; std::int64_t at; };
class ring {
public:
    bool push(header const& head, void const* values, std::size_t bytes) {
        std::uint64_t const at = head_.load(std::memory_order_relaxed);
        std::size_t const all = sizeof head + bytes;
        if (size - (at % size) < all || at + all - tail_.load(std::memory_order_acquire) > size) {
            dropped_.store(dropped_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
            return false;
        }
        std::memcpy(memory_.get() + at % size, &head, sizeof head);
        std::memcpy(memory_.get() + at % size + sizeof head, values, bytes);
        head_.store(at + all, std::memory_order_release);
        return true;
    }
private:
    static constexpr std::size_t size = 1 << 20;
    std::unique_ptr<std::byte[]> memory_ = std::make_unique<std::byte[]>(size);
    alignas(64) std::atomic<std::uint64_t> head_{0};
    std::atomic<std::uint64_t> dropped_{0};
    alignas(64) std::atomic<std::uint64_t> tail_{0};
};
inline thread_local ring mine;
inline std::atomic<bool> listening{false};
template <class Event>
void emit(Event const& row) {
    if (!listening.load(std::memory_order_relaxed)) return;
    auto const now = std::chrono::steady_clock::now().time_since_epoch();
    mine.push({Event::id, sizeof row, std::chrono::nanoseconds(now).count()}, &row, sizeof row);
}
}
"""


def measurements(event):
    """The names that an event carries: a different run of the vocabulary for each."""
    return [f"m{(2 * event + i) % VOCABULARY}" for i in range(MEASUREMENTS)]


def hand_written_program():
    text = [HAND_WRITTEN]
    for event in range(EVENTS):
        fields = " ".join(f"double {name};" for name in measurements(event))
        text.append(f"struct event_{event} {{ static constexpr std::uint32_t id = {event}; {fields} }};")
    for event in range(EVENTS):
        values = [f".{name} = x + {i}" for i, name in enumerate(measurements(event))]
        row = f"event_{event}{{{', '.join(values)}}}"
        for site in range(2):
            text.append(f"void site_{event}_{site}(double x) {{ hand::emit({row}); }}")
    return "\n".join(text) + "\n"


def typed_program():
    text = ["#include <crucible/telemetry/emit.hpp>", "namespace ct = crucible::telemetry;", "namespace m {"]
    text += [f'inline constexpr ct::gauge<"m{i}", double> m{i}{{}};' for i in range(VOCABULARY)]
    text.append("}")
    for event in range(EVENTS):
        names = ", ".join(f"m::{name}" for name in measurements(event))
        text.append(f'inline constexpr ct::event<"program.event_{event}", {names}> event_{event}{{}};')
    for event in range(EVENTS):
        values = [f"m::{name} = x + {i}" for i, name in enumerate(measurements(event))]
        for site, ordered in enumerate((values, values[::-1])):
            text.append(f"void site_{event}_{site}(double x) {{ ct::emit(event_{event}({', '.join(ordered)})); }}")
    return "\n".join(text) + "\n"


class Failure(Exception):
    pass


def cpu_seconds(compiler, flags, source, includes):
    command = [compiler, "-std=c++20", *flags, *[f"-I{folder}" for folder in includes], str(source), "-o", os.devnull]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "CCACHE_DISABLE": "1"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        reason = [line for line in done.stderr.splitlines() if "error" in line] or done.stderr.splitlines() or ["no message"]
        raise Failure(reason[0])
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def rows_of(compiler):
    """Name, budget, the unit it measures, and the one it is compared with; a unit is (flags, source text)."""
    name = pathlib.Path(compiler).name
    budgeted = name.startswith("g++")
    reference = (SYNTAX, "#include <string>\n#include <vector>\n#include <chrono>\n")
    for header, budget in HEADERS.items():
        yield (f"compile_time/include/{header}/{name}", budget if budgeted else None,
               (SYNTAX, f"#include <{PATHS[header]}>\n"), reference)
    for suffix, flags, budget in (("", COMPILE, PROGRAM_BUDGET), ("_O2", OPTIMISE, None)):
        yield (f"compile_time/program/12x8{suffix}/{name}", budget if budgeted else None,
               (flags, typed_program()), (flags, hand_written_program()))


EMPTY = (SYNTAX, "")


def measure(compiler, rows, rounds, includes):
    """Best CPU seconds of each unit that the rows need; a Failure in place of the time where it does not compile."""
    units = {(*flags, text): (flags, text) for flags, text in [EMPTY, *(unit for row in rows for unit in row[2:])]}
    best = {}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            for number, (key, (flags, text)) in enumerate(units.items()):
                source = pathlib.Path(folder, f"unit_{number}.cpp")
                source.write_text(text, encoding="utf-8")
                if isinstance(best.get(key), Failure):
                    continue
                try:
                    best[key] = min(best.get(key, float("inf")), cpu_seconds(compiler, flags, source, includes))
                except Failure as failure:
                    best[key] = failure
    return best


def evaluate(row, best):
    name, budget, mine, other = row
    seconds = [best[(*flags, text)] for flags, text in (mine, other, EMPTY)]
    for value in seconds:
        if isinstance(value, Failure):
            return {"name": name, "budget": budget, "failure": str(value)}
    floor = seconds[2] if mine[0] is SYNTAX else 0.0
    return {"name": name, "budget": budget, "seconds": seconds[0], "reference": seconds[1],
            "ratio": (seconds[0] - floor) / (seconds[1] - floor)}


def report(result):
    if "failure" in result:
        return f"{result['name']:<46} does not compile: {result['failure']}"
    budget = "" if result["budget"] is None else f"  budget {result['budget']:.1f}x"
    over = "  OVER" if is_over(result) else ""
    return (f"{result['name']:<46} {result['seconds']:6.2f} s  reference {result['reference']:5.2f} s  "
            f"ratio {result['ratio']:5.2f}x{budget}{over}")


def is_over(result):
    return result["budget"] is not None and result["ratio"] > result["budget"]


def as_google_benchmark(results, rounds):
    rows = []
    for result in results:
        row = {"name": result["name"], "run_name": result["name"], "run_type": "iteration", "repetitions": 1,
               "repetition_index": 0, "threads": 1, "iterations": rounds, "time_unit": "ms"}
        if "failure" in result:
            row |= {"error_occurred": True, "error_message": result["failure"], "real_time": 0.0, "cpu_time": 0.0}
        else:
            milliseconds = result["seconds"] * 1e3
            row |= {"real_time": milliseconds, "cpu_time": milliseconds, "ratio": result["ratio"]}
            if result["budget"] is not None:
                row["budget"] = result["budget"]
        rows.append(row)
    context = {"date": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
               "executable": "benchmarks/compile_time/measure.py", "num_cpus": os.cpu_count()}
    return {"context": context, "benchmarks": rows}


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="exit with 1 when a row is over its budget")
    parser.add_argument("--rounds", type=int, default=3, help="compile each unit so often and take the best (3)")
    parser.add_argument("--compilers", default="g++,clang++-16", help="comma-separated; those not found are left out")
    parser.add_argument("--include", action="append", default=[], metavar="DIR", help="further include folder")
    parser.add_argument("--benchmark_filter", default="", metavar="REGEX", help="only rows whose name matches")
    parser.add_argument("--benchmark_list_tests", nargs="?", const="true", default="false", help="print the rows' names")
    parser.add_argument("--benchmark_out", metavar="FILE", help="also write the rows as Google Benchmark's JSON")
    parser.add_argument("--benchmark_out_format", choices=["json"], default="json")
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds takes a number from 1")
    try:
        arguments.benchmark_filter = re.compile(arguments.benchmark_filter)
    except re.error as error:
        parser.error(f"--benchmark_filter: {error}")
    return arguments


def main():
    arguments = parse_arguments()
    compilers = [path for path in map(shutil.which, arguments.compilers.split(",")) if path]
    includes = [ROOT / "include", *arguments.include]
    results = []
    for compiler in compilers:
        rows = [row for row in rows_of(compiler) if arguments.benchmark_filter.search(row[0])]
        if arguments.benchmark_list_tests == "true":
            print(*[row[0] for row in rows], sep="\n", end="\n" if rows else "")
        elif rows:
            best = measure(compiler, rows, arguments.rounds, includes)
            for result in (evaluate(row, best) for row in rows):
                print(report(result), flush=True)
                results.append(result)
    if arguments.benchmark_out and results:
        with open(arguments.benchmark_out, "w", encoding="utf-8") as file:
            json.dump(as_google_benchmark(results, arguments.rounds), file, indent=2)
    if arguments.benchmark_list_tests == "true":
        return 0
    if not compilers:
        print(f"measure.py: none of {arguments.compilers} is installed", file=sys.stderr)
        return 1
    failed = any("failure" in result for result in results)
    return 1 if failed or (arguments.check and any(map(is_over, results))) else 0


if __name__ == "__main__":
    sys.exit(main())
