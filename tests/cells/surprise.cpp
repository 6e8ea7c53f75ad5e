// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/surprise.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;
using namespace std::chrono_literals;

namespace {

static_assert(ct::timed_cell<ct::cells::surprise<>>);

constexpr ct::timestamp begin{1'700'000'000s}; // a Tuesday

/// Five weeks, a value each five minutes: high by day, low by night.
values days() {
    auto rows = noise(35 * 288);
    for (std::size_t i = 0; i != rows.size(); ++i) {
        std::size_t const hour = i / 12 % 24;
        rows[i] = 0.3 * rows[i] + (hour >= 8 && hour < 20 ? 10 : 0);
    }
    return rows;
}

template <class Cell>
double score_of_last(values const& rows, bool timed = true) {
    Cell c;
    for (std::size_t i = 0; i != rows.size(); ++i)
        c(rows[i], 1, timed ? begin + static_cast<int>(i) * 5min : ct::timestamp{});
    return c.score();
}

} // namespace

TEST_CASE("a value that is usual by day surprises at night, where rows have times") {
    auto rows = days();
    rows.resize(30 * 288 + 3 * 12); // the last is at three hours of the pattern: night
    rows.back() = 10;
    double const known = score_of_last<ct::cells::surprise<>>(rows);
    CHECK(known > 6);
    CHECK(score_of_last<ct::cells::surprise<>>(rows, false) < 4);
    CHECK(score_of_last<ct::cells::surprise<ct::surprise_rule{.daily = false}>>(rows) < 4);
    rows.back() = 0;
    CHECK(score_of_last<ct::cells::surprise<>>(rows) < 3);
}

TEST_CASE("without times, or asked not to, surprise is by level and burst alone") {
    auto const rows = noise(2000);
    using by_level = ct::cells::surprise<ct::surprise_rule{.daily = false}>;
    ct::cells::surprise<> no_times;
    by_level no_profile;
    for (double const x : rows) {
        no_times(x), no_profile(x, 1, begin);
        CHECK(no_times.score() == no_profile.score());
    }
    static_assert(sizeof(by_level) < 14'000 && sizeof(ct::cells::surprise<>) < 21'000);
}

TEST_CASE("times may step back, stand still, or be before 1970") {
    ct::cells::surprise<> c;
    auto const rows = noise(3000);
    for (std::size_t i = 0; i != rows.size(); ++i) {
        auto const step = static_cast<int>(i % 7);
        c(rows[i], 1, step == 3 ? begin - 24h : step == 5 ? ct::timestamp{-1ns} :
                      step == 6 ? ct::timestamp::min() : begin);
    }
    CHECK(std::isfinite(c.score()));
    CHECK(c.rows() == 3000);
    CHECK(c.found() <= 2);
}

TEST_CASE("each e-fold of a longer stream costs as much") {
    using dear = ct::cells::surprise<ct::surprise_rule{.price = 2}>;
    using cheap = ct::cells::surprise<ct::surprise_rule{.price = 0}>;
    auto rows = noise(20'000);
    rows.back() = 100;
    double const difference = score_of_last<cheap>(rows, false) - score_of_last<dear>(rows, false);
    CHECK(std::abs(difference - 2 * std::log(20.0)) < 0.01);
}

TEST_CASE("surprise with a profile comes back from bytes") {
    ct::cells::surprise<> c;
    auto const rows = days();
    for (std::size_t i = 0; i != 3000; ++i) c(rows[i], 1, begin + static_cast<int>(i) * 5min);
    (void)c.take_finding();
    ct::cells::surprise<> again;
    REQUIRE_FALSE(ct::from_bytes(ct::to_bytes(c), again));
    CHECK(again == c);
    for (std::size_t i = 3000; i != rows.size(); ++i) {
        auto const at = begin + static_cast<int>(i) * 5min;
        c(rows[i], 1, at), again(rows[i], 1, at);
        REQUIRE(c.score() == again.score());
    }
    CHECK(again == c);
}

TEST_CASE("one threshold of surprise gives light and heavy tails as many false alarms") {
    using quiet = ct::cells::surprise<ct::surprise_rule{.price = 0, .refractory = {}}>;
    auto const found = [](auto law) {
        std::uint64_t sum = 0;
        for (std::uint64_t seed = 1; seed != 6; ++seed) {
            quiet c;
            for (double const x : noise(100'000, seed, law)) c(x);
            sum += c.found();
        }
        return static_cast<double>(sum) / 5; // in 1e5 rows
    };
    double const light = found(std::normal_distribution<double>());
    double const heavy = found(std::student_t_distribution<double>(4));
    double const skewed = found(std::lognormal_distribution<double>());
    INFO(light << " " << heavy << " " << skewed);
    for (double const rate : {light, heavy, skewed}) CHECK(rate < 30);
    CHECK(std::max({light, heavy, skewed}) / std::min({light, heavy, skewed}) < 1.5);
}
