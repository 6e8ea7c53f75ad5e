// SPDX-License-Identifier: MIT
#include <crucible/telemetry/store/nothing.hpp>

#include "model.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace store_test;

TEST_CASE("the store that keeps nothing answers with no rows") {
    auto store = ct::nothing{}.open(ct::run_info{}, ct::event_list<batch_t>{});
    std::vector<ct::row<batch_t>> const rows{batch_row(1, 1), batch_row(2, 2)};
    ct::batch const one{std::span(rows)};
    store.take({{&one, 1}, {}});
    CHECK(store.rows(batch).empty());
    CHECK(store.written() == 0);
}
