// SPDX-License-Identifier: MIT
#include "model.hpp"

#include <crucible/telemetry/session/session.hpp>

using namespace query_test;

TEST_CASE("the newest rows by number") {
    auto const rows = seconds_of(3000);
    CHECK(epochs(rows | ct::last(3)) == numbers{2997, 2998, 2999});
    CHECK((rows | ct::last(5000)).size() == 3000);
    CHECK((rows | ct::last(0)).empty());
    CHECK((rows | ct::last(-7)).empty());
    CHECK((rows | ct::last(~0ULL)).size() == 3000);
    CHECK((ct::rows<request_t>{} | ct::last(3)).empty());
    CHECK(epochs(rows | ct::where(m::ok) | ct::last(3)) == numbers{2996, 2997, 2998});
    CHECK(epochs(rows | ct::last(3) | ct::where(m::ok)) == numbers{2997, 2998});
}

TEST_CASE("rows between two times, both included") {
    auto const rows = rows_at({1s, 2s, 2s, 3s, 5s, 8s});
    CHECK(epochs(rows | ct::between(at(2s), at(5s))) == numbers{1, 2, 3, 4});
    CHECK(epochs(rows | ct::between(at(2s) + 1ns, at(5s) - 1ns)) == numbers{3});
    CHECK(epochs(rows | ct::between(at(0s), at(100s))).size() == 6);
    CHECK(epochs(rows | ct::between(at(6s), at(7s))).empty());
    CHECK(epochs(rows | ct::between(at(5s), at(2s))).empty());
    CHECK(epochs(rows | ct::between(at(9s), at(9s))).empty());
    CHECK(epochs(rows | ct::between(std::chrono::sys_seconds{2s}, std::chrono::sys_seconds{2s})) == numbers{1, 2});
    CHECK(epochs(rows | ct::where(m::epoch != 2) | ct::between(at(2s), at(5s))) == numbers{1, 3, 4});
    CHECK(epochs(rows | ct::where(m::epoch != 2) | ct::between(at(5s), at(2s))).empty());
}

TEST_CASE("rows since a time") {
    auto const rows = rows_at({1s, 2s, 2s, 3s});
    CHECK(epochs(rows | ct::since(at(2s))) == numbers{1, 2, 3});
    CHECK(epochs(rows | ct::since(at(2s) + 1ns)) == numbers{3});
    CHECK(epochs(rows | ct::since(at(4s))).empty());
    CHECK(epochs(rows | ct::where(m::epoch > 1) | ct::since(at(2s))) == numbers{2, 3});
}

TEST_CASE("rows of the last minutes, by the wall clock") {
    auto const now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()).time_since_epoch();
    auto const rows = rows_at({now - 10min, now - 6min, now - 4min, now - 1s, now + 1min});
    CHECK(epochs(rows | ct::last(5min)) == numbers{2, 3, 4});
    CHECK(epochs(rows | ct::last(1h)).size() == 5);
    CHECK(epochs(rows | ct::last(std::chrono::hours::max())).size() == 5);
    CHECK(epochs(rows | ct::last(std::chrono::years(290))).size() == 5);
    CHECK(epochs(rows | ct::last(-2min)).empty());
    CHECK(epochs(rows | ct::between(at(now) - 6min, at(now))) == numbers{1, 2, 3});
}

TEST_CASE("rows that say when they were taken have their own now, filtered, cut and grouped too") {
    auto const rows = rows_at({1s, 100s, 200s, 399s, 400s}).taken_at(at(500s));
    CHECK(epochs(rows | ct::last(300s)) == numbers{2, 3, 4});
    CHECK(epochs(rows | ct::where(m::epoch != 3) | ct::last(300s)) == numbers{2, 4});
    CHECK(epochs(rows | ct::since(at(100s)) | ct::last(101s)) == numbers{3, 4});
    CHECK(epochs(rows | ct::where(m::epoch != 3) | ct::since(at(2s)) | ct::last(300s)) == numbers{2, 4});
    std::size_t in_groups = 0;
    for (auto group : rows | ct::group_by(m::model) | ct::last(300s)) in_groups += epochs(group).size();
    CHECK(in_groups == 3);
    CHECK((rows_at({1s, 2s}) | ct::last(300s)).empty()); // of nobody's: by the wall clock
    CHECK(rows == rows_at({1s, 100s, 200s, 399s, 400s}));
}

TEST_CASE("rows of the last minutes before a given time, both ends included") {
    auto const rows = rows_at({1s, 2s, 3s, 4s, 5s});
    CHECK(epochs(rows | ct::last(2s, at(4s))) == numbers{1, 2, 3});
    CHECK(epochs(rows | ct::last(1h, at(4s))) == numbers{0, 1, 2, 3});
}

TEST_CASE("a stretch of each group") {
    auto const groups = seconds_of(10) | ct::group_by(m::model) | ct::last(2);
    std::vector<numbers> found;
    for (auto group : groups) found.push_back(epochs(group));
    CHECK(found == std::vector<numbers>{{6, 9}, {4, 7}, {5, 8}});
}

TEST_CASE("the rows of a session say when they were taken, by its clock") {
    ct::session run{ct::experiment{.name = "x"}, ct::watch(request), ct::policies<ct::manual, ct::scoped>};
    run.emit(make(1, 0s).values);
    run.drain();
    auto const rows = run.rows(request);
    REQUIRE(rows.size() == 1);
    REQUIRE(rows.taken_at());
    CHECK(*rows.taken_at() >= rows[0].at);
    CHECK(*rows.taken_at() <= rows[0].at + 1min);
    CHECK((rows | ct::last(1min)).size() == 1);
    CHECK(std::get<0>(run.all_rows()).taken_at() >= rows.taken_at());
}
