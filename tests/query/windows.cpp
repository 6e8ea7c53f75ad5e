// SPDX-License-Identifier: MIT
#include "model.hpp"

#include <map>
#include <random>

using namespace query_test;

namespace {

using table = std::vector<std::pair<std::int64_t, numbers>>;

/// Where each window begins, in seconds, and which rows it holds.
template <class Windows>
table found(Windows&& windows) {
    table result;
    for (auto w : windows) result.emplace_back(w.from.time_since_epoch() / 1s, epochs(w));
    return result;
}

/// The same by walking every step: windows until one holds the last row.
table walked(ct::rows<request_t> const& rows, std::chrono::nanoseconds size, std::chrono::nanoseconds step,
             ct::timestamp from) {
    table result;
    for (; !rows.empty() && from <= rows.back().at; from += step) {
        auto const inside = rows.slice(rows.lower_bound(from), rows.lower_bound(from + size));
        if (!inside.empty()) result.emplace_back(from.time_since_epoch() / 1s, epochs(inside));
        if (from + size > rows.back().at) break;
    }
    return result;
}

} // namespace

TEST_CASE("windows of time side by side, from the first row on") {
    auto const rows = rows_at({3s, 4s, 12s, 13s, 14s, 33s});
    CHECK(found(rows | ct::tumbling(10s)) == table{{3, {0, 1, 2}}, {13, {3, 4}}, {33, {5}}});
    auto const first = *(rows | ct::tumbling(10s)).begin();
    CHECK(first.from == at(3s));
    CHECK(first.until == at(13s));
    CHECK(first.size() == 3);
    CHECK(first[2][m::epoch] == 2);
    CHECK(first.content.column(m::loss).size() == 1);
}

TEST_CASE("windows of time aligned to the clock") {
    auto const rows = rows_at({3s, 4s, 12s, 13s, 14s, 33s});
    CHECK(found(rows | ct::tumbling(10s, ct::aligned_to_clock)) == table{{0, {0, 1}}, {10, {2, 3, 4}}, {30, {5}}});
    CHECK(found(rows_at({-3s, 4s}) | ct::tumbling(10s, ct::aligned_to_clock)) == table{{-10, {0}}, {0, {1}}});
    CHECK(found(rows | ct::sliding(10s, 5s, ct::aligned_to_clock)) ==
          table{{0, {0, 1}}, {5, {2, 3, 4}}, {10, {2, 3, 4}}, {25, {5}}});
}

TEST_CASE("overlapping windows of time end with the first that holds the newest row") {
    auto const rows = seconds_of(7);
    CHECK(found(rows | ct::sliding(4s, 2s)) == table{{0, {0, 1, 2, 3}}, {2, {2, 3, 4, 5}}, {4, {4, 5, 6}}});
    CHECK(found(rows | ct::sliding(2s, 3s)) == table{{0, {0, 1}}, {3, {3, 4}}, {6, {6}}});
}

TEST_CASE("a window longer than the run holds the run") {
    CHECK(found(seconds_of(3) | ct::tumbling(1h)) == table{{0, {0, 1, 2}}});
    CHECK(found(seconds_of(3) | ct::sliding(std::chrono::hours(2'000'000), 1s)) == table{{0, {0, 1, 2}}});
    CHECK(found(seconds_of(1) | ct::sliding(1h, 1s)) == table{{0, {0}}});
    CHECK(found(seconds_of(0) | ct::tumbling(1h)).empty());
}

TEST_CASE("random windows of time equal those found by walking every step, of stored and of filtered rows") {
    std::mt19937 random(7);
    auto const below = [&](int n) { return static_cast<int>(random() % 4096) * n / 4096; };
    for (int round = 0; round != 300; ++round) {
        std::vector<std::chrono::nanoseconds> when;
        auto t = std::chrono::seconds{below(50)};
        for (int n = below(40); n != 0; --n)
            when.push_back(t += std::chrono::seconds{below(10) ? below(4) : below(60)});
        auto const rows = rows_at(when);
        auto const size = std::chrono::seconds{1 + below(20)};
        auto const step = std::chrono::seconds{1 + below(20)};
        auto const first = rows.empty() ? ct::timestamp{} : rows.front().at;
        auto const clock = first - first.time_since_epoch() % step;
        auto const all = [](auto const&) { return true; };
        REQUIRE(found(rows | ct::sliding(size, step)) == walked(rows, size, step, first));
        REQUIRE(found(rows | ct::where(all) | ct::sliding(size, step)) == walked(rows, size, step, first));
        REQUIRE(found(rows | ct::sliding(size, step, ct::aligned_to_clock)) == walked(rows, size, step, clock));
    }
}

TEST_CASE("gaps cost nothing") {
    auto const rows = rows_at({0s, 24h * 365});
    CHECK(found(rows | ct::sliding(2ms, 1us)).size() == 2); // by steps it would be 3 * 10^13
}

TEST_CASE("windows of filtered rows begin at the first that is left") {
    CHECK(found(seconds_of(8) | ct::where(m::epoch != 0 && m::epoch != 4) | ct::tumbling(3s)) ==
          table{{1, {1, 2, 3}}, {4, {5, 6}}, {7, {7}}});
}

TEST_CASE("windows of a number of rows") {
    auto const rows = seconds_of(7);
    CHECK(found(rows | ct::tumbling(3)) == table{{0, {0, 1, 2}}, {3, {3, 4, 5}}, {6, {6}}});
    CHECK(found(rows | ct::sliding(4, 2)) == table{{0, {0, 1, 2, 3}}, {2, {2, 3, 4, 5}}, {4, {4, 5, 6}}});
    CHECK(found(rows | ct::sliding(2, 3)) == table{{0, {0, 1}}, {3, {3, 4}}, {6, {6}}});
    CHECK(found(rows | ct::sliding(100, 1)) == table{{0, {0, 1, 2, 3, 4, 5, 6}}});
    CHECK(found(rows | ct::tumbling(7)).size() == 1);
    CHECK(found(ct::rows<request_t>{} | ct::tumbling(3)).empty());
    auto some = rows | ct::where(m::epoch != 2);
    CHECK(found(some | ct::sliding(4, 2)) == table{{0, {0, 1, 3, 4}}, {3, {3, 4, 5, 6}}});
    auto const second = *ranges::next((rows | ct::tumbling(3)).begin());
    CHECK(second.from == at(3s));
    CHECK(second.until == at(5s));
}

TEST_CASE("conditions and values within windows") {
    auto const rows = seconds_of(6);
    CHECK(found(rows | ct::tumbling(3s) | ct::where(m::epoch != 1)) == table{{0, {0, 2}}, {3, {3, 4, 5}}});
    std::vector<double> losses;
    for (auto w : rows | ct::tumbling(4s) | ct::select(m::loss))
        for (double const loss : w) losses.push_back(loss + static_cast<double>(w.from.time_since_epoch() / 1s));
    CHECK(losses == std::vector<double>{0, 0.1, 0.2, 0.3, 4.4, 4.5});
}

TEST_CASE("a window needs a size and a step") {
    CHECK_THROWS_AS(ct::tumbling(0s), ct::error);
    CHECK_THROWS_AS(ct::sliding(1s, -1s), ct::error);
    CHECK_THROWS_AS(ct::tumbling(0), ct::error);
    CHECK_THROWS_AS(ct::sliding(5, 0), ct::error);
}

TEST_CASE("windows of rows as far apart as time goes") {
    auto const first = ct::timestamp::min().time_since_epoch();
    auto const last = ct::timestamp::max().time_since_epoch();
    auto const rows = rows_at({first, first + 1s, -1ns, 0ns, last - 1s, last});
    std::vector<numbers> of_time;
    for (auto w : rows | ct::tumbling(std::chrono::hours{1})) of_time.push_back(epochs(w));
    CHECK(of_time == std::vector<numbers>{{0, 1}, {2, 3}, {4, 5}});
    of_time.clear();
    for (auto w : rows | ct::sliding(std::chrono::hours{2}, std::chrono::hours{1}, ct::aligned_to_clock))
        for (auto const n : epochs(w)) of_time.push_back({n});
    CHECK(std::find(of_time.begin(), of_time.end(), numbers{0}) != of_time.end());
    CHECK(std::find(of_time.begin(), of_time.end(), numbers{5}) != of_time.end());
    auto const halves = rows | ct::tumbling(std::chrono::nanoseconds::max());
    std::size_t n = 0;
    for (auto w : halves) n += epochs(w).size();
    CHECK(n == 6);
}
