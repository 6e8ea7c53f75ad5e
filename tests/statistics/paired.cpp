// SPDX-License-Identifier: MIT
#include <crucible/telemetry/serial/bytes.hpp>
#include <crucible/telemetry/statistics/paired.hpp>
#include <crucible/telemetry/query.hpp>
#include <crucible/telemetry/record/row.hpp>
#include <crucible/telemetry/store/columnar.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <range/v3/view/sliding.hpp>

#include <cmath>

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace paired_test {

namespace m {
inline constexpr ct::index<"step"> step{};
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::gauge<"norm"> norm{};
inline constexpr ct::timer<"latency"> latency{};
inline constexpr ct::counter<"tokens", std::uint32_t> tokens{};
inline constexpr ct::tag<"model"> model{};
} // namespace m
inline constexpr ct::event<"paired.step", m::step, m::loss, m::norm, m::latency, ct::optional<m::tokens>, m::model>
    step_stop{};
using event = std::remove_const_t<decltype(step_stop)>;

/// A row a second: the loss falls to step 60 and rises again; the norm is 3 - 2 loss and a ripple; tokens where the
/// step is even.
inline ct::row<event> make(int i) {
    ct::row<event> row{};
    row.at = ct::timestamp{std::chrono::seconds{i}};
    row.values[m::step] = i;
    row.values[m::loss] = 1 + 0.01 * std::abs(i - 60);
    row.values[m::norm] = 3 - 2 * row.values[m::loss] + (i % 2 == 0 ? 0.01 : -0.01);
    row.values[m::latency] = std::chrono::milliseconds{100 + i};
    if (i % 2 == 0) row.values[m::tokens] = static_cast<std::uint32_t>(10 * i);
    row.values[m::model] = i % 3 == 0 ? "a" : "b";
    return row;
}

inline ct::rows<event> steps(int n) {
    ct::table<event> table;
    std::vector<ct::row<event>> rows;
    for (int i = 0; i != n; ++i) rows.push_back(make(i));
    table.append(std::span(rows));
    return table.snapshot();
}

/// By the textbook, in 80 bits.
template <class Rows, class A, class B>
std::pair<double, double> covariance_and_correlation(Rows&& rows, A const& a, B const& b) {
    long double n = 0, mean_a = 0, mean_b = 0, aa = 0, bb = 0, ab = 0;
    for (auto const& row : rows) n += 1, mean_a += ct::as_number(row[a]), mean_b += ct::as_number(row[b]);
    mean_a /= n, mean_b /= n;
    for (auto const& row : rows) {
        long double const x = ct::as_number(row[a]) - mean_a, y = ct::as_number(row[b]) - mean_b;
        aa += x * x, bb += y * y, ab += x * y;
    }
    return {static_cast<double>(ab / (n - 1)), static_cast<double>(ab / std::sqrt(aa * bb))};
}

} // namespace paired_test

using namespace paired_test;

TEST_CASE("covariance and correlation of two measurements over the rows of a query") {
    auto const rows = steps(1000);
    auto const [expected_covariance, expected_correlation] = covariance_and_correlation(rows, m::loss, m::norm);
    CHECK_THAT(rows | ct::covariance(m::loss, m::norm), WithinRel(expected_covariance, 1e-13));
    CHECK_THAT(rows | ct::correlation(m::loss, m::norm), WithinRel(expected_correlation, 1e-13));
    CHECK((rows | ct::correlation(m::norm, m::loss)) == (rows | ct::correlation(m::loss, m::norm)));
    CHECK_THAT(rows | ct::last(99) | ct::where(m::step < 990) | ct::correlation(m::loss, m::step), WithinAbs(1, 1e-13));
    CHECK_THAT(rows | ct::correlation(m::step, m::latency), WithinAbs(1, 1e-13));
    CHECK(ct::correlation(m::loss, m::norm)(rows) == (rows | ct::correlation(m::loss, m::norm)));
}

TEST_CASE("rows that lack one of both measurements are passed over, and pairs that are no numbers put aside") {
    CHECK_THAT(steps(50) | ct::correlation(m::step, m::tokens), WithinAbs(1, 1e-13));
    auto const asked = ct::covariance(m::step, m::tokens);
    CHECK(asked.accumulate(steps(51)).cell().count() == 26);
    std::vector<ct::row<event>> rows{make(1), make(2), make(3)};
    rows[1].values[m::norm] = std::numeric_limits<double>::quiet_NaN();
    auto const state = ct::covariance(m::loss, m::norm).accumulate(rows);
    CHECK(state.nonfinite() == 1);
    CHECK(state.cell().count() == 2);
    CHECK(std::isfinite(state.read()));
}

TEST_CASE("what two measurements do not say is NaN") {
    CHECK(std::isnan(steps(0) | ct::covariance(m::loss, m::norm)));
    CHECK(std::isnan(steps(1) | ct::covariance(m::loss, m::norm)));
    CHECK(std::isnan(steps(1) | ct::correlation(m::loss, m::norm)));
    std::vector<ct::row<event>> const equal(5, make(3));
    CHECK(std::isnan(equal | ct::correlation(m::loss, m::step)));
    CHECK((equal | ct::covariance(m::loss, m::step)) == 0);
}

TEST_CASE("the step of the least loss and of the greatest latency") {
    CHECK((steps(200) | ct::at_min(m::loss, m::step)) == 60);
    CHECK((steps(200) | ct::at_max(m::loss, m::step)) == 199);
    CHECK((steps(100) | ct::at_min(m::loss, m::latency)) == 160ms);
    CHECK((steps(121) | ct::at_max(m::loss, m::step)) == 0); // steps 0 and 120 are equal
    CHECK((steps(0) | ct::at_min(m::loss, m::step)) == std::nullopt);
}

TEST_CASE("in windows and groups, one reading for each") {
    auto const by_minute = steps(180) | ct::tumbling(1min) | ct::correlation(m::step, m::loss);
    REQUIRE(by_minute.size() == 3);
    CHECK_THAT(by_minute[0].content, WithinAbs(-1, 1e-12));
    CHECK_THAT(by_minute[1].content, WithinAbs(1, 1e-12));
    CHECK(by_minute[1].from == ct::timestamp{1min});
    auto const by_model = steps(100) | ct::group_by(m::model) | ct::at_min(m::loss, m::step);
    REQUIRE(by_model.size() == 2);
    CHECK(by_model[0].label == "a");
    CHECK(by_model[0].content == 60);
    auto const sliding = steps(10) | ranges::views::sliding(5) | ct::correlation(m::step, m::loss);
    REQUIRE(sliding.size() == 6);
    for (double const r : sliding) CHECK_THAT(r, WithinAbs(-1, 1e-12));
}

TEST_CASE("states of several ranges merge") {
    auto const asked = ct::correlation(m::loss, m::norm);
    auto state = asked.accumulate(steps(1000) | ct::where(m::step < 300));
    auto const rest = asked.accumulate(steps(1000) | ct::where(m::step >= 300));
    state += rest;
    CHECK_THAT(state.read(), WithinAbs(steps(1000) | asked, 1e-13));
    CHECK(state.cell().count() == 1000);
    decltype(state) empty;
    empty += state;
    CHECK(empty == state);
}

TEST_CASE("places come back as they were as far as doubles hold them") {
    using ct::detail::as_value;
    CHECK(as_value<std::int64_t>(9007199254740992.0) == 9007199254740992);
    CHECK(as_value<std::int64_t>(0x1p63) == std::numeric_limits<std::int64_t>::max());
    CHECK(as_value<std::uint64_t>(0x1p64) == std::numeric_limits<std::uint64_t>::max());
    CHECK(as_value<std::int64_t>(-0x1p63) == std::numeric_limits<std::int64_t>::min());
    CHECK(as_value<float>(0.5) == 0.5F);
    CHECK(as_value<bool>(1.0));
    CHECK(as_value<std::chrono::nanoseconds>(12.0) == 12ns);
}
