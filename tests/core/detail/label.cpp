// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/detail/label.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace crucible::telemetry;

namespace {

constexpr std::string_view written(detail::label<32> const& l) { return {l.text, l.size}; }

constexpr auto decimal(double x, int decimals) {
    detail::label<32> l;
    l.append_decimal(x, decimals);
    return l;
}

} // namespace

TEST_CASE("decimals are rounded, and end where they end") {
    CHECK(written(decimal(0, 3)) == "0");
    CHECK(written(decimal(1000, 3)) == "1000");
    CHECK(written(decimal(2.5, 6)) == "2.5");
    CHECK(written(decimal(99.9, 9)) == "99.9");
    CHECK(written(decimal(0.05, 3)) == "0.05");
    CHECK(written(decimal(100 / 3.0, 3)) == "33.333");
    CHECK(written(decimal(0.9996, 3)) == "1");
}

TEST_CASE("whole numbers of a width have zeros in front") {
    detail::label<32> l;
    l.append("a"), l.append_whole(7), l.append_whole(42, 4);
    CHECK(written(l) == "a70042");
}

TEST_CASE("a name is as long as what is in it") {
    constexpr auto name = detail::as_name<[] {
        detail::label<32> l;
        l.append("ewma_"), l.append_decimal(2.5, 6);
        return l;
    }>();
    STATIC_CHECK(name.view() == "ewma_2.5");
    STATIC_CHECK(std::same_as<decltype(name), fixed_string<9> const>);
}
