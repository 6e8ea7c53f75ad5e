// SPDX-License-Identifier: MIT
#include "model.hpp"

#include <crucible/telemetry/statistics/paired.hpp>
#include <range/v3/view/chunk.hpp>
#include <range/v3/view/sliding.hpp>

using namespace query_test;

namespace {

/// A step of one's own: every second row.
struct thinned : ct::step_base {
    static constexpr std::string_view name = "thinned";

    template <class Rows>
    auto on_rows(Rows&& rows) const {
        std::vector<ranges::range_value_t<Rows>> kept;
        bool keep = false;
        for (auto const& row : rows)
            if ((keep = !keep)) kept.push_back(row);
        return ct::results(std::move(kept));
    }
};

/// A condition of one's own.
struct prime : ct::predicate_base {
    template <class Row>
    ct::truth operator()(Row const& row) const {
        auto const n = row[m::epoch];
        return n == 2 || n == 3 || n == 5 || n == 7 ? ct::truth::yes : ct::truth::no;
    }
};

} // namespace

TEST_CASE("a pipeline is a value that runs on any rows") {
    auto const recent = ct::last(6) | ct::where(m::epoch > 5) | ct::select(m::loss) | ct::over(ct::mean | ct::count);
    CHECK((seconds_of(10) | recent)[ct::mean] == Approx(0.75));
    CHECK(recent(seconds_of(10))[ct::count] == 4);
    CHECK((seconds_of(100) | recent)[ct::count] == 6);
    std::vector<ct::row<request_t>> const rows{make(5, 0s), make(6, 1s), make(7, 2s)};
    CHECK((rows | recent)[ct::mean] == Approx(0.65));
    CHECK((rows | ct::where(m::ok) | recent)[ct::count] == 2);
}

TEST_CASE("parts join in any way, views of range-v3 and statistics of pairs too") {
    auto const rows = seconds_of(12);
    auto const head = ct::last(10) | ct::where(m::epoch != 4);
    auto const tail = ct::select(m::loss) | ranges::views::sliding(5) | ct::over(ct::mean);
    std::vector<double> means, expected;
    for (auto w : rows | (head | tail)) means.push_back(w[ct::mean]);
    for (auto w : rows | ct::last(10) | ct::where(m::epoch != 4) | ct::select(m::loss) | ranges::views::sliding(5) |
                      ct::over(ct::mean))
        expected.push_back(w[ct::mean]);
    CHECK(means.size() == 5);
    CHECK(means == expected);
    auto const chunks = ranges::views::chunk(4) | ct::over(ct::sum);
    std::vector<double> sums;
    for (auto w : rows | ct::select(m::epoch) | chunks) sums.push_back(w[ct::sum]);
    CHECK(sums == std::vector<double>{6, 22, 38});
    auto const best = ct::where(m::epoch > 2) | ct::at_max(m::loss, m::epoch);
    CHECK((rows | best) == 11);
    auto const by_window = ct::tumbling(6s) | ct::correlation(m::loss, m::epoch);
    CHECK((rows | by_window)[1].content == Approx(1));
}

TEST_CASE("the parameters of steps can be read") {
    auto const query = ct::between(at(1s), at(9s)) | ct::last(5min) | ct::last(7) | ct::where(m::loss > 0.5) |
                       ct::group_by(m::model) | ct::sliding(1min, 10s, ct::aligned_to_clock) | ct::tumbling(20) |
                       ct::select(m::loss, m::epoch) | ct::over(ct::mean);
    static_assert(query.size == 9);
    auto const& [between, last_time, last_rows, where, group, time, number, select, over] = query.steps;
    CHECK(between == ct::stretch{at(1s), at(9s)});
    CHECK(last_time.span == 5min);
    CHECK(last_rows.count == 7);
    CHECK(where.condition(make(6, 0s)) == ct::truth::yes);
    static_assert(
        std::same_as<std::remove_cvref_t<decltype(group)>::measurement, std::remove_const_t<decltype(m::model)>>);
    CHECK(time == ct::windows_of_time{1min, 10s, ct::alignment::clock});
    CHECK(number == ct::windows_of_rows{20, 20});
    static_assert(std::tuple_size_v<std::remove_cvref_t<decltype(select)>::measurements> == 2);
    static_assert(std::same_as<std::remove_cvref_t<decltype(over)>::statistics, ct::statistics<ct::mean_t>>);
    int steps = 0;
    query.for_each([&](auto const&) { ++steps; });
    CHECK(steps == 9);
}

TEST_CASE("steps and conditions of one's own") {
    CHECK(epochs(seconds_of(9) | ct::last(6) | thinned{} | ct::where(m::epoch != 5)) == numbers{3, 7});
    CHECK(epochs(seconds_of(9) | ct::where(prime{} && m::epoch > 2)) == numbers{3, 5, 7});
    CHECK(ct::explain(seconds_of(9), thinned{} | ct::where(prime{}) | ranges::views::chunk(2)) ==
          "thinned                       rows\n"
          "where(a function of the row)  rows\n"
          "a view of range-v3            rows\n");
    static_assert(!ct::predicate_expression<decltype(prime{} && m::epoch > 2)>);
}

TEST_CASE("pipelines that filter may be const") {
    auto const rows = seconds_of(20);
    auto const filtered = rows | ct::where(m::epoch > 3 && m::ok);
    CHECK(epochs(filtered) == epochs(filtered));
    CHECK(epochs(filtered).size() == 12);
    auto const stretch = filtered | ct::since(at(5s)) | ct::last(4);
    CHECK(epochs(stretch) == numbers{15, 16, 17, 18});
    auto const means = filtered | ct::tumbling(10s) | ct::select(m::loss) | ct::over(ct::mean);
    std::vector<double> found;
    for (auto const w : means) found.push_back(w[ct::mean]);
    CHECK(found.size() == 2);
    std::vector<ct::row<request_t>> const in_flight{make(0, 0s), make(1, 1s), make(2, 2s), make(3, 3s)};
    auto const some = in_flight | ct::where(m::epoch != 1) | ct::between(at(1s), at(2s));
    CHECK(epochs(some) == numbers{2});
    auto const chunks = in_flight | ct::between(at(1s), at(3s)) | ct::last(2);
    CHECK(epochs(chunks) == numbers{2, 3});
}

TEST_CASE("a pipeline is copied with its conditions") {
    auto const make_query = [] { return ct::where(m::model == std::string("a name that is not small").substr(2, 1)); };
    auto copy = make_query() | ct::last(3);
    auto const other = copy;
    copy = make_query() | ct::last(1);
    CHECK(std::get<1>(other.steps).count == 3);
    CHECK(std::get<1>(copy.steps).count == 1);
}
