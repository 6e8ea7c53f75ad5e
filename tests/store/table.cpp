// SPDX-License-Identifier: MIT
// The table against a sorted vector: appends in and out of order, snapshots, retention, labels, failures.

#include "model.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

using namespace store_test;

namespace {

template <class E>
bool same(ct::rows<E> const& stored, std::vector<ct::row<E>> const& expected) {
    return stored.size() == expected.size() && std::equal(stored.begin(), stored.end(), expected.begin());
}

template <class E>
void append(ct::table<E>& table, std::vector<ct::row<E>> const& batch) {
    table.append(std::span(batch));
}

/// `count` rows, `step` ns apart, numbered from `first`.
std::vector<ct::row<batch_t>> series(std::int64_t count, std::int64_t first = 0, std::int64_t step = 10) {
    std::vector<ct::row<batch_t>> rows;
    for (std::int64_t i = 0; i != count; ++i) rows.push_back(batch_row((first + i) * step, first + i));
    return rows;
}

} // namespace

static_assert(std::regular<ct::rows<everything_t>> && std::regular<ct::row_iterator<everything_t>>);
static_assert(std::random_access_iterator<ct::row_iterator<everything_t>>);
static_assert(std::sized_sentinel_for<ct::row_iterator<everything_t>, ct::row_iterator<everything_t>>);

TEST_CASE("an empty table has no rows") {
    ct::table<batch_t> table;
    CHECK(table.snapshot().empty());
    CHECK(table.snapshot().begin() == table.snapshot().end());
    CHECK(table.snapshot().lower_bound(at(5)) == 0);
    CHECK(table.snapshot().upper_bound(at(5)) == 0);
    CHECK(table.snapshot().column(m::loss).empty());
    CHECK(table.snapshot() == ct::rows<batch_t>{});
    append(table, {});
    CHECK(table.size() == 0);
    CHECK(table.memory_bytes() == 0);
}

TEST_CASE("values of every kind come back as they went in, from many chunks") {
    everything_rows make;
    std::vector<ct::row<everything_t>> expected;
    ct::table<everything_t> table;
    for (std::int64_t i = 0; i != 5000; ++i) expected.push_back(make.make(i * 10, i));
    for (std::size_t i = 0; i < expected.size(); i += 500)
        table.append(std::span(expected).subspan(i, 500));
    auto const rows = table.snapshot();
    CHECK(same(rows, expected));
    CHECK(rows[10][m::error] == "error 10");
    CHECK(rows[11][m::error] == std::nullopt);
    CHECK(rows[5][m::wait] == 5ms);
    CHECK(rows[9][m::in_phase] == phase::validate);
    CHECK(rows[4999].at == at(49990));
    CHECK(rows.back() == expected.back());
    CHECK_FALSE(rows[0] == expected[1]);
    CHECK(table.appended() == 5000);
    CHECK(table.evicted() == 0);
}

TEST_CASE("an event without measurements is stored as stamps") {
    static constexpr ct::event<"store.nothing"> nothing{};
    using nothing_t = std::remove_const_t<decltype(nothing)>;
    ct::table<nothing_t> table;
    std::vector<ct::row<nothing_t>> rows{{nothing(), at(1), 0}, {nothing(), at(2), 1}};
    table.append(std::span(rows));
    CHECK(same(table.snapshot(), rows));
}

TEST_CASE("special numbers and texts are kept bit for bit") {
    ct::table<batch_t> numbers;
    std::vector<double> const special{-0.0, std::numeric_limits<double>::infinity(), std::nan("7"), 5e-324};
    std::vector<ct::row<batch_t>> rows;
    std::int64_t const large = (std::int64_t{1} << 53) + 1;
    for (double const x : special) rows.push_back({batch(m::step = large, m::loss = x), at(1), 0});
    append(numbers, rows);
    auto const stored = numbers.snapshot();
    for (std::size_t i = 0; i != special.size(); ++i) {
        double const x = stored[i][m::loss];
        CHECK(std::memcmp(&x, &special[i], sizeof x) == 0);
        CHECK(stored[i][m::step] == 9007199254740993);
    }
    everything_rows make;
    ct::table<everything_t> texts;
    auto row = make.make(1, 1);
    row.values[m::model] = std::string_view("\xff\0\n", 3);
    row.values[m::note] = std::string_view("\0", 1);
    row.values[m::error] = "";
    texts.append(std::span(&row, 1));
    CHECK(texts.snapshot()[0] == row);
}

TEST_CASE("late rows are merged into the order of time; equal times keep the order of appending") {
    ct::table<batch_t> table;
    append(table, {batch_row(10, 1), batch_row(20, 2), batch_row(20, 3), batch_row(30, 4)});
    append(table, {batch_row(5, 5), batch_row(20, 6), batch_row(30, 7), batch_row(40, 8)});
    CHECK(same(table.snapshot(), {batch_row(5, 5), batch_row(10, 1), batch_row(20, 2), batch_row(20, 3),
                                  batch_row(20, 6), batch_row(30, 4), batch_row(30, 7), batch_row(40, 8)}));
}

TEST_CASE("random batches, snapshots in between: every snapshot stays what it was") {
    for (unsigned seed = 0; seed != 20; ++seed) {
        std::mt19937 random(seed);
        auto const below = [&](std::int64_t n) { return static_cast<std::int64_t>(random() % 4096) * n / 4096; };
        everything_rows make;
        ct::table<everything_t> table;
        std::vector<ct::row<everything_t>> model;
        std::vector<std::pair<ct::rows<everything_t>, std::vector<ct::row<everything_t>>>> pictures;
        std::int64_t now = 0;
        for (int round = 0; round != 60; ++round) {
            std::vector<ct::row<everything_t>> rows;
            std::int64_t t = below(4) ? now : std::max(std::int64_t{0}, now - below(2000));
            for (auto n = below(300); n != 0; --n) rows.push_back(make.make(t += below(3), below(1000)));
            now = std::max(now, t);
            model.insert(model.end(), rows.begin(), rows.end());
            std::stable_sort(model.begin(), model.end(), [](auto& a, auto& b) { return a.at < b.at; });
            append(table, rows);
            if (below(3) == 0) pictures.emplace_back(table.snapshot(), model);
        }
        CHECK(same(table.snapshot(), model));
        CHECK(table.appended() == model.size());
        for (auto const& [picture, expected] : pictures) CHECK(same(picture, expected));
    }
}

TEST_CASE("bounds, slices and iterators agree with those of a sorted vector") {
    ct::table<batch_t> table;
    auto rows = series(70'000);
    for (std::size_t i = 100; i < rows.size(); i += 1000) rows[i].at = rows[i - 1].at;
    append(table, rows);
    auto const stored = table.snapshot();
    auto const part = stored.slice(1500, 66'000);
    std::mt19937 random(1);
    for (int i = 0; i != 2000; ++i) {
        auto const t = at(static_cast<std::int64_t>(random() % 710'000) - 5'000);
        auto const before = [](auto const& row, ct::timestamp x) { return row.at < x; };
        auto const after = [](ct::timestamp x, auto const& row) { return x < row.at; };
        auto const lower = std::lower_bound(rows.begin(), rows.end(), t, before) - rows.begin();
        auto const upper = std::upper_bound(rows.begin(), rows.end(), t, after) - rows.begin();
        REQUIRE(stored.lower_bound(t) == static_cast<std::size_t>(lower));
        REQUIRE(stored.upper_bound(t) == static_cast<std::size_t>(upper));
        REQUIRE(part.lower_bound(t) == static_cast<std::size_t>(std::clamp(lower, 1500L, 66'000L) - 1500));
        REQUIRE(part.upper_bound(t) == static_cast<std::size_t>(std::clamp(upper, 1500L, 66'000L) - 1500));
        auto const i1 = static_cast<std::ptrdiff_t>(random() % 64'500);
        auto const i2 = static_cast<std::ptrdiff_t>(random() % 64'500);
        REQUIRE(*(part.begin() + i1 + (i2 - i1)) == rows[static_cast<std::size_t>(1500 + i2)]);
        REQUIRE((part.begin() + i2) - (part.begin() + i1) == i2 - i1);
    }
    auto back = stored.end();
    for (std::size_t i = rows.size(); i != 0; --i) REQUIRE((*--back)[m::step] == rows[i - 1][m::step]);
    CHECK(stored.slice(10, 10).empty());
    CHECK(part.slice(1, 3) == stored.slice(1501, 1503));
}

TEST_CASE("columns are spans of what the rows say, aligned as Arrow asks") {
    ct::table<batch_t> table;
    auto const rows = series(5000);
    append(table, rows);
    auto const part = table.snapshot().slice(10, 4990);
    auto const losses = part.column(m::loss);
    auto const times = part.times();
    REQUIRE(losses.size() == times.size());
    std::size_t i = 10;
    for (std::size_t c = 0; c != losses.size(); ++c) {
        REQUIRE(losses[c].size() == times[c].size());
        for (std::size_t j = 0; j != losses[c].size(); ++j, ++i) {
            REQUIRE(losses[c][j] == rows[i][m::loss]);
            REQUIRE(times[c][j] == rows[i].at);
        }
    }
    CHECK(i == 4990);
    CHECK(reinterpret_cast<std::uintptr_t>(table.snapshot().column(m::loss)[1].data()) % 64 == 0);
}

TEST_CASE("rows outlive the table, with their text") {
    ct::rows<everything_t> kept;
    {
        everything_rows make;
        ct::table<everything_t> table;
        auto const row = make.make(1, 10);
        table.append(std::span(&row, 1));
        kept = table.snapshot();
        table.clear();
        CHECK(table.snapshot().empty());
        CHECK(table.evicted() == 1);
    }
    CHECK(kept[0][m::error] == "error 10");
    CHECK(kept[0][m::model] == "model-3");
}

TEST_CASE("retention by rows is exact and bounds the memory") {
    ct::table<batch_t> table(ct::retention{.rows = 5000});
    for (std::int64_t i = 0; i != 200; ++i) {
        append(table, series(777, i * 777));
        REQUIRE(table.size() == std::min<std::size_t>(5000, static_cast<std::size_t>(i + 1) * 777));
        REQUIRE(table.memory_bytes() < 5000 * 28 * 5 / 4 + 4096);
    }
    CHECK(table.evicted() == 200 * 777 - 5000);
    auto const rows = table.snapshot();
    CHECK(rows.front()[m::step] == 200 * 777 - 5000);
    CHECK(rows.back()[m::step] == 200 * 777 - 1);
    append(table, {batch_row(200 * 777 * 10 - 15, -1)});
    CHECK(table.snapshot()[4998][m::step] == -1);
    CHECK(table.snapshot().front()[m::step] == 200 * 777 - 4999);
}

TEST_CASE("retention by age is exact and counts from the newest row") {
    ct::table<batch_t> table(ct::retention{.age = 1000ns});
    append(table, series(5000));
    CHECK(table.size() == 101);
    CHECK(table.snapshot().front().at == at(49990 - 1000));
    append(table, {batch_row(100, -1)});
    CHECK(table.size() == 101);
    CHECK(table.evicted() == 5001 - 101);
}

TEST_CASE("retention by bytes lets whole chunks go") {
    std::size_t const limit = 100'000;
    ct::table<batch_t> table(ct::retention{.bytes = limit});
    for (std::int64_t i = 0; i != 100; ++i) {
        append(table, series(1000, i * 1000));
        REQUIRE(table.memory_bytes() <= limit);
    }
    CHECK(table.size() > limit / 28 * 3 / 4);
    CHECK(table.evicted() + table.size() == 100'000);
    CHECK(table.snapshot().back()[m::step] == 99'999);
}

TEST_CASE("a tag keeps as many labels as it may; further ones read (overflow) and are counted") {
    everything_rows make;
    ct::table<everything_t> table(ct::retention{.labels = 5});
    std::vector<ct::row<everything_t>> rows;
    for (std::int64_t i = 0; i != 70; ++i) rows.push_back(make.make(i, i));
    append(table, rows);
    auto const stored = table.snapshot();
    CHECK(stored[4][m::model] == "model-4");
    CHECK(stored[5][m::model] == "(overflow)");
    CHECK(stored[11][m::model] == "model-4");
    std::uint64_t const models = 20;
    std::uint64_t cohorts = 0;
    for (auto const row : stored) cohorts += row[m::cohort] == "(overflow)";
    CHECK(table.overflowed() == models + cohorts);
    auto const late = make.make(0, 6);
    table.append(std::span(&late, 1));
    CHECK(table.snapshot()[6][m::model] == "(overflow)");
    CHECK(table.overflowed() == models + cohorts + 1 + (table.snapshot()[1][m::cohort] == "(overflow)"));
    auto const before = table.overflowed();
    table.clear();
    append(table, rows);
    CHECK(table.overflowed() == 2 * before - 1 - (stored[6][m::cohort] == "(overflow)"));
}

TEST_CASE("long texts seal chunks early and do not waste memory") {
    everything_rows make;
    ct::table<everything_t> table;
    std::string const long_text(10'000, 'x');
    std::vector<ct::row<everything_t>> rows;
    for (std::int64_t i = 0; i != 3000; ++i) {
        rows.push_back(make.make(i, i));
        rows.back().values[m::note] = std::string_view(long_text).substr(0, static_cast<std::size_t>(9'000 + i % 1000));
    }
    std::string const huge(9'000'000, 'y');
    rows.back().values[m::note] = huge;
    append(table, rows);
    CHECK(same(table.snapshot(), rows));
    CHECK(table.memory_bytes() < 3 * (3000 * 9500 + huge.size()));
}

TEST_CASE("a batch that cannot be stored leaves the table as it was") {
    everything_rows make;
    ct::table<everything_t> table;
    std::vector<ct::row<everything_t>> good;
    for (std::int64_t i = 0; i != 2000; ++i) good.push_back(make.make(i * 10, i));
    append(table, good);
    for (std::int64_t const from : {30'000, 15'000}) {
        std::vector<ct::row<everything_t>> bad;
        for (std::int64_t i = 0; i != 1500; ++i) bad.push_back(make.make(from + i, i));
        bad.back().values[m::note] = std::string_view("short", std::size_t{3} << 30); // never read: its size is refused
        CHECK_THROWS_AS(append(table, bad), std::length_error);
        CHECK(same(table.snapshot(), good));
        CHECK(table.appended() == 2000);
    }
    append(table, {make.make(5, 7)});
    CHECK(table.size() == 2001);
}

TEST_CASE("labels follow retention: rows that are kept have their texts, however many came before") {
    everything_rows make;
    ct::table<everything_t> table(ct::retention{.rows = 100, .labels = 150});
    std::vector<std::string> names(3000);
    std::vector<ct::row<everything_t>> rows;
    for (std::size_t i = 0; i != names.size(); ++i) {
        rows.push_back(make.make(static_cast<std::int64_t>(i), static_cast<std::int64_t>(i)));
        names[i] = "u" + std::to_string(i);
        rows.back().values[m::model] = names[i];
    }
    auto const all_are_right = [&](std::size_t end) {
        auto const stored = table.snapshot();
        REQUIRE(stored.size() == std::min<std::size_t>(100, end));
        for (std::size_t i = 0; i != stored.size(); ++i)
            REQUIRE(stored[i][m::model] == names[end - stored.size() + i]);
    };
    SECTION("a few at a time") {
        for (std::size_t i = 0; i != names.size(); i += 10) {
            append(table, {rows.begin() + static_cast<std::ptrdiff_t>(i), rows.begin() + static_cast<std::ptrdiff_t>(i) + 10});
            all_are_right(i + 10);
        }
    }
    SECTION("more at once than are kept") {
        append(table, rows);
        all_are_right(rows.size());
    }
    CHECK(table.appended() == 3000);
    CHECK(table.evicted() == 2900);
}
