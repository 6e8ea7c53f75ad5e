// SPDX-License-Identifier: MIT
// Which steps of training runs the default `spike` alarms at, by their loss.
//
//     detect_training DATA OUT    reads DATA/<group>/<run>.csv, writes OUT/<group>/<run>.csv: one alarmed step a line
//     detect_training DATA        prints the same for many rules, for choose_spike.py: a line `rule` of its number, its
//                                 parameters and its false alarms in 1e5 rows of N(0,1) and t(4), then lines `alarm` of
//                                 rule, group, run and step

#include "series.hpp"

#include <cmath>
#include <crucible/telemetry/detect/spike.hpp>
#include <crucible/telemetry/statistics.hpp>
#include <cstdio>
#include <random>

namespace {

namespace ct = crucible::telemetry;
namespace fs = std::filesystem;

struct run {
    fs::path file;
    std::vector<double> steps, losses;
};

std::vector<run> read_runs(const fs::path& folder) {
    std::vector<run> all;
    for (const auto& file : bench::files_of_groups(folder)) {
        auto columns = bench::read_columns(folder / file);
        if (!columns.contains("step") || !columns.contains("loss")) {
            continue; // of something else, as validation losses
        }
        run& one = all.emplace_back(run{.file = file, .steps = {}, .losses = {}});
        for (const auto& text : columns["step"]) {
            one.steps.push_back(bench::number(text));
        }
        for (const auto& text : columns["loss"]) {
            one.losses.push_back(bench::number(text));
        }
    }
    return all;
}

void write_alarms(const std::vector<run>& runs, const fs::path& out) {
    for (const run& one : runs) {
        fs::create_directories(out / one.file.parent_path());
        std::ofstream file(out / one.file);
        ct::accumulator_of<double, decltype(ct::spike<>)> loss;
        for (std::size_t i = 0; i < one.losses.size(); ++i) {
            loss(one.losses[i]);
            loss.take_findings([&](std::string_view, const ct::finding&) {
                file << static_cast<long long>(one.steps[i]) << '\n';
            });
        }
        if (!file.flush()) {
            throw std::runtime_error("cannot write " + (out / one.file).string());
        }
    }
}

using state = ct::cells::detail::spike_state<ct::spike_rule{}.window>;

template <class Law>
double false_alarms(const ct::spike_rule& rule, Law law) {
    constexpr int streams = 20, rows = 100'000;
    int found = 0;
    for (int i = 0; i < streams; ++i) {
        std::mt19937_64 random(static_cast<std::uint64_t>(i) + 1);
        Law drawn = law;
        state spikes;
        for (int k = 0; k < rows; ++k) {
            found += spikes(drawn(random), rule).starts ? 1 : 0;
        }
    }
    return static_cast<double>(found) / streams * (1e5 / rows);
}

void print_rule(const std::vector<run>& runs, int number, const ct::spike_rule& rule) {
    std::printf("rule %d threshold=%g,each=%g %g %g\n", number, rule.threshold, rule.each,
                false_alarms(rule, std::normal_distribution<double>()),
                false_alarms(rule, std::student_t_distribution<double>(4)));
    for (const run& one : runs) {
        state spikes;
        for (std::size_t i = 0; i < one.losses.size(); ++i) {
            if (std::isfinite(one.losses[i]) && spikes(one.losses[i], rule).starts) {
                std::printf("alarm %d %s %s %lld\n", number, one.file.parent_path().c_str(), one.file.stem().c_str(),
                            static_cast<long long>(one.steps[i]));
            }
        }
    }
}

void print_rules(const std::vector<run>& runs) {
    int number = 0;
    for (const double threshold : {4.2, 4.3, 4.35, 4.4, 4.45, 4.5, 4.6, 4.8}) {
        for (const double each : {3.8, 4.0, 4.15}) {
            print_rule(runs, number++, {.threshold = threshold, .each = each});
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    try {
        if (argc == 3) {
            write_alarms(read_runs(argv[1]), argv[2]);
        } else if (argc == 2) {
            print_rules(read_runs(argv[1]));
        } else {
            std::fprintf(stderr, "usage: detect_training DATA [OUT]\n");
            return 2;
        }
    } catch (const std::exception& failed) {
        std::fprintf(stderr, "detect_training: %s\n", failed.what());
        return 1;
    }
}
