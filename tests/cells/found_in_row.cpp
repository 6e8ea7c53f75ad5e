// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/found_in_row.hpp>

#include <catch2/catch_test_macros.hpp>

namespace ct = crucible::telemetry;
using ct::detail::finding_queue;

TEST_CASE("findings wait in order, and are taken once") {
    finding_queue queue;
    CHECK(queue.empty());
    queue.add({.event = "a"});
    queue.add({.event = "b"});
    auto const some = queue.take();
    REQUIRE(some.size() == 2);
    CHECK(some[0].event == "a");
    CHECK(some[1].event == "b");
    CHECK(queue.empty());
    CHECK(queue.lost() == 0);
}

TEST_CASE("beyond its bound a queue counts what it loses") {
    finding_queue queue;
    for (std::size_t i = 0; i != finding_queue::most + 3; ++i) queue.add({.row = i});
    CHECK(queue.lost() == 3);
    auto const some = queue.take();
    REQUIRE(some.size() == finding_queue::most);
    CHECK(some[finding_queue::most - 1].row == finding_queue::most - 1);
    queue.lose(some.size());
    CHECK(queue.lost() == 3 + finding_queue::most);
}

TEST_CASE("of too many findings the last place is for the most severe") {
    finding_queue queue;
    for (std::size_t i = 0; i != finding_queue::most + 3; ++i)
        queue.add({.what = {.severity = ct::severity::warning}, .row = i});
    queue.add({.what = {.severity = ct::severity::critical}, .row = 7000});
    queue.add({.what = {.severity = ct::severity::notice}, .row = 7001});
    queue.add({.what = {.severity = ct::severity::critical}, .row = 7002});
    CHECK(queue.lost() == 6);
    auto const some = queue.take();
    REQUIRE(some.size() == finding_queue::most);
    CHECK(some[finding_queue::most - 1].row == 7000);
    CHECK(some[finding_queue::most - 2].what.severity == ct::severity::warning);
}
