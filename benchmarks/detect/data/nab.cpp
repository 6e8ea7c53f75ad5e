// SPDX-License-Identifier: MIT
// How `surprise` scores the series of the Numenta Anomaly Benchmark: one configuration for all, each row judged by
// those before it.
//
//     detect_nab DATA OUT    reads DATA/<group>/<series>.csv (timestamp,value), writes OUT/<group>/<series>.csv: the
//                            score of each row in nats, 0 of rows that the melting bar covers; prints a row's cost
//     detect_nab DATA        prints what many configurations report, for nested.py: lines `series` of name and rows,
//                            a line `configuration` of number and parameters, lines of its number, series, row, score

#include "series.hpp"

#include <chrono>
#include <crucible/telemetry/detect/surprise.hpp>
#include <crucible/telemetry/statistics.hpp>
#include <cstdio>
#include <ctime>
#include <memory>
#include <optional>

namespace {

namespace ct = crucible::telemetry;
namespace fs = std::filesystem;

struct series {
    fs::path file;
    std::vector<ct::timestamp> times;
    std::vector<double> values;
};

// 2014-04-10 07:15:00
ct::timestamp time_of(const std::string& text) {
    int year = 0;
    unsigned month = 0, day = 0;
    int hours = 0, minutes = 0, seconds = 0;
    if (std::sscanf(text.c_str(), "%d-%u-%u %d:%d:%d", &year, &month, &day, &hours, &minutes, &seconds) != 6) {
        throw std::runtime_error("not a time: '" + text + "'");
    }
    const std::chrono::sys_days date{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}};
    return date + std::chrono::hours{hours} + std::chrono::minutes{minutes} + std::chrono::seconds{seconds};
}

std::vector<series> read_series(const fs::path& folder) {
    std::vector<series> all;
    for (const auto& file : bench::files_of_groups(folder)) {
        auto columns = bench::read_columns(folder / file);
        series& one = all.emplace_back(series{.file = file, .times = {}, .values = {}});
        for (const auto& text : columns["timestamp"]) {
            one.times.push_back(time_of(text));
        }
        for (const auto& text : columns["value"]) {
            one.values.push_back(bench::number(text));
        }
        if (one.times.size() != one.values.size()) {
            throw std::runtime_error((folder / file).string() + " has no columns timestamp and value");
        }
    }
    return all;
}

// Everything that the bar lets pass is reported: the threshold is the scorer's.
constexpr ct::surprise_rule reporting{.threshold = 0, .warm_up = 0, .refractory = {.rows = 1'000'000, .margin = 2,
                                                                                 .melt = 0.05}};

double thread_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

void write_scores(const std::vector<series>& all, const fs::path& out) {
    double seconds = 0;
    std::size_t rows = 0;
    for (const series& one : all) {
        const auto detector = std::make_unique<ct::accumulator_of<double, decltype(ct::surprise<reporting>)>>();
        std::vector<double> scores(one.values.size());
        const double start = thread_seconds();
        for (std::size_t i = 0; i < one.values.size(); ++i) {
            (*detector)(one.values[i], 1, one.times[i]);
            detector->take_findings([&](std::string_view, const ct::finding& found) { scores[i] = *found.score; });
        }
        seconds += thread_seconds() - start;
        rows += scores.size();
        fs::create_directories(out / one.file.parent_path());
        std::ofstream file(out / one.file);
        for (const double score : scores) {
            file << score << '\n';
        }
        if (!file.flush()) {
            throw std::runtime_error("cannot write " + (out / one.file).string());
        }
    }
    std::printf("%zu rows of %zu series, %.0f ns a row\n", rows, all.size(), seconds / static_cast<double>(rows) * 1e9);
}

void print_reports(const std::vector<series>& all, int number, const ct::surprise_rule& rule) {
    std::printf("configuration %d level=%g,profile=%g,burst=%g,price=%g,melt=%g\n", number, rule.level, rule.profile,
                rule.burst, rule.price, rule.refractory.melt);
    for (std::size_t k = 0; k < all.size(); ++k) {
        const auto detector = std::make_unique<ct::cells::detail::surprise_state<true>>();
        double bar = 0;
        for (std::size_t i = 0; i < all[k].values.size(); ++i) {
            const double score = (*detector)(all[k].values[i], all[k].times[i], rule);
            bar -= rule.refractory.melt;
            if (score > bar) {
                std::printf("%d %zu %zu %.4f\n", number, k, i, score);
                bar = score + rule.refractory.margin;
            }
        }
    }
}

void print_configurations(const std::vector<series>& all) {
    for (const series& one : all) {
        std::printf("series %s %zu\n", one.file.c_str(), one.values.size());
    }
    int number = 0;
    ct::surprise_rule rule = reporting;
    print_reports(all, number++, rule); // the default
    for (const double level : {0.0003, 0.0005, 0.001}) {
        for (const double profile : {0.05, 0.1, 0.2}) {
            for (const double burst : {0.04, 0.05, 0.07}) {
                for (const double price : {0.2, 0.3, 0.4}) {
                    for (const double melt : {0.035, 0.05, 0.07}) {
                        rule.level = level, rule.profile = profile, rule.burst = burst, rule.price = price;
                        rule.refractory.melt = melt;
                        print_reports(all, number++, rule);
                    }
                }
            }
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    try {
        if (argc == 3) {
            write_scores(read_series(argv[1]), argv[2]);
        } else if (argc == 2) {
            print_configurations(read_series(argv[1]));
        } else {
            std::fprintf(stderr, "usage: detect_nab DATA [OUT]\n");
            return 2;
        }
    } catch (const std::exception& failed) {
        std::fprintf(stderr, "detect_nab: %s\n", failed.what());
        return 1;
    }
}
