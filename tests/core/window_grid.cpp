// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/window_grid.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <random>
#include <vector>

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;

namespace {

ct::timestamp at(std::chrono::nanoseconds t) { return ct::timestamp{t}; }

struct found_window {
    ct::timestamp from;
    ct::timestamp until;
    bool operator==(found_window const&) const = default;
};

std::vector<found_window> windows(ct::windows_of_time const& spec, std::vector<ct::timestamp> const& rows) {
    std::vector<found_window> all;
    auto const first_from = [&](ct::timestamp t) -> std::optional<ct::timestamp> {
        auto const found = std::lower_bound(rows.begin(), rows.end(), t);
        return found == rows.end() ? std::nullopt : std::optional(*found);
    };
    spec.for_each(first_from, [&](ct::timestamp from, ct::timestamp until) { all.push_back({from, until}); });
    return all;
}

/// By walking every step.
std::vector<found_window> walked(ct::windows_of_time const& spec, std::vector<ct::timestamp> const& rows) {
    std::vector<found_window> all;
    if (rows.empty()) return all;
    for (auto from = spec.begin(rows.front()); from <= rows.back(); from += spec.step) {
        auto const inside = [&](ct::timestamp row) { return row >= from && row < from + spec.size; };
        if (std::any_of(rows.begin(), rows.end(), inside)) all.push_back({from, from + spec.size});
        if (from + spec.size > rows.back()) break;
    }
    return all;
}

} // namespace

TEST_CASE("whole steps are floors, before 1970 too") {
    CHECK(ct::detail::floor_divide(7, 5) == 1);
    CHECK(ct::detail::floor_divide(-1, 5) == -1);
    CHECK(ct::detail::floor_divide(-5, 5) == -1);
    CHECK(ct::detail::floor_divide(-6, 5) == -2);
    ct::windows_of_time const spec{10s, 5s, ct::aligned_to_clock};
    CHECK(spec.begin(at(12s)) == at(10s));
    CHECK(spec.begin(at(10s)) == at(10s));
    CHECK(spec.begin(at(-1ns)) == at(-5s));
    CHECK(ct::windows_of_time{10s, 5s}.begin(at(12s)) == at(12s));
}

TEST_CASE("windows that hold rows are those found by walking every step") {
    std::mt19937 random(11);
    auto const below = [&](unsigned n) { return static_cast<int>(random() % n); };
    for (int round = 0; round != 1000; ++round) {
        std::vector<ct::timestamp> rows;
        auto t = at(std::chrono::seconds{below(60)} - 30s);
        for (int n = below(12); n != 0; --n) rows.push_back(t += std::chrono::seconds{below(8) ? below(4) : below(90)});
        ct::windows_of_time const spec{std::chrono::seconds{1 + below(20)}, std::chrono::seconds{1 + below(20)},
                                       below(2) ? ct::alignment::clock : ct::alignment::first_row};
        REQUIRE(windows(spec, rows) == walked(spec, rows));
    }
}

TEST_CASE("the whole of time has windows, and steps without rows cost nothing") {
    auto const first = ct::timestamp::min();
    auto const last = ct::timestamp::max();
    CHECK(windows({1ns, 1ns}, {first, last}).size() == 2);
    CHECK(windows({1ns, 1ns}, {first, last}).back().from == last);
    CHECK(windows({1h, 1h, ct::aligned_to_clock}, {first, at(0s), last}).size() == 3);
    CHECK(windows({1h, 1h, ct::aligned_to_clock}, {first}).front().from == first);
    CHECK(windows({std::chrono::nanoseconds::max(), 1ns}, {at(0s), at(1s)}) ==
          std::vector<found_window>{{at(0s), last}});
    CHECK(windows({2s, 2s}, {}).empty());
}
