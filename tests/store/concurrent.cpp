// SPDX-License-Identifier: MIT
// One thread appends, in and out of order, while others take snapshots and read them: for the thread sanitizer.

#include "model.hpp"

#include <catch2/catch_test_macros.hpp>

#include <atomic>
#include <thread>

using namespace store_test;

TEST_CASE("snapshots are read while rows are appended, merged and evicted") {
    ct::table<everything_t> table(ct::retention{.rows = 20'000, .labels = 9});
    std::atomic<bool> done{false};
    std::atomic<std::uint64_t> wrong{0};
    std::atomic<std::uint64_t> read{0};
    auto const reader = [&] {
        while (!done.load()) {
            auto const rows = table.snapshot();
            ct::timestamp latest = ct::timestamp::min();
            for (auto const row : rows) {
                std::int64_t const i = row[m::step];
                bool const right = row.at >= latest && row[m::ok] == (i % 3 == 0) && row[m::latency].count() == i * 7 &&
                                   row[m::tokens].has_value() == (i % 2 != 0) &&
                                   row[m::note].size() == static_cast<std::size_t>(i % 41) &&
                                   (row[m::model].starts_with("model-") || row[m::model] == "(overflow)");
                wrong += !right;
                latest = row.at;
            }
            for (auto const& span : rows.column(m::loss)) wrong += !(span.front() > 0);
            read += rows.size();
        }
    };
    std::thread first(reader);
    std::thread second(reader);
    everything_rows make;
    std::int64_t now = 0;
    for (std::int64_t round = 0; round != 400; ++round) {
        std::vector<ct::row<everything_t>> rows;
        std::int64_t t = round % 3 == 2 ? now - 700 : now;
        for (std::int64_t i = 0; i != 100; ++i) rows.push_back(make.make(t += 3, round + i));
        now = std::max(now, t);
        table.append(std::span(std::as_const(rows)));
        if (round == 200) table.clear();
    }
    while (read == 0) std::this_thread::yield();
    done = true;
    first.join();
    second.join();
    CHECK(wrong == 0);
    CHECK(table.appended() == 40'000);
}
