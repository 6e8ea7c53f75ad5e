// SPDX-License-Identifier: MIT
// Looks for anomalies in a column of a CSV file that any program wrote: `./examples/run scan FILE --column loss`.
// Without a file it writes a log as a training loop would, with a spike, a NaN and a divergence in it, and has to find
// them.

#include "options.hpp"

#include <crucible/telemetry/archive/read_csv.hpp>
#include <crucible/telemetry/detect.hpp>
#include <crucible/telemetry/statistics.hpp>

#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <cstring>
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
    std::string step = "step";
    std::filesystem::path out = ".";
};

constexpr char const* usage = "usage: 08_scan [FILE] [--column NAME] [--step NAME] [--out DIR]\n"
                              "  FILE           a CSV file with a line of names; without one, a log of its own in DIR\n"
                              "  --column NAME  the column to look at (loss)\n"
                              "  --step NAME    the column that numbers the rows, where there is one (step)\n";

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

struct anomaly {
    std::int64_t step;
    std::string what;
};

// Which column a file has is known when it runs.
ct::csv_columns columns_of(choice const& wanted) {
    ct::csv_columns columns{.of = {{"value", wanted.column}}};
    std::FILE* const file = std::fopen(wanted.file.c_str(), "r");
    char line[65536] = "";
    if (file != nullptr && std::fgets(line, sizeof line, file) != nullptr) {
        std::string const names = "," + std::string(line, std::strcspn(line, "\r\n")) + ",";
        if (names.find("," + wanted.step + ",") != std::string::npos) columns.of["step"] = wanted.step;
    }
    if (file != nullptr) std::fclose(file);
    return columns;
}

std::vector<anomaly> scan(choice const& wanted) {
    auto const [run, report] =
        ct::read_csv<row_of_file>(wanted.file, columns_of(wanted), {.on_broken = ct::on_broken::skip});
    std::vector<anomaly> found;
    auto const tell = [&](auto const& row, std::string_view what, ct::finding const& why) {
        std::int64_t const number = row.at.time_since_epoch().count(); // rows keep the order of the file
        std::int64_t const at = row[step].value_or(number);
        std::printf("%-12s %10" PRId64 " %12.6g %9.2f", std::string{what}.c_str(), at, *row[value], *why.score);
        if (why.expected_from && why.expected_to) std::printf("   %.6g to %.6g", *why.expected_from, *why.expected_to);
        std::printf("\n");
        found.push_back({at, std::string{what}});
    };
    std::printf("%-12s %10s %12s %9s   expected\n", "what", wanted.step.c_str(), wanted.column.c_str(), "score");
    auto const all = ct::find_in(run.rows(row_of_file), value,
                                 ct::non_finite<> | ct::spike<> | ct::divergence<> | ct::count, tell);
    std::printf("%" PRIu64 " rows, %" PRIu64 " values judged, %" PRIu64 " lines broken, %zu anomalies\n", report.rows,
                static_cast<std::uint64_t>(all[ct::count]), report.broken, found.size());
    return found;
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
        std::vector<anomaly> const found = scan(*wanted);
        return own ? check(found) : 0;
    } catch (ct::error const& e) {
        std::fprintf(stderr, "08_scan: %s\n", e.what());
        return 2;
    }
}
