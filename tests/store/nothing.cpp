// SPDX-License-Identifier: MIT
#include <crucible/telemetry/store/nothing.hpp>

#include "model.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace store_test;

TEST_CASE("storage that keeps nothing counts what it was given") {
    ct::nothing::table<batch_t> table;
    std::vector<ct::row<batch_t>> const rows{batch_row(1, 1), batch_row(2, 2)};
    table.append(std::span(rows));
    CHECK(table.appended() == 2);
    CHECK(table.size() == 0);
    CHECK(table.snapshot().empty());
    CHECK(table.memory_bytes() == 0);
}
