// SPDX-License-Identifier: MIT
// Which findings are told of several that come close together.
#include <crucible/telemetry/cells/noted.hpp>

#include <catch2/catch_test_macros.hpp>

#include <limits>
#include <span>
#include <vector>

namespace ct = crucible::telemetry;

namespace {

/// Finds whatever is above 0, with itself as the score.
template <ct::refractory_rule Rule>
struct positive : ct::cells::noted {
    void operator()(double x, double = 1) {
        count_row();
        if (x > 0) note<Rule>({.score = x, .threshold = 0});
    }
    friend bool operator==(positive const&, positive const&) = default;
};
static_assert(ct::cell<positive<ct::refractory_rule{}>> && ct::finding_cell<positive<ct::refractory_rule{}>>);

template <ct::refractory_rule Rule>
std::vector<int> told(std::vector<double> const& scores) {
    std::vector<int> rows;
    positive<Rule> c;
    for (std::size_t i = 0; i != scores.size(); ++i) {
        c(scores[i]);
        if (c.take_finding()) rows.push_back(static_cast<int>(i));
    }
    CHECK(c.found() == rows.size());
    CHECK(c.rows() == scores.size());
    return rows;
}

} // namespace

TEST_CASE("without a refractory rule every finding is told") {
    CHECK(told<ct::refractory_rule{}>({1, 1, 0, 2, 1}) == std::vector{0, 1, 3, 4});
}

TEST_CASE("for so many rows after a finding none is told, counted from the one that was told") {
    CHECK(told<ct::refractory_rule{.rows = 2}>({1, 9, 9, 1, 1, 0, 0, 0, 1}) == std::vector{0, 3, 8});
}

TEST_CASE("one that is above the bar is told all the same, and the bar melts") {
    constexpr ct::refractory_rule rule{.rows = 10, .margin = 2, .melt = 0.5};
    CHECK(told<rule>({5, 6.5, 6, 5.5}) == std::vector{0}); // just on the bar
    CHECK(told<rule>({5, 6.6}) == std::vector{0, 1});
    CHECK(told<rule>({5, 0, 6, 0, 0, 4.6}) == std::vector{0, 5});
    CHECK(told<rule>({5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.1}) == std::vector{0, 11});
}

TEST_CASE("a rule whose bar rises, or is below what was told, is refused") {
    static_assert(ct::refractory_rule{}.sensible());
    static_assert(!ct::refractory_rule{.margin = -1}.sensible());
    static_assert(!ct::refractory_rule{.margin = 1, .melt = -1}.sensible());
    static_assert(!ct::refractory_rule{.melt = __builtin_nan("")}.sensible());
    SUCCEED();
}

TEST_CASE("values whose squares would overflow or underflow are judged as the nearest that do not") {
    using ct::cells::detail::within_judged;
    for (double const x : {0x1p-480, 1e-100, 3.0, 0x1p479}) {
        CHECK(within_judged(x) == x);
        CHECK(within_judged(-x) == -x);
    }
    CHECK(within_judged(1e200) == 0x1p480);
    CHECK(within_judged(-1e200) == -0x1p480);
    for (double const x : {0x1p-481, 1e-200, std::numeric_limits<double>::denorm_min()}) {
        CHECK(within_judged(x) == 0);
        CHECK(within_judged(-x) == 0);
    }
}
