// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/spike.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

namespace {

constexpr auto cautious = ct::spike<ct::heavy_tails>;

struct outcome {
    double false_alarms; ///< in 1e5 rows of noise
    double recall;       ///< of spikes
};

/// Streams of 1e5 rows, and the same again with spikes of eight standard deviations that last `steps` rows.
template <class Cell, class Law>
outcome tried(Law law, double sd, std::size_t steps, std::uint64_t streams = 10) {
    std::size_t false_alarms = 0, found = 0, spikes = 0;
    for (std::uint64_t seed = 1; seed <= streams; ++seed) {
        auto rows = noise(100'000, seed, law);
        false_alarms += told<Cell>(rows).size();
        std::size_t const first = 3000, apart = 1000;
        for (std::size_t at = first; at + apart <= rows.size(); at += apart)
            for (std::size_t i = at; i != at + steps; ++i) rows[i] += 8 * sd;
        auto const rows_told = told<Cell>(rows);
        for (std::size_t at = first; at + apart <= rows.size(); at += apart) {
            auto const next = std::lower_bound(rows_told.begin(), rows_told.end(), at);
            found += next != rows_told.end() && *next < at + steps;
            ++spikes;
        }
    }
    return {static_cast<double>(false_alarms) / static_cast<double>(streams),
            static_cast<double>(found) / static_cast<double>(spikes)};
}

std::normal_distribution<double> const normal{};
std::student_t_distribution<double> const heavy{4}; // whose standard deviation is the root of 2

} // namespace

TEST_CASE("spike is a detector") {
    check_detector<ct::spike<>>(with(with(noise(3000), 1400, 12), 2900, 9));
    check_detector<cautious>(with(with(noise(3000), 1400, 12), 2900, 12));
}

TEST_CASE("on normal noise spikes of eight deviations are found, and hardly any other") {
    auto const [false_alarms, recall] = tried<ct::cells::spike<>>(normal, 1, 1, 60);
    INFO(false_alarms << ' ' << recall);
    CHECK(false_alarms <= 5);
    CHECK(recall >= 0.95);
}

TEST_CASE("on heavy tails the dips raise the threshold, and spikes that last are found") {
    auto const [false_alarms, recall] = tried<ct::cells::spike<>>(heavy, std::sqrt(2.0), 20);
    INFO(false_alarms << ' ' << recall);
    CHECK(false_alarms <= 25);
    CHECK(recall >= 0.95);
}

TEST_CASE("the rule for heavy tails alarms still less") {
    auto const [false_alarms, recall] = tried<ct::cells::spike<ct::heavy_tails>>(heavy, std::sqrt(2.0), 20);
    INFO(false_alarms << ' ' << recall);
    CHECK(false_alarms <= 6);
    CHECK(recall >= 0.95);
}

TEST_CASE("a dip is no spike") {
    CHECK(told<ct::cells::spike<>>(with(noise(1000), 600, -50)).empty());
}

TEST_CASE("a spike that lasts is told once, and one after a rest again") {
    auto rows = noise(1000);
    for (std::size_t const at : {400u, 401u, 402u, 403u, 406u, 500u}) rows[at] += 30;
    CHECK(told<ct::cells::spike<>>(rows) == std::vector<std::size_t>{400, 500});
    CHECK(told<ct::cells::spike<ct::spike_rule{.rest = 0}>>(rows).size() == 6);
}

TEST_CASE("a level shift is told, and a few times at most, however long it takes to be taken in") {
    auto const rows = told<ct::cells::spike<>>(shifted(noise(3000), 1000, 12));
    REQUIRE(rows.size() >= 1);
    CHECK(rows.front() == 1000);
    CHECK(rows.size() <= 3);
}

TEST_CASE("a loss that falls, in steps too, does not alarm, and spikes on its way are found") {
    auto rows = noise(20'000);
    for (std::size_t i = 0; i != rows.size(); ++i) {
        auto const step = static_cast<double>(i);
        double const scale = i < 15'000 ? 0.08 : 0.08 - 0.000'012 * (step - 15'000); // the learning rate goes to 0
        rows[i] = 2 + 8 * std::pow(step + 50, -0.45) + scale * rows[i] - (i > 8000 ? 0.6 : 0);
    }
    CHECK(told<ct::cells::spike<>>(rows).size() <= 4);
    for (std::size_t const at : {1000u, 9000u, 19'900u}) {
        auto const found = told<ct::cells::spike<>>(with(rows, at, at == 19'900 ? 0.25 : 0.8));
        CHECK(std::count(found.begin(), found.end(), at) == 1);
    }
}

TEST_CASE("values printed with few digits do not alarm by themselves") {
    CHECK(told<ct::cells::spike<>>(rounded_to(0.5, noise(20'000))).size() <= 2);
    CHECK(told<ct::cells::spike<>>(rounded_to(1, noise(20'000))).size() <= 2);
    CHECK(told<ct::cells::spike<>>(rounded_to(3, noise(20'000))).empty());
}

TEST_CASE("a spike of another rule has another name") {
    CHECK(ct::spike<>.name.view() == "spike");
    CHECK(ct::spike<ct::spike_rule{.threshold = 5, .window = 64}>.name.view() == "spike_threshold_5_window_64");
}
