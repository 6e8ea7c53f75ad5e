// SPDX-License-Identifier: MIT
// Rows that stand for more than themselves: what a query says of them is what it says of rows given so many times.
#include "model.hpp"

#include <crucible/telemetry/session/session.hpp>
#include <crucible/telemetry/statistics/distinct.hpp>
#include <crucible/telemetry/statistics/ewma.hpp>
#include <crucible/telemetry/statistics/exact_quantile.hpp>
#include <crucible/telemetry/statistics/paired.hpp>
#include <crucible/telemetry/statistics/peaks.hpp>
#include <crucible/telemetry/statistics/quantiles.hpp>
#include <crucible/telemetry/statistics/shape.hpp>
#include <crucible/telemetry/statistics/success.hpp>
#include <crucible/telemetry/statistics/top.hpp>

#include <range/v3/view/filter.hpp>

#include <cmath>

using namespace query_test;

namespace {

/// How often row `i` is given, or the weight of the row that is given once.
int times(std::int64_t i) { return static_cast<int>(1 + i * i % 3); }

/// The rows of `seconds_of`, a NaN among them: each once with its weight, or as often as that.
ct::rows<request_t> rows_of(std::int64_t n, bool repeated) {
    ct::table<request_t> table;
    for (std::int64_t i = 0; i != n; ++i) {
        ct::row<request_t> row = make(i, std::chrono::seconds{i});
        if (i % 97 == 5) row.values[m::loss] = std::nan("");
        std::vector<ct::row<request_t>> const rows(repeated ? static_cast<std::size_t>(times(i)) : 1, row);
        double const weight = times(i);
        if (repeated) table.append(std::span(rows));
        else table.append(std::span(rows), std::span(&weight, 1));
    }
    return table.snapshot();
}

template <class Reading>
bool near(Reading const& a, Reading const& b) {
    if constexpr (std::floating_point<Reading>)
        return (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= 1e-12 * std::max({1., std::abs(a), std::abs(b)});
    else if constexpr (ct::detail::is_duration<Reading>) return near(a.count(), b.count());
    else if constexpr (requires { a.begin(); a[0]; }) {
        bool same = a.size() == b.size();
        for (std::size_t i = 0; same && i != a.size(); ++i) same = near(a[i], b[i]);
        return same;
    } else return a == b;
}

/// Of accumulators, and of windows and groups of them.
template <class Answer>
void check_equal(Answer const& weighted, Answer const& repeated) {
    if constexpr (requires { weighted.content; }) return check_equal(weighted.content, repeated.content);
    else
        std::remove_cvref_t<Answer>::statistics_type::for_each([&](auto asked) {
            INFO(asked.name.view());
            CHECK(near(weighted[asked], repeated[asked]));
        });
}

/// The same of rows with weights and of repeated rows; what the answers are is asked part by part.
template <class Query>
void check(Query const& query, std::int64_t n = 3000) {
    auto const weighted = rows_of(n, false), repeated = rows_of(n, true);
    REQUIRE(weighted.weighted());
    REQUIRE_FALSE(repeated.weighted());
    auto const a = weighted | query, b = repeated | query;
    if constexpr (requires { a.begin(); }) {
        auto other = b.begin();
        std::size_t parts = 0;
        for (auto const& part : a) {
            check_equal(part, *other);
            ++other, ++parts;
        }
        CHECK(other == b.end());
        CHECK(parts > 1);
    } else check_equal(a, b);
}

constexpr auto all_statistics = ct::count | ct::nonfinite | ct::sum | ct::mean | ct::variance |
                                ct::population_variance | ct::stddev | ct::population_stddev | ct::min | ct::max |
                                ct::first | ct::last | ct::rate | ct::skewness | ct::excess_kurtosis | ct::median |
                                ct::exact_quantile<.05> | ct::quantile<.5> | ct::quantile<.99> | ct::min_at |
                                ct::max_at;
constexpr auto everything = [](auto const&) { return true; };

} // namespace

TEST_CASE("a row of weight n answers as n rows: every statistic, by columns and row by row") {
    check(ct::select(m::loss) | ct::over(all_statistics));
    check(ct::where(everything) | ct::select(m::loss) | ct::over(all_statistics));
    check(ct::select(m::latency) | ct::over(ct::count | ct::sum | ct::mean | ct::variance | ct::median));
    check(ct::select(m::tokens) | ct::over(ct::count | ct::sum | ct::throughput | ct::mean));
    check(ct::select(m::ok) | ct::over(ct::success_rate | ct::count));
    check(ct::select(m::model) | ct::over(ct::count | ct::distinct | ct::rate));
    check(ct::select(m::in_phase) | ct::over(ct::count));
    check(ct::over(ct::count | ct::rate));
}

TEST_CASE("so do windows of time, groups, stretches, and statistics of two measurements") {
    auto const few = ct::count | ct::sum | ct::mean | ct::variance | ct::rate | ct::last;
    check(ct::tumbling(100s) | ct::select(m::loss) | ct::over(few));
    check(ct::sliding(100s, 30s) | ct::where(m::ok) | ct::select(m::loss) | ct::over(few));
    check(ct::where(m::epoch > 10) | ct::tumbling(100s) | ct::over(ct::count));
    check(ct::group_by(m::model) | ct::select(m::loss) | ct::over(few));
    check(ct::group_by(m::ok) | ct::over(ct::count | ct::rate));
    check(ct::since(at(1000s)) | ct::select(m::loss) | ct::over(few));
    for (std::int64_t const n : {2, 5, 3000}) {
        auto const weighted = rows_of(n, false), repeated = rows_of(n, true);
        CHECK(near(weighted | ct::covariance(m::loss, m::latency), repeated | ct::covariance(m::loss, m::latency)));
        CHECK(near(weighted | ct::correlation(m::loss, m::ok), repeated | ct::correlation(m::loss, m::ok)));
        CHECK((weighted | ct::at_min(m::loss, m::epoch)) == (repeated | ct::at_min(m::loss, m::epoch)));
    }
}

TEST_CASE("a weight need not be whole, and values that no longer know their rows count once") {
    ct::table<request_t> table;
    std::vector<ct::row<request_t>> const rows{make(1, 1s), make(2, 2s), make(3, 3s)};
    std::vector<double> const weights{0.25, 1, 2.5};
    table.append(std::span(rows), weights);
    auto const stored = table.snapshot();
    auto const total = stored | ct::select(m::loss) | ct::over(ct::count | ct::sum | ct::mean);
    CHECK(total[ct::count] == 4); // 3.75 rows
    CHECK(total[ct::sum] == Approx(.025 + .2 + .75));
    CHECK(total[ct::mean] == Approx(.975 / 3.75));
    auto values = stored | ct::select(m::loss) | ranges::views::filter([](double) { return true; });
    CHECK((values | ct::over(ct::count))[ct::count] == 3);
    CHECK((rows | ct::select(m::loss) | ct::over(ct::count))[ct::count] == 3);
}

TEST_CASE("windows and stretches of a number of rows are of rows that are there") {
    auto const weighted = rows_of(9, false);
    std::vector<std::uint64_t> counts;
    for (auto w : weighted | ct::tumbling(4) | ct::over(ct::count)) counts.push_back(w[ct::count]);
    CHECK(counts == std::vector<std::uint64_t>{1 + 2 + 2 + 1, 2 + 2 + 1 + 2, 2});
    CHECK((weighted | ct::last(2) | ct::over(ct::count))[ct::count] == 4);
}

TEST_CASE("rows without weights and rows with, in one table") {
    ct::table<request_t> table;
    auto const put = [&](std::int64_t from, std::int64_t to, double weight) {
        std::vector<ct::row<request_t>> rows;
        for (std::int64_t i = from; i != to; ++i) rows.push_back(make(i, std::chrono::seconds{i}));
        std::vector<double> const weights(weight == 1 ? 0 : rows.size(), weight);
        table.append(std::span(rows), weights);
    };
    put(0, 1500, 1);
    auto const before = table.snapshot();
    put(3000, 4000, 3);
    put(700, 800, 2); // merged into a chunk that has no weights
    put(5000, 5001, 1);
    CHECK_FALSE(before.weighted());
    auto const all = table.snapshot();
    CHECK(all.weighted());
    CHECK((all | ct::select(m::loss) | ct::over(ct::count))[ct::count] == 1500 + 3000 + 200 + 1);
    CHECK((all | ct::over(ct::count))[ct::count] == 1500 + 3000 + 200 + 1);
    CHECK(all.back().weight() == 1);
    CHECK((before | ct::select(m::loss) | ct::over(ct::count))[ct::count] == 1500);
    table.clear();
    put(0, 10, 1);
    CHECK_FALSE(table.snapshot().weighted());
    put(1, 2, 4);
    CHECK((table.snapshot() | ct::over(ct::count))[ct::count] == 14);
}

namespace {

struct every_third {
    using role = ct::sampling_role;
    std::uint64_t seen = 0;
    double weight(auto const&) noexcept { return seen++ % 3 == 0 ? 3 : 0; }
};

} // namespace

TEST_CASE("a query over a session's rows answers as the session's own statistics") {
    constexpr auto asked =
        ct::count | ct::sum | ct::mean | ct::variance | ct::min | ct::last | ct::rate | ct::quantile<.9>;
    ct::session run{ct::experiment{.name = "sampled"},
                    ct::watch(on(request, m::loss >> asked, m::latency.by(m::model) >> (ct::count | ct::mean))),
                    ct::policies<ct::manual, every_third>};
    for (std::int64_t i = 0; i != 5000; ++i) run.emit(make(i * i % 1201, 0s).values);
    run.drain();
    auto const rows = run.rows(request);
    REQUIRE(rows.weighted());
    auto const total = rows | ct::select(m::loss) | ct::over(asked);
    CHECK(total[ct::count] == 5001);
    ct::statistics_of<decltype(asked)>::for_each([&](auto s) {
        INFO(s.name.view());
        CHECK(near(total[s], run[m::loss][s]));
    });
    for (auto g : rows | ct::group_by(m::model) | ct::select(m::latency) | ct::over(ct::count | ct::mean)) {
        CHECK(g[ct::count] == run[m::latency.by(m::model)][g.label][ct::count]);
        CHECK(near(g[ct::mean], run[m::latency.by(m::model)][g.label][ct::mean]));
    }
}
