// SPDX-License-Identifier: MIT
#include <crucible/telemetry/archive/recording.hpp>
#include <crucible/telemetry/export/jsonl.hpp>
#include <crucible/telemetry/export/write.hpp>
#include <crucible/telemetry/query.hpp>

#include "export/folder.hpp"
#include "export/vocabulary.hpp"

#include <catch2/catch_test_macros.hpp>

namespace {

using namespace test;

using both = ct::recording<everything_t, nothing_t>;

std::vector<std::int64_t> times(both const& run) {
    std::vector<std::int64_t> all;
    for (auto const& row : run.rows(everything)) all.push_back(row.at.time_since_epoch().count());
    return all;
}

TEST_CASE("a recording holds the rows of its events, in order of time") {
    both run{{.id = "a1", .about = {.name = "first"}, .status = ct::status::stopped}};
    CHECK(run.info().status == ct::status::archived);
    CHECK(run.id() == "a1");
    CHECK(run.size() == 0);
    CHECK(run.rows(everything).empty());
    run.append(everything_at(5, "five"));
    run.append(everything_at(2, "two"));
    run.append(ct::row<nothing_t>{.at = at(3)});
    std::vector<ct::row<everything_t>> const more{everything_at(4, "four"), everything_at(1, "one"),
                                                  everything_at(5, "five again"), everything_at(3, "three")};
    run.append(std::span{more});
    CHECK(times(run) == std::vector<std::int64_t>{1, 2, 3, 4, 5, 5});
    CHECK(run.rows(everything)[4][note] == "five");
    CHECK(run.rows(everything)[5][note] == "five again");
    CHECK(run.rows(nothing).size() == 1);
    CHECK(run.size() == 7);
    auto const [first, second] = run.all_rows();
    CHECK(first == run.rows(everything));
    CHECK(second == run.rows(nothing));
}

TEST_CASE("a snapshot of a recording stays as it is, and outlives it") {
    ct::rows<everything_t> before;
    {
        both run;
        run.append(everything_at(2, "text"));
        before = run.rows(everything);
        run.append(everything_at(1, "earlier"));
        CHECK(run.rows(everything).size() == 2);
    }
    REQUIRE(before.size() == 1);
    CHECK(before[0][note] == "text");
}

TEST_CASE("recordings can be moved") {
    both run{{.id = "a1", .about = {.name = "x"}}};
    run.append(everything_at(1, "x"));
    std::vector<both> all;
    all.push_back(std::move(run));
    all.emplace_back();
    all.emplace_back();
    CHECK(all[0].rows(everything).size() == 1);
    CHECK(all[0].id() == "a1");
    all[2].append(everything_at(1, "y"));
    CHECK(all[2].size() == 1);
}

TEST_CASE("without a ledger, what a recording holds is what it accounts for") {
    both run;
    run.append(everything_at(1, "x"));
    run.append(everything_at(2, "x"));
    ct::ledger const held = run.ledger();
    CHECK(held["test.everything"].recorded == 2);
    CHECK(held["test.nothing"].recorded == 0);
    CHECK(held.emitted == 2);
    CHECK(held.balanced());
    ct::ledger counted{.events = {{everything_t::name, {.recorded = 2, .sampled_out = 3}}}, .emitted = 5, .in_flight = 0};
    run.account(counted);
    CHECK(run.ledger()["test.everything"].sampled_out == 3);
    CHECK(run.ledger().balanced());
}

TEST_CASE("a tag may have many texts in a recording; beyond the limit they are counted") {
    both run{{}, {.labels = 3}};
    for (int i = 0; i != 6; ++i) {
        std::string const label = "label " + std::to_string(i % 5);
        run.append(everything_at(i, label));
    }
    CHECK(run.overflowed() == 2);
    CHECK(run.rows(everything)[4][model] == "(overflow)");
    both usual;
    for (int i = 0; i != 3'000; ++i) {
        std::string const label = std::to_string(i);
        usual.append(everything_at(i, label));
    }
    CHECK(usual.overflowed() == 0);
}

TEST_CASE("queries and exporters take a recording as they take a session") {
    both run;
    for (int i = 0; i != 100; ++i) run.append(everything_at(i, i % 2 == 0 ? "even" : "odd", i));
    auto const even = run.rows(everything) | ct::where(model == "even") | ct::select(test::loss) |
                      ct::over(ct::mean | ct::count);
    CHECK(even[ct::count] == 50);
    CHECK(even[ct::mean] == 49);
    test::folder const folder;
    CHECK(ct::write(ct::jsonl{folder / "x"}, {.id = "a"}, run.rows(everything), run.rows(nothing)) == 100);
}

TEST_CASE("recordings of registries, lists and events") {
    using registry = ct::registry<everything, nothing>;
    static_assert(std::same_as<ct::recording_of<registry>, both>);
    static_assert(std::same_as<ct::recording_of<ct::event_list<everything_t>, nothing_t>, both>);
    static_assert(std::same_as<ct::recording_of<registry, everything_t, registry>, both>);
    static_assert(std::same_as<ct::recording_of<>, ct::recording<>>);
    ct::recording<> const empty;
    CHECK(empty.size() == 0);
    CHECK(empty.ledger().balanced());
    CHECK(std::tuple_size_v<decltype(empty.all_rows())> == 0);
}

} // namespace
