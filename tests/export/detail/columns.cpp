// SPDX-License-Identifier: MIT
#include <crucible/telemetry/export/detail/columns.hpp>

#include "export/vocabulary.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <array>
#include <string>

namespace {

namespace ct = crucible::telemetry;

using ct::unit_style;

template <class... Events>
std::string names(unit_style style = unit_style::none) {
    std::array<ct::event_schema const*, sizeof...(Events)> const schemas{&ct::schema_of<Events>()...};
    std::string all;
    for (auto const& each : ct::detail::columns_of(schemas, style))
        all += std::string(all.empty() ? "" : " ").append(each.name);
    return all;
}

/// "measurement+step" of each cell of an event's rows in the table of these events, and the columns left.
template <class Event, class... Events>
std::string cells(unit_style style = unit_style::none) {
    std::array<ct::event_schema const*, sizeof...(Events)> const schemas{&ct::schema_of<Events>()...};
    auto const columns = ct::detail::columns_of(schemas, style);
    auto const row = ct::detail::row_of(ct::schema_of<Event>(), columns, style);
    std::string all;
    for (auto const cell : row.cells) all += std::to_string(cell.measurement) + "+" + std::to_string(cell.step) + " ";
    return all + std::to_string(row.left);
}

TEST_CASE("columns are the union of what is measured, in order of first appearance") {
    CHECK(names<>() == "");
    CHECK(names<test::nothing_t>() == "");
    CHECK(names<test::some_t>() == "note temperature loss phase ok duration");
    CHECK(names<test::everything_t, test::some_t>() ==
          "epoch loss small tokens byte duration backoff ok model phase note temperature");
    CHECK(names<test::some_t, test::everything_t>() ==
          "note temperature loss phase ok duration epoch small tokens byte backoff model");
}

TEST_CASE("an event's cells stand in order of the columns, whatever order it declares") {
    CHECK(cells<test::some_t, test::some_t>() == "0+1 1+1 2+1 3+1 4+1 5+1 0");
    CHECK(cells<test::some_t, test::everything_t, test::some_t>() == "2+2 5+4 4+2 3+2 0+1 1+1 0");
    CHECK(cells<test::everything_t, test::everything_t, test::some_t>() ==
          "0+1 1+1 2+1 3+1 4+1 5+1 6+1 7+1 8+1 9+1 10+1 1");
    CHECK(cells<test::nothing_t, test::everything_t, test::nothing_t>() == "11");
}

namespace in_ms {
using milliseconds = std::chrono::duration<std::int64_t, std::milli>;
inline constexpr ct::timer<"duration", milliseconds> duration{};
inline constexpr ct::gauge<"duration_ns"> duration_ns{};
inline constexpr ct::gauge<"row"> row{.in = {"weight", "weight"}};
inline constexpr ct::event<"test.slow", duration> slow{};
inline constexpr ct::event<"test.named_like_one_with_a_unit", duration_ns> like{};
inline constexpr ct::event<"test.becomes_row_weight", row> taken{};
using slow_t = std::remove_cv_t<decltype(slow)>;
using like_t = std::remove_cv_t<decltype(like)>;
using taken_t = std::remove_cv_t<decltype(taken)>;
} // namespace in_ms

TEST_CASE("one name in two units is two columns, where columns tell units") {
    CHECK(names<test::some_t, in_ms::slow_t>(unit_style::suffix) ==
          "note temperature loss phase ok duration_ns duration_ms");
    CHECK(cells<in_ms::slow_t, test::some_t, in_ms::slow_t>(unit_style::suffix) == "0+7 0");
    CHECK(cells<test::some_t, test::some_t, in_ms::slow_t>(unit_style::suffix) == "0+1 1+1 2+1 3+1 4+1 5+1 1");
    CHECK(names<test::some_t, in_ms::slow_t>(unit_style::brackets) ==
          "note temperature loss phase ok duration [ns] duration [ms]");
    CHECK(names<test::some_t, in_ms::slow_t>() == "note temperature loss phase ok duration");
}

TEST_CASE("two quantities that would have one column are refused by name") {
    using Catch::Matchers::ContainsSubstring;
    CHECK_THROWS_WITH((names<test::some_t, in_ms::like_t>(unit_style::suffix)),
                      ContainsSubstring("the column 'duration_ns' would hold both 'duration' and 'duration_ns'"));
    CHECK_THROWS_WITH(names<in_ms::taken_t>(unit_style::suffix),
                      ContainsSubstring("the column 'row_weight' would hold both 'row_weight' and 'row'"));
    CHECK(names<test::some_t, in_ms::like_t>() == "note temperature loss phase ok duration duration_ns");
    CHECK(names<in_ms::slow_t, in_ms::like_t>(unit_style::suffix) == "duration_ms duration_ns");
}

} // namespace
