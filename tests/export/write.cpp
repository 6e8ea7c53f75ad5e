// SPDX-License-Identifier: MIT
#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/export/jsonl.hpp>
#include <crucible/telemetry/export/write.hpp>

#include "folder.hpp"
#include "vocabulary.hpp"

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <list>

namespace {

using namespace test;

ct::csv lines(test::folder const& folder) { return {folder / "x.csv", {.line_end = ct::line_end::lf}}; }

std::vector<ct::row<nothing_t>> rows_at(std::initializer_list<std::int64_t> times, std::uint32_t thread) {
    std::vector<ct::row<nothing_t>> rows;
    for (std::int64_t const each : times) rows.push_back({.at = at(each), .thread = thread});
    return rows;
}

/// The last digit of each row's time, and its thread.
std::string order(std::string const& csv) {
    std::string found;
    for (std::size_t line = csv.find('\n') + 1; line < csv.size(); line = csv.find('\n', line) + 1)
        found += csv.substr(line + 28, 1) + "/" + csv.substr(csv.find("test.nothing,", line) + 13, 1) + " ";
    return found;
}

/// An exporter of someone else's, whose disk is full.
struct breaks {
    std::string path;

    struct writer {
        std::uint64_t rows = 0;
        void write(auto const&) noexcept { ++rows; }
        std::error_code close() noexcept { return std::make_error_code(std::errc::no_space_on_device); }
        void abandon() noexcept {}
        [[nodiscard]] std::uint64_t written() const noexcept { return 0; }
        [[nodiscard]] std::uint64_t failed() const noexcept { return rows; }
    };
    template <class... Events>
    [[nodiscard]] writer open(ct::run_info const&, ct::event_list<Events...>) const {
        return {};
    }
};
static_assert(ct::sink<breaks>);

TEST_CASE("ranges are merged in order of time, equal times in order of the arguments") {
    test::folder const folder;
    auto const a = rows_at({1, 2, 2, 5}, 0);
    auto const b = rows_at({2, 3, 5, 9}, 1);
    CHECK(ct::write(lines(folder), {}, a, b) == 8);
    CHECK(order(content(folder / "x.csv")) == "1/0 2/0 2/0 2/1 3/1 5/0 5/1 9/1 ");
    CHECK(ct::write(lines(folder), {}, b, a) == 8);
    CHECK(order(content(folder / "x.csv")) == "1/0 2/1 2/0 2/0 3/1 5/1 5/0 9/1 ");
}

TEST_CASE("ranges of different events and types") {
    test::folder const folder;
    std::vector<ct::row<everything_t>> const first{everything_at(3, "x")};
    std::list<ct::row<some_t>> const second{{.values = some(loss = 0.25), .at = at(1)},
                                            {.values = some(loss = 0.75), .at = at(4)}};
    CHECK(ct::write(lines(folder), {}, first, second, std::vector<ct::row<nothing_t>>{}) == 3);
    std::string const all = content(folder / "x.csv");
    CHECK(all.find("0.25") < all.find("0.5"));
    CHECK(all.find("0.5") < all.find("0.75"));
    CHECK(ct::write(ct::jsonl{folder / "x.jsonl"}, {.id = "a"}, first) == 1);
}

TEST_CASE("rows that are out of order are written all the same") {
    test::folder const folder;
    CHECK(ct::write(lines(folder), {}, rows_at({5, 1, 7}, 0), rows_at({4, 6}, 1)) == 5);
    CHECK(order(content(folder / "x.csv")) == "4/1 5/0 1/0 6/1 7/0 ");
}

TEST_CASE("an export after the fact that fails says why") {
    CHECK_THROWS_AS(ct::write(ct::csv{"/nowhere/x.csv"}, {}, rows_at({1}, 0)), ct::error);
    test::folder const folder;
    CHECK_THROWS_WITH(ct::write(breaks{folder / "x"}, {}, rows_at({1}, 0)),
                      Catch::Matchers::StartsWith("rows could not be written: ") &&
                          Catch::Matchers::ContainsSubstring("/x") && Catch::Matchers::ContainsSubstring("No space"));
    std::filesystem::create_directory(folder / "gone");
    ct::jsonl const to{folder / "gone/x.jsonl"};
    auto writer = to.open({}, ct::event_list<nothing_t>{});
    std::filesystem::remove_all(folder / "gone");
    CHECK(writer.close() == std::errc::no_such_file_or_directory);
    CHECK(writer.written() == 0);
}

} // namespace

namespace {

/// What the sinks below are given: the name and time of each row.
struct seen {
    std::vector<std::pair<std::string_view, ct::timestamp>> rows{};

    void note(ct::batch const& some) {
        for (std::size_t i = 0; i != some.size(); ++i) rows.emplace_back(some.schema().name, some.at(i));
    }
};
struct noting_writer {
    seen* to;
    static std::error_code close() noexcept { return {}; }
    static void abandon() noexcept {}
    [[nodiscard]] std::uint64_t written() const noexcept { return to->rows.size(); }
    [[nodiscard]] static std::uint64_t failed() noexcept { return 0; }
};
struct by_batches : noting_writer {
    void take(ct::batch const& some) { to->note(some); }
};
struct by_typed_batches : noting_writer {
    template <class Event>
    void take(ct::batch_of<Event> const& some) {
        to->note(some.erased());
    }
};
struct by_passes : noting_writer {
    void take(ct::batches const& all) {
        for (ct::batches::place const& each : all.in_order) to->note(all.of[each.event].slice(each.row, 1));
    }
};

template <class Writer>
struct noting {
    seen* to;
    [[nodiscard]] Writer open(ct::run_info const&, auto) const { return Writer{{to}}; }
};

constexpr ct::event<"test.other"> other{};

} // namespace

TEMPLATE_TEST_CASE("rows at rest go into sinks of every form", "", by_batches, by_typed_batches, by_passes) {
    seen all;
    std::vector<ct::row<std::remove_cv_t<decltype(other)>>> const others{{.at = at(2)}};
    CHECK(ct::write(noting<TestType>{&all}, {}, rows_at({1, 3}, 0), others) == 3);
    REQUIRE(all.rows.size() == 3);
    for (std::int64_t i = 0; i != 3; ++i) {
        CHECK(all.rows[static_cast<std::size_t>(i)].first == (i == 1 ? "test.other" : "test.nothing"));
        CHECK(all.rows[static_cast<std::size_t>(i)].second == at(i + 1));
    }
}
