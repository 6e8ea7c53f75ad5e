// SPDX-License-Identifier: MIT
// Rows of all events of a run as one range: their order, stretches of them, what they can be asked, and where they go.
#include <crucible/telemetry.hpp>

#include "export/folder.hpp"
#include "toy_source.hpp"

#include <crucible/telemetry/archive/recording.hpp>
#include <crucible/telemetry/emit/context.hpp>
#include <crucible/telemetry/export/write.hpp>

#include <random>

using namespace query_test;

namespace {

namespace v = ct::vocabulary;

inline constexpr ct::with_context<"line.answer", m::loss> answer{};
inline constexpr ct::event<"line.load", v::model, ct::optional<m::loss>> load{};
inline constexpr ct::event<"line.mark"> mark{};
using answer_t = std::remove_const_t<decltype(answer)>;
using load_t = std::remove_const_t<decltype(load)>;
using mark_t = std::remove_const_t<decltype(mark)>;
using recorded = ct::recording<answer_t, load_t, mark_t>;

/// What tells a row from all others: time, thread, event, and its number in the event as the value of `loss`, where it
/// has one.
using identity = std::tuple<std::int64_t, std::uint32_t, std::string, double>;

template <class Row>
identity identity_of(Row const& row) {
    return {row.at.time_since_epoch().count(), row.thread, std::string(row.event()), row[m::loss].value_or(-1)};
}
template <class Range>
std::vector<identity> identities(Range&& rows) {
    std::vector<identity> all;
    for (auto const& row : rows) all.push_back(identity_of(row));
    return all;
}

template <class Event>
void fill(recorded& run, std::vector<identity>& expected, Event const& event, std::mt19937& random, bool numbered) {
    std::vector<ct::row<Event>> rows;
    for (std::size_t n = random() % 40; n != 0; --n)
        rows.push_back({.at = at(std::chrono::nanoseconds{random() % 12}), .thread = static_cast<std::uint32_t>(random() % 3)});
    std::stable_sort(rows.begin(), rows.end(), [](auto const& a, auto const& b) { return a.at < b.at; });
    double number = 0;
    for (auto& row : rows) {
        if constexpr (Event::size != 0)
            if (numbered) row.values[m::loss] = ++number;
        expected.push_back({row.at.time_since_epoch().count(), row.thread, std::string(Event::name),
                            numbered && Event::size != 0 ? number : -1});
    }
    run.append(std::span<ct::row<Event>>{rows});
    (void)event;
}

/// A run whose rows have many times in common, and its rows by time, thread, event, and order within the event.
recorded random_run(std::vector<identity>& expected, std::mt19937& random) {
    recorded run;
    fill(run, expected, answer, random, true);
    fill(run, expected, load, random, random() % 2 == 0);
    fill(run, expected, mark, random, false);
    std::stable_sort(expected.begin(), expected.end(), [](identity const& a, identity const& b) {
        return std::tie(std::get<0>(a), std::get<1>(a)) < std::tie(std::get<0>(b), std::get<1>(b));
    });
    return run;
}

} // namespace

TEST_CASE("rows of all events: by time, then thread, then event, and within that as emitted; stretches are cut from it") {
    std::mt19937 random{7};
    for (int i = 0; i != 300; ++i) {
        std::vector<identity> all;
        auto const run = random_run(all, random);
        CHECK(identities(ct::timeline{run.all_rows()}) == all);
        std::size_t const n = random() % 50;
        std::vector<identity> const latest(all.end() - static_cast<std::ptrdiff_t>(std::min(n, all.size())), all.end());
        CHECK(identities(run.all_rows() | ct::last(static_cast<std::ptrdiff_t>(n))) == latest);
        auto const from = static_cast<std::int64_t>(random() % 13), to = static_cast<std::int64_t>(random() % 13);
        auto const first = std::chrono::nanoseconds{from}, end = std::chrono::nanoseconds{to};
        std::vector<identity> within;
        for (identity const& each : all)
            if (std::get<0>(each) >= from && std::get<0>(each) <= to) within.push_back(each);
        CHECK(identities(run.all_rows() | ct::between(at(first), at(end))) ==
              within);
        CHECK(identities(ct::timeline{run.all_rows()} | ct::between(at(first), at(end))) == within);
        std::size_t const some = std::min<std::size_t>(3, within.size());
        CHECK(identities(run.all_rows() | ct::between(at(first), at(end)) | ct::last(3)) ==
              std::vector<identity>(within.end() - static_cast<std::ptrdiff_t>(some), within.end()));
    }
}

TEST_CASE("by context word, over events that have it, may have it, or know nothing of it") {
    ct::session run{ct::experiment{.name = "context"}, ct::watch(answer, load, mark), ct::policies<ct::manual, ct::scoped>};
    {
        ct::context const here{{.session_id = "s1", .user_id = "u1", .model = "bert"}};
        run.emit(answer(m::loss = 1.0));
        run.emit(load(v::model = "bert"));
        run.emit(mark());
    }
    run.emit(answer(m::loss = 2.0, v::user_id = "u2"));
    run.emit(load(v::model = "gpt"));
    run.drain();
    auto const names = [](auto const& rows) {
        std::string all;
        for (auto const& row : rows) all.append(row.event()).append(" ");
        return all;
    };
    CHECK(names(run.all_rows() | ct::where(v::user_id == "u1")) == "line.answer ");
    CHECK(names(run.all_rows() | ct::where(v::user_id != "u1")) == "line.answer "); // a row without one is neither
    CHECK(names(run.all_rows() | ct::where(v::session_id == "s1")) == "line.answer ");
    CHECK(names(run.all_rows() | ct::where(v::model == "bert")) == "line.answer line.load ");
    CHECK(names(run.all_rows() | ct::last(1min) | ct::where(v::model == "gpt") | ct::last(9)) == "line.load ");
    CHECK(names(run.all_rows() | ct::last(2)) == "line.answer line.load ");
    CHECK(names(run.all_rows() | ct::since(run.rows(answer)[1].at)) == "line.answer line.load ");
}

TEST_CASE("a row: its event, a visit as a row of it, and it as a row of an event that is asked for") {
    recorded run;
    run.append(ct::row<answer_t>{.values = answer(m::loss = 0.5), .at = at(1ns), .thread = 2});
    run.append(ct::row<mark_t>{.at = at(2ns)});
    run.append(ct::row<load_t>{.values = load(v::model = "a"), .at = at(3ns)});
    ct::timeline const all{run.all_rows()};
    REQUIRE(all.size() == 3);
    CHECK(all[0].event() == "line.answer");
    CHECK(all[0].thread == 2);
    CHECK(all[0].weight() == 1);
    CHECK(all[0][m::loss] == 0.5);
    CHECK_FALSE(all[0][v::model]);
    CHECK_FALSE(all[1][m::loss]);
    CHECK_FALSE(all[2][m::loss]);
    CHECK(all[2][v::model] == "a");
    auto const size_of_event = [](auto const& row) { return std::remove_cvref_t<decltype(row)>::event_type::size; };
    CHECK(all[0].visit(size_of_event) == answer_t::size);
    CHECK(all[1].visit(size_of_event) == 0);
    REQUIRE(all[2].as(load));
    CHECK((*all[2].as(load))[v::model] == "a");
    CHECK_FALSE(all[2].as(mark));
    CHECK(all[1].as(mark)->at == at(2ns));
    STATIC_REQUIRE(ct::row_range<decltype(all)>);
    STATIC_REQUIRE(ranges::random_access_range<decltype(all)>);
}

TEST_CASE("the steps of queries run on it: windows, groups, statistics") {
    recorded run;
    for (int i = 0; i != 10; ++i) {
        run.append(ct::row<answer_t>{.values = answer(m::loss = i * 1.0, v::model = i % 2 ? "a" : "b"), .at = at(i * 2s)});
        run.append(ct::row<mark_t>{.at = at(i * 2s + 1s)});
    }
    auto const loss = run.all_rows() | ct::select(m::loss) | ct::over(ct::count | ct::mean);
    CHECK(loss[ct::count] == 10);
    CHECK(loss[ct::mean] == 4.5);
    CHECK((run.all_rows() | ct::over(ct::count))[ct::count] == 20);
    std::vector<std::size_t> counts;
    for (auto const& window : run.all_rows() | ct::tumbling(6s) | ct::over(ct::count)) counts.push_back(window[ct::count]);
    CHECK(counts == std::vector<std::size_t>{6, 6, 6, 2});
    counts.clear();
    for (auto const& window : run.all_rows() | ct::tumbling(8) | ct::over(ct::count)) counts.push_back(window[ct::count]);
    CHECK(counts == std::vector<std::size_t>{8, 8, 4});
    std::string labels;
    for (auto const& group : run.all_rows() | ct::group_by(v::model))
        labels += group.label + std::to_string(group.size()) + " ";
    CHECK(labels == "a5 b5 ");
    CHECK((*(run.all_rows() | ct::where(m::loss > 7)).begin()).at == at(16s));
}

TEST_CASE("a timeline keeps its rows alive, and what is appended later does not change it") {
    ct::timeline<ct::rows<answer_t>, ct::rows<load_t>, ct::rows<mark_t>> kept;
    CHECK(kept.empty());
    {
        recorded run;
        run.append(ct::row<load_t>{.values = load(v::model = "kept"), .at = at(1ns)});
        kept = ct::timeline{run.all_rows()};
        run.append(ct::row<mark_t>{.at = at(2ns)});
    }
    REQUIRE(kept.size() == 1);
    CHECK(kept[0][v::model] == "kept");
    auto const copy = kept;
    kept = {};
    CHECK(copy[0].event() == "line.load");
}

TEST_CASE("of no events, and of no rows") {
    CHECK((ct::recording<>{}.all_rows() | ct::last(5)).empty());
    CHECK(ranges::distance(ct::recording<>{}.all_rows() | ct::last(5min) | ct::last(1)) == 0);
    CHECK((recorded{}.all_rows() | ct::last(5)).empty());
    CHECK((recorded{}.all_rows() | ct::last(0)).empty());
    CHECK((recorded{}.all_rows() | ct::over(ct::count))[ct::count] == 0);
}

TEST_CASE("of stores of one's own: each takes its stretch, rows that cannot be reached by number are put into memory") {
    std::vector<ct::row<request_t>> requests;
    for (std::int64_t i = 0; i != 10; ++i) requests.push_back(make(i, i * 1s));
    ct::table<mark_t> marks;
    for (std::int64_t i = 0; i != 10; ++i) {
        ct::row<mark_t> const one{.at = at(i * 1s + 500ms)};
        marks.append(std::span<ct::row<mark_t> const>{&one, 1});
    }
    std::tuple const both{toy::source<>(toy::make_store(requests)), marks.snapshot()};
    std::vector<std::int64_t> epochs;
    for (auto const& row : both | ct::between(at(3s), at(5s)) | ct::where(m::epoch != 4)) epochs.push_back(*row[m::epoch]);
    CHECK(epochs == std::vector<std::int64_t>{3, 5});
    std::string order;
    for (auto const& row : both | ct::last(3)) order += row.as(mark) ? "m" : "r";
    CHECK(order == "mrm");
    CHECK(ct::explain(both, ct::last(5min) | ct::where(m::epoch > 4)) == "last(5min)        source: of each event\n"
                                                                         "where(epoch > 4)  answer\n");
    CHECK(ct::explain(both, ct::where(m::epoch > 4) | ct::last(3)) == "where(epoch > 4)  rows\n"
                                                                      "last(3)           rows\n");
}

TEST_CASE("a timeline, or what a query leaves of it, is exported as rows of its events") {
    recorded run;
    run.append(ct::row<answer_t>{.values = answer(m::loss = 0.5), .at = at(1ns)});
    run.append(ct::row<mark_t>{.at = at(2ns)});
    run.append(ct::row<load_t>{.values = load(v::model = "a"), .at = at(3ns)});
    test::folder const folder;
    ct::csv const to{folder / "x.csv", {.line_end = ct::line_end::lf}};
    auto const late = run.all_rows() | ct::last(2);
    CHECK(ct::write(to, {}, late) == 2);
    CHECK(test::content(to.path) ==
          "time,event,thread,loss,session_id,user_id,sample_id,correlation_id,cohort,model,provider\n"
          "1970-01-01T00:00:00.000000002Z,line.mark,0,,,,,,,,\n"
          "1970-01-01T00:00:00.000000003Z,line.load,0,,,,,,,a,\n");
    CHECK(ct::write(to, {}, run.all_rows() | ct::where(m::loss > 0)) == 1);
}
