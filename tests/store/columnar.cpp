// SPDX-License-Identifier: MIT
// The memory store as a sink that answers.

#include "model.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace store_test;

namespace {

template <class E>
bool same(ct::rows<E> const& stored, std::vector<ct::row<E>> const& expected) {
    return stored.size() == expected.size() && std::equal(stored.begin(), stored.end(), expected.begin());
}

std::vector<ct::row<batch_t>> series(std::int64_t count) {
    std::vector<ct::row<batch_t>> rows;
    for (std::int64_t i = 0; i != count; ++i) rows.push_back(batch_row(i * 10, i));
    return rows;
}

} // namespace

TEST_CASE("the memory store keeps the rows of each event within its limits, and counts what it let go") {
    using list = ct::event_list<batch_t, everything_t>;
    auto store = ct::columnar{.rows = 3}.open(ct::run_info{}, list{});
    auto const rows = series(10);
    everything_rows make;
    std::vector<ct::row<everything_t>> const other{make.make(5, 1)};
    ct::batch const both[]{ct::batch{std::span(rows)}, ct::batch{std::span(other)}};
    store.take({both, {}});
    CHECK(same(store.rows(batch), {rows.begin() + 7, rows.end()}));
    CHECK(same(store.rows(everything), other));
    CHECK(store.written() == 11);
    CHECK(store.evicted() == 7);
    CHECK(store.evicted(1) == 0);
    store.clear();
    CHECK(store.rows(batch).empty());
    CHECK(store.evicted() == 11);
}

TEST_CASE("rows that stand for more than themselves keep their weights, also when they are merged") {
    auto store = ct::columnar{}.open(ct::run_info{.weighted = true}, ct::event_list<batch_t>{});
    auto const put = [&](std::vector<ct::row<batch_t>> const& rows, std::vector<double> const& weights) {
        ct::batch const one{std::span(rows), weights};
        store.take({{&one, 1}, {}});
    };
    put({batch_row(10, 1), batch_row(20, 2)}, {2, 3});
    put({batch_row(15, 3)}, {5});
    put({batch_row(30, 4)}, {});
    auto const stored = store.rows(batch);
    REQUIRE(stored.size() == 4);
    CHECK(stored[0].weight() == 2);
    CHECK(stored[1].weight() == 5);
    CHECK(stored[2].weight() == 3);
    CHECK(stored[3].weight() == 1);
}
