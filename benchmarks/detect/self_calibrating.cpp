// SPDX-License-Identifier: MIT
// Detectors that calibrate themselves, on noise: what a value costs, and how many of 1e5 rows are told. `on_t4` is
// Student's t with four degrees of freedom, `quantised` normal noise in steps of a tenth.

#include "../accumulate/streams.hpp"

#include <crucible/telemetry/detect/spike.hpp>
#include <crucible/telemetry/detect/surprise.hpp>
#include <crucible/telemetry/detect/tail.hpp>

#include <memory>

namespace {

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;
using bench::one_after_the_other;

constexpr std::size_t rows = 1'000'000;

// A row each five minutes.
struct by_time {
    ct::cells::surprise<> cell{};
    ct::timestamp at{1'764'000'000s};
    void operator()(double x) { cell(x, 1, at += 5min); }
    [[nodiscard]] std::uint64_t found() const { return cell.found(); }
};

using by_level = ct::cells::surprise<ct::surprise_rule{.daily = false}>;

template <class Cell, class Draw>
void add(const std::string& name, Draw draw) {
    bench::add_stream(
        name,
        [draw](benchmark::State& state) {
            const std::vector<double> values = bench::stream_of(draw, rows);
            const auto cell = std::make_unique<Cell>();
            bench::time_stream(state, values, one_after_the_other, *cell);
            state.counters["told_in_1e5"] = static_cast<double>(cell->found()) * 1e5 / static_cast<double>(rows);
        },
        rows);
}

template <class Cell>
bool add_noises(const std::string& name) {
    std::normal_distribution<double> normal;
    add<Cell>(name, normal);
    add<Cell>(name + "/on_t4", std::student_t_distribution<double>(4));
    add<Cell>(name + "/on_lognormal", std::lognormal_distribution<double>());
    add<Cell>(name + "/quantised", [normal](auto& random) mutable { return std::round(normal(random) * 10) / 10; });
    return true;
}

const bool registered = add_noises<ct::cells::spike<>>("detect/spike") &&
                        add_noises<ct::cells::spike<ct::heavy_tails>>("detect/spike_heavy_tails") &&
                        add_noises<ct::cells::tail<>>("detect/tail") && add_noises<by_time>("detect/surprise") &&
                        add_noises<by_level>("detect/surprise_no_profile");

} // namespace
