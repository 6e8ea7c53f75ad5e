// SPDX-License-Identifier: MIT
#include "model.hpp"

#include <range/v3/view/sliding.hpp>
#include <range/v3/view/zip.hpp>

using namespace query_test;

static_assert(ranges::view_<ct::rows<request_t>> && ranges::random_access_range<ct::rows<request_t>>);
static_assert(ranges::common_range<ct::rows<request_t>> && ranges::sized_range<ct::rows<request_t>>);

TEST_CASE("values of a measurement are of its own type") {
    auto const rows = seconds_of(4);
    CHECK((rows | ct::select(m::epoch) | ranges::to<std::vector>) == numbers{0, 1, 2, 3});
    CHECK((rows | ct::select(m::latency) | ranges::to<std::vector>) ==
          std::vector<std::chrono::nanoseconds>{0ms, 1ms, 2ms, 3ms});
    CHECK((rows | ct::select(m::tokens) | ranges::to<std::vector>) ==
          std::vector<std::optional<std::uint32_t>>{0, std::nullopt, 20, std::nullopt});
    CHECK((rows | ct::select(m::model) | ranges::to<std::vector>) == std::vector<std::string_view>{"a", "b", "c", "a"});
    CHECK((rows | ct::select(m::in_phase))[2] == phase::validate);
    CHECK((rows | ct::select(m::ok)).size() == 4);
}

TEST_CASE("several measurements come as tuples") {
    auto const rows = seconds_of(3); // keeps the text of the tuples
    auto const pairs = rows | ct::select(m::epoch, m::model) | ranges::to<std::vector>;
    CHECK(pairs == std::vector<std::tuple<std::int64_t, std::string_view>>{{0, "a"}, {1, "b"}, {2, "c"}});
}

TEST_CASE("pipelines are lazy, composable and end where range-v3 goes on") {
    auto const recipe = ct::where(m::epoch > 1) | ct::select(m::epoch);
    CHECK((seconds_of(5) | recipe | ranges::to<std::vector>) == numbers{2, 3, 4});
    int looked_at = 0;
    auto rows = seconds_of(1000) | ct::where([&](auto const& row) {
                    ++looked_at;
                    return row[m::epoch] >= 0;
                });
    CHECK(looked_at == 0);
    CHECK((*rows.begin())[m::epoch] == 0);
    CHECK(looked_at == 1);
    auto const zipped = ranges::views::zip(seconds_of(3) | ct::select(m::epoch), seconds_of(3) | ct::select(m::loss));
    CHECK(ranges::distance(zipped) == 3);
}

TEST_CASE("a query sees the rows of its snapshot, whatever is appended while it runs") {
    ct::table<request_t> table;
    std::vector<ct::row<request_t>> const some{make(0, 0s), make(1, 1s)};
    table.append(std::span(some));
    auto const before = table.snapshot() | ct::select(m::epoch);
    std::vector<ct::row<request_t>> const more{make(2, 0s), make(3, 2s)};
    table.append(std::span(more));
    CHECK((before | ranges::to<std::vector>) == numbers{0, 1});
    CHECK((table.snapshot() | ct::select(m::epoch) | ranges::to<std::vector>) == numbers{0, 2, 1, 3});
}
