#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What including the library costs a compile, in CPU seconds, and what declaring, emitting and keeping events costs.

Each time is the best of some rounds, and the rounds go through all rows in turn. Time as such says little about another
machine, so every row is a ratio:

  include/HEADER         (HEADER - empty file) / (<string> + <vector> + <chrono> - empty file), -O0 -fsyntax-only
  program/12x8           12 events of 8 measurements, each emitted in two places, against the same program written by
                         hand: plain structs copied into a hand-written ring; -O0 -c, headers and all (12x8_O2: -O2 -c)
  program/one_session    a session of one event and two statistics, against a file that includes <string>, <vector> and
                         <chrono>; -O0 -c, headers and all
  program/quick_start    examples/00_quick_start.cpp, in the same way
  program/X_compiled     the same programs, linked with crucible::telemetry_compiled and its precompiled header
  program/all_standard   a session of the 25 events of catalog::standard that writes CSV and JSON Lines, in the same way
  program/further_event  (nine events - one event) / 8, of six measurements each, with CSV and JSON Lines, likewise

Rows of programs also tell the compiler's peak memory and, of those that are whole, the size of the program.
The budgets hold for g++; other compilers' rows are for information. Those in seconds are for a machine on which the
three standard headers take 0.7 s, and are scaled.
"""
import argparse
import datetime
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADERS = {"emit.hpp": 1.2, "telemetry.hpp": 2.4, "query.hpp": None}
PATHS = {
    "emit.hpp": "crucible/telemetry/emit.hpp",
    "telemetry.hpp": "crucible/telemetry.hpp",
    "query.hpp": "crucible/telemetry/query.hpp",
}
# What a row may cost at most: in ratio, in seconds where the reference takes REFERENCE_SECONDS, in MB of the compiler's
# memory and of the program.
PROGRAMS = {
    "12x8": {"ratio": 2.2},
    "one_session": {"ratio": 4.0},
    "quick_start": {"ratio": 7.0},
    "one_session_compiled": {"ratio": 3.2},
    "quick_start_compiled": {"ratio": 5.5},
    "all_standard": {"seconds": 12.0, "memory": 500, "size": 10},
    "further_event": {"seconds": 0.25},
}
REFERENCE_SECONDS = 0.7

EVENTS, MEASUREMENTS, VOCABULARY = 12, 8, 24
SYNTAX, COMPILE, OPTIMISE = ["-O0", "-fsyntax-only"], ["-O0", "-c"], ["-O2", "-c"]
COMPILED = ["-O0", "-c", "-DCRUCIBLE_TELEMETRY_COMPILED=1"]
PRECOMPILED = "#include <crucible/telemetry.hpp>\n#include <crucible/telemetry/query.hpp>\n" # as the target has it

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


def session_program(events, given=""):
    """A session of so many events, each of them of measurements of its own mix; `given` goes on with its arguments."""
    text = ["#include <crucible/telemetry.hpp>", "namespace ct = crucible::telemetry;", "namespace m {"]
    text += ['inline constexpr ct::index<"step"> step{};', 'inline constexpr ct::timer<"took"> took{};',
             'inline constexpr ct::tag<"model"> model{};', 'inline constexpr ct::flag<"success"> success{};',
             'inline constexpr ct::counter<"tokens"> tokens{};', 'inline constexpr ct::gauge<"loss"> loss{};', "}"]
    for event in range(events):
        names = ["m::step", "m::took", "m::model", "m::success", "m::tokens", "m::loss"]
        names = ", ".join(names[event % 6:] + names[:event % 6])
        text.append(f'inline constexpr ct::event<"program.event_{event}", {names}> event_{event}{{}};')
    watched = ", ".join(f"event_{event}" for event in range(events))
    text.append(f'int main() {{ ct::session run{{ct::experiment{{.name = "program"}}, ct::watch({watched}){given}}}; '
                "return run.stop() ? 1 : 0; }")
    return "\n".join(text) + "\n"


ONE_SESSION = """\
#include <crucible/telemetry.hpp>
namespace ct = crucible::telemetry;
namespace m {
inline constexpr ct::index<"step"> step{};
inline constexpr ct::gauge<"loss"> loss{};
}
inline constexpr ct::event<"program.step", m::step, m::loss> step_stop{};
int main() {
    ct::session run{ct::experiment{.name = "program"}, ct::watch(on(step_stop, m::loss >> (ct::mean | ct::max)))};
    ct::emit(step_stop(m::step = 1, m::loss = 0.5));
    return run.stop() ? 1 : 0;
}
"""

ALL_STANDARD = """\
#include <crucible/telemetry.hpp>
#include <crucible/telemetry/schema/catalog.hpp>
namespace ct = crucible::telemetry;
template <auto const&... Events>
auto watch_all(ct::registry<Events...>) { return ct::watch(Events...); }
int main() {
    ct::session run{ct::experiment{.name = "program"}, watch_all(ct::catalog::standard{}), ct::csv{"run.csv"},
                    ct::jsonl{"run.jsonl"}};
    return run.stop() ? 1 : 0;
}
"""

BOTH_FILES = ', ct::csv{"run.csv"}, ct::jsonl{"run.jsonl"}'


class Failure(Exception):
    pass


def compile_once(compiler, flags, source, includes, output=os.devnull):
    """CPU seconds, and MB of memory at the most."""
    command = [compiler, "-std=c++20", *flags, *[f"-I{folder}" for folder in includes], str(source), "-o", str(output)]
    if flags is COMPILED:
        command[2:2] = ["-include", str(source.parent / "precompiled.hpp"), "-Winvalid-pch", "-Werror"]
    with tempfile.TemporaryFile("w+") as errors:
        done = subprocess.Popen(command, stdout=errors, stderr=errors, env={**os.environ, "CCACHE_DISABLE": "1"})
        _, status, used = os.wait4(done.pid, 0)
        done.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        said = errors.read().splitlines()
    if done.returncode != 0:
        reason = [line for line in said if "error" in line] or said or ["no message"]
        raise Failure(reason[0])
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def rows_of(compiler):
    """Rows: `mine` is measured against `reference`; a unit is (flags, source text). `less` is subtracted from mine,
    which then is of `parts`; `whole` programs are linked and weighed, too."""
    name = pathlib.Path(compiler).name
    budgeted = name.startswith("g++")
    standard = "#include <string>\n#include <vector>\n#include <chrono>\n"

    def row(of, budget, mine, reference, **others):
        return {"name": f"compile_time/{of}/{name}", "budget": budget if budgeted else {}, "mine": mine,
                "reference": reference, **others}

    for header, ratio in HEADERS.items():
        yield row(f"include/{header}", {"ratio": ratio} if ratio else {}, (SYNTAX, f"#include <{PATHS[header]}>\n"),
                  (SYNTAX, standard))
    for suffix, flags, budget in (("", COMPILE, PROGRAMS["12x8"]), ("_O2", OPTIMISE, {})):
        yield row(f"program/12x8{suffix}", budget, (flags, typed_program()), (flags, hand_written_program()))
    quick_start = (ROOT / "examples/00_quick_start.cpp").read_text(encoding="utf-8")
    for of, text in (("one_session", ONE_SESSION), ("quick_start", quick_start), ("all_standard", ALL_STANDARD)):
        yield row(f"program/{of}", PROGRAMS[of], (COMPILE, text), (COMPILE, standard), whole=True)
    if budgeted: # clang is told of a precompiled header in another way
        for of, text in (("one_session", ONE_SESSION), ("quick_start", quick_start)):
            yield row(f"program/{of}_compiled", PROGRAMS[f"{of}_compiled"], (COMPILED, text), (COMPILE, standard))
    yield row("program/further_event", PROGRAMS["further_event"], (COMPILE, session_program(9, BOTH_FILES)),
              (COMPILE, standard), less=(COMPILE, session_program(1, BOTH_FILES)), parts=8)


EMPTY = (SYNTAX, "")


def key_of(unit):
    return (*unit[0], unit[1])


def measure(compiler, rows, rounds, includes):
    """Best CPU seconds, most memory and size of program of each unit that the rows need; a Failure in place of it where
    it does not compile."""
    units = {key_of(unit): unit for unit in
             [EMPTY, *(row[part] for row in rows for part in ("reference", "less", "mine") if part in row)]}
    whole = {key_of(row["mine"]) for row in rows if row.get("whole")}
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        source, program = pathlib.Path(folder, "unit.cpp"), pathlib.Path(folder, "program")
        if any(flags is COMPILED for flags, _ in units.values()):
            header = pathlib.Path(folder, "precompiled.hpp")
            header.write_text(PRECOMPILED, encoding="utf-8")
            compile_once(compiler, [*COMPILED, "-x", "c++-header"], header, includes, f"{header}.gch")
        for turn in range(rounds):
            for key, (flags, text) in units.items():
                if isinstance(found.get(key), Failure):
                    continue
                source.write_text(text, encoding="utf-8")
                try:
                    seconds, memory = compile_once(compiler, flags, source, includes)
                    best = found.setdefault(key, {"seconds": seconds, "memory": memory})
                    best["seconds"] = min(best["seconds"], seconds)
                    if turn == 0 and key in whole:
                        compile_once(compiler, ["-O0", "-pthread"], source, includes, program)
                        best["size"] = program.stat().st_size / 1e6
                except Failure as failure:
                    found[key] = failure
    return found


def evaluate(row, found):
    result = {"name": row["name"], "budget": row["budget"]}
    parts = {part: found[key_of(row[part])] for part in ("mine", "reference", "less") if part in row}
    for value in [found[key_of(EMPTY)], *parts.values()]:
        if isinstance(value, Failure):
            return result | {"failure": str(value)}
    mine, reference = parts["mine"]["seconds"], parts["reference"]["seconds"]
    if "less" in parts:
        mine = (mine - parts["less"]["seconds"]) / row["parts"]
    floor = found[key_of(EMPTY)]["seconds"] if row["mine"][0] is SYNTAX else 0.0
    result |= {"seconds": mine, "reference": reference, "ratio": (mine - floor) / (reference - floor)}
    if row["mine"][0] is not SYNTAX and "less" not in parts:
        result["memory"] = parts["mine"]["memory"]
    if "size" in parts["mine"]:
        result["size"] = parts["mine"]["size"]
    return result


def excess(result):
    """What is over its budget."""
    values = result | {"seconds": result["seconds"] * REFERENCE_SECONDS / result["reference"]}
    return [what for what, most in result["budget"].items() if values[what] > most]


def report(result):
    if "failure" in result:
        return f"{result['name']:<46} does not compile: {result['failure']}"
    text = (f"{result['name']:<46} {result['seconds']:6.2f} s  reference {result['reference']:5.2f} s  "
            f"ratio {result['ratio']:6.2f}x")
    text += "".join(f"  {what} {result[what]:.1f} MB" for what in ("memory", "size") if what in result)
    units = {"ratio": "x", "seconds": " s", "memory": " MB", "size": " MB"}
    if result["budget"]:
        text += "  budget " + ", ".join(f"{most:g}{units[what]}" for what, most in result["budget"].items())
    return text + "".join(f"  OVER in {what}" for what in excess(result))


def is_over(result):
    return "failure" not in result and bool(excess(result))


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
            row |= {f"{what}_MB": result[what] for what in ("memory", "size") if what in result}
            row |= {f"budget_{what}": most for what, most in result["budget"].items()}
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
        rows = [row for row in rows_of(compiler) if arguments.benchmark_filter.search(row["name"])]
        if arguments.benchmark_list_tests == "true":
            print(*[row["name"] for row in rows], sep="\n", end="\n" if rows else "")
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
