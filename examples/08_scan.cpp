// SPDX-License-Identifier: MIT
// Looks for anomalies in a column of a CSV file that any program wrote: `./examples/run scan FILE --column loss`.
// Without a file it writes a log as a training loop would, with a spike, a NaN and a divergence in it, and has to find
// them.

#include "options.hpp"

#include <crucible/telemetry/archive/read_csv.hpp>
#include <crucible/telemetry/detect.hpp>
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/text/write_time.hpp>

#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace ct = crucible::telemetry;

// What is looked at: one column, whatever it is called, and the step where the file has one.
constexpr ct::gauge<"value"> value{};
constexpr ct::index<"step"> step{};
constexpr ct::event<"scan.row", ct::optional<value>, ct::optional<step>> row_of_file{};

struct choice {
    std::string file{};
    std::string column = "loss";
    std::string step{};
    std::filesystem::path out = ".";
};

constexpr char const* usage = "usage: 08_scan [FILE] [--column NAME] [--step NAME] [--out DIR]\n"
                              "  FILE           a CSV file with a line of names; without one, a log of its own in DIR\n"
                              "  --column NAME  the column to look at (loss)\n"
                              "  --step NAME    the column that numbers the rows (step, where there is one)\n";

// Nothing when the arguments make no sense.
std::optional<choice> parse(int argc, char** argv) {
    choice made;
    made.out = example::output_folder(argc, argv);
    for (int i = 1; i < argc; ++i) {
        std::string_view const given = argv[i];
        bool const named = given == "--column" || given == "--step" || given == "--out";
        if (named && i + 1 == argc) return std::nullopt;
        if (given == "--column") made.column = argv[++i];
        else if (given == "--step") made.step = argv[++i];
        else if (given == "--out") ++i;
        else if (given.starts_with('-') || !made.file.empty()) return std::nullopt;
        else made.file = given;
    }
    return made;
}

// A loss that falls and is noisy; step 1200 is hard, step 1500 breaks, and from 2000 on it leaves its trend.
std::string write_log(std::filesystem::path const& folder) {
    std::string const path = (folder / "someones_log.csv").string();
    std::FILE* const file = std::fopen(path.c_str(), "w");
    if (file == nullptr) return path;
    std::fputs("step,loss,lr\n", file);
    example::dice dice{8};
    for (int i = 0; i != 2400; ++i) {
        double const noise = 0.02 * std::log(dice.log_normal(1, 1));
        double loss = 2 * std::exp(-i / 1500.0) + 0.5 + noise;
        if (i == 1200) loss += 0.6;
        if (i >= 2000) loss += 0.01 * (i - 2000);
        if (i == 1500) std::fprintf(file, "%d,nan,0.001\n", i);
        else std::fprintf(file, "%d,%.4f,0.001\n", i, loss);
    }
    std::fclose(file);
    return path;
}

// By the column of steps; else by its time, or its number: without times row n is at n nanoseconds.
template <class Row>
std::string where(Row const& row, std::uint64_t rows) {
    if (row[step]) return std::to_string(*row[step]);
    std::int64_t const since = row.at.time_since_epoch().count();
    if (since >= 0 && static_cast<std::uint64_t>(since) < rows) return std::to_string(since);
    char text[ct::time_writer::size];
    return {text, ct::time_writer{}.write(text, row.at)};
}

struct anomaly {
    std::int64_t step;
    std::string what;
};

// Nothing when there was nothing to look at.
std::optional<std::vector<anomaly>> scan(choice const& wanted) {
    ct::csv_columns columns{.of = {{"value", wanted.column}}};
    if (!wanted.step.empty()) columns.of["step"] = wanted.step;
    auto const [run, report] = ct::read_csv<row_of_file>(wanted.file, columns, {.on_broken = ct::on_broken::skip});
    std::vector<anomaly> found;
    std::printf("%-12s %30s %12s %9s   expected\n", "what", "row", wanted.column.c_str(), "score");
    auto const tell = [&](auto const& row, std::string_view what, ct::finding const& why) {
        std::printf("%-12s %30s %12.6g %9.2f", std::string{what}.c_str(), where(row, report.rows).c_str(), *row[value],
                    *why.score);
        if (why.expected_from && why.expected_to) std::printf("   %.6g to %.6g", *why.expected_from, *why.expected_to);
        std::printf("\n");
        found.push_back({row[step].value_or(-1), std::string{what}});
    };
    auto const all = ct::find_in(run.rows(row_of_file), value,
                                 ct::non_finite<> | ct::spike<> | ct::divergence<> | ct::count, tell);
    auto const judged = static_cast<std::uint64_t>(all[ct::count]);
    std::printf("%" PRIu64 " rows, %" PRIu64 " values judged, %" PRIu64 " lines broken, %zu anomalies\n", report.rows, judged,
                report.broken, found.size());
    for (ct::import_note const& note : report.notes)
        std::fprintf(stderr, "line %" PRIu64 ", column %" PRIu64 ": %s\n", note.line, note.column, note.what.c_str());
    for (auto const& [event, rows] : report.unknown_events)
        std::fprintf(stderr, "%" PRIu64 " rows of event '%s' were left out\n", rows, event.c_str());
    return judged == 0 ? std::nullopt : std::optional{found};
}

bool has(std::vector<anomaly> const& found, std::string_view what, std::int64_t from, std::int64_t to) {
    for (anomaly const& each : found)
        if (each.what == what && each.step >= from && each.step <= to) return true;
    return false;
}

// In the log of its own.
int check(std::vector<anomaly> const& found) {
    example::checks check;
    check(has(found, "spike", 1200, 1200), "the hard batch is found");
    check(has(found, "non_finite", 1500, 1500), "the NaN is found");
    check(has(found, "divergence", 2000, 2399), "the divergence is found");
    for (anomaly const& each : found)
        check(each.step == 1200 || each.step == 1500 || each.step >= 2000, "nothing else is found");
    return check.exit_code();
}

} // namespace

int main(int argc, char** argv) {
    try {
        std::optional<choice> wanted = parse(argc, argv);
        if (!wanted) return std::fputs(usage, stderr), 2;
        bool const own = wanted->file.empty();
        if (own) wanted->file = write_log(wanted->out);
        auto const found = scan(*wanted);
        if (!found) return std::fprintf(stderr, "08_scan: '%s' has no value to judge\n", wanted->column.c_str()), 1;
        return own ? check(*found) : 0;
    } catch (ct::error const& e) {
        std::fprintf(stderr, "08_scan: %s\n", e.what());
        return 2;
    }
}
