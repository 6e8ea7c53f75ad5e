// SPDX-License-Identifier: MIT
#include "schema/vocabulary.hpp"

#include <crucible/telemetry/record/detail/time_order.hpp>
#include <crucible/telemetry/record/row.hpp>

#include <catch2/catch_test_macros.hpp>

#include <list>
#include <random>
#include <vector>

namespace {

using row_type = ct::row<type_of<epoch_stop>>;

row_type row_at(std::int64_t t, int epoch) {
    return {epoch_stop(m::epoch = epoch, m::loss = 0.5, m::accuracy = 1), ct::timestamp{std::chrono::nanoseconds{t}},
            0};
}

struct seen {
    ct::timestamp at;
    std::int64_t epoch;
    bool operator==(seen const&) const = default;
};

} // namespace

TEST_CASE("rows of several ranges come in order of time, equal times in order of the ranges") {
    std::mt19937 random(4);
    for (int round = 0; round != 500; ++round) {
        std::vector<row_type> a, c;
        std::list<row_type> b;
        std::vector<seen> expected;
        for (int t = 0; t != 20; ++t)
            for (int range = 0; range != 3; ++range)
                for (auto n = random() % 5 % 3; n != 0; --n) {
                    row_type const row = row_at(t, static_cast<int>(10 * expected.size()) + range);
                    if (range == 0) a.push_back(row);
                    else if (range == 1) b.push_back(row);
                    else c.push_back(row);
                    expected.push_back({row.at, row[m::epoch]});
                }
        std::vector<seen> found;
        auto const see = [&](auto const& row) { found.push_back({row.at, row[m::epoch]}); };
        ct::detail::in_order_of_time(see, a, b, c);
        REQUIRE(found == expected);
        found.clear();
        ct::detail::in_order_of_time(see, std::tuple{a, b, c});
        REQUIRE(found == expected);
    }
}

TEST_CASE("the first and the last stamps that there are, and nothing at all") {
    auto const first = ct::timestamp::min().time_since_epoch().count();
    auto const last = ct::timestamp::max().time_since_epoch().count();
    std::vector<row_type> const a{row_at(first, 0), row_at(last, 2)};
    std::vector<row_type> const b{row_at(first, 1), row_at(last, 3)};
    std::vector<std::int64_t> found;
    auto const see = [&](auto const& row) { found.push_back(row[m::epoch]); };
    ct::detail::in_order_of_time(see, a, b);
    CHECK(found == std::vector<std::int64_t>{0, 1, 2, 3});
    ct::detail::in_order_of_time(see);
    ct::detail::in_order_of_time(see, std::vector<row_type>{});
    ct::detail::in_order_of_time(see, std::tuple{});
    CHECK(found.size() == 4);
}
