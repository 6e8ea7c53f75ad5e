// SPDX-License-Identifier: MIT
#include "analysis/model.hpp"

#include <crucible/telemetry/analysis/detail/time_order.hpp>

#include <random>

using namespace analysis_test;

TEST_CASE("rows of several events come in order of time, each once") {
    std::mt19937 random(4);
    for (int round = 0; round != 200; ++round) {
        std::vector<ct::row<note_t>> notes;
        std::vector<ct::row<epoch_t>> epochs;
        std::vector<ct::row<batch_t>> batches;
        for (int t = 0; t != 60; ++t) {
            auto const when = std::chrono::seconds{t / 2}; // many equal times
            if (random() % 3 == 0) notes.push_back(row_at(when, note(v::reason = "why")));
            if (random() % 5 == 0) epochs.push_back(row_at(when, epoch_stop(v::epoch = t)));
            if (random() % 2 == 0) batches.push_back(batch_at(when, 0, t, 1));
        }
        std::vector<ct::timestamp> seen;
        std::vector<std::int64_t> seen_batches;
        ct::detail::in_order_of_time(std::tuple{stored(notes), stored(epochs), stored(batches)}, [&](auto const& row) {
            using event = typename std::remove_cvref_t<decltype(row)>::event_type;
            seen.push_back(row.at);
            if constexpr (std::same_as<event, batch_t>) seen_batches.push_back(row[v::batch]);
        });
        REQUIRE(seen.size() == notes.size() + epochs.size() + batches.size());
        REQUIRE(std::is_sorted(seen.begin(), seen.end()));
        REQUIRE(seen_batches.size() == batches.size());
        REQUIRE(std::is_sorted(seen_batches.begin(), seen_batches.end()));
    }
    int rows = 0;
    ct::detail::in_order_of_time(std::tuple{}, [&](auto const&) { ++rows; });
    ct::detail::in_order_of_time(std::tuple{ct::rows<note_t>{}}, [&](auto const&) { ++rows; });
    CHECK(rows == 0);
}
