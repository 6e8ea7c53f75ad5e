// SPDX-License-Identifier: MIT
#include <crucible/telemetry/analysis/detail/row_weights.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

namespace ct = crucible::telemetry;
using Catch::Approx;

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

TEST_CASE("rows of weight 1 are counted exactly beside others") {
    ct::detail::row_count rows;
    CHECK_FALSE(rows.any());
    rows.add_single((std::uint64_t{1} << 60) + 1);
    CHECK(rows.whole() == (std::uint64_t{1} << 60) + 1);
    ct::detail::row_count few;
    few.add(1);
    few.add(0.25);
    CHECK(few.exact() == 1.25);
    CHECK(few.whole() == 1);
    few += few;
    CHECK(few.whole() == 3); // 2.5
}

TEST_CASE("sums of integers stop at the ends of their range, weighted or not") {
    ct::detail::integer_sum sum;
    sum.add(most - 1, 1);
    CHECK(sum.whole() == most - 1);
    sum.add(3, 1);
    CHECK(sum.whole() == most);
    ct::detail::integer_sum weighted;
    weighted.add(-7, 2.5);
    CHECK(weighted.exact() == -17.5);
    CHECK(weighted.whole() == -17);
    weighted.add(most, -4);
    CHECK(weighted.whole() == std::numeric_limits<std::int64_t>::min());
    ct::detail::integer_sum both;
    both.add(10, 1);
    both.add(most, 2);
    CHECK(both.whole() == most);
    both += sum;
    CHECK(both.whole() == most);
}

TEST_CASE("kept values with and without weights, put together in any order") {
    using list = ct::detail::kept_values;
    auto const quartiles = [](list const& of) { return of.quantiles(std::array{.25, .5, .75}); };
    list plain, weighted;
    for (double const x : {4., 1., 3.}) plain.add(x);
    weighted.add(2, 1);
    weighted.add(5, 3);
    weighted.add(0);
    list expected;
    for (double const x : {0., 1., 2., 3., 4., 5., 5., 5.}) expected.add(x);
    list a = plain, b = weighted, none;
    CHECK_FALSE(quartiles(none)[0]);
    a.add(list(weighted));
    b.add(list(plain));
    none.add(list(b));
    CHECK(quartiles(a) == quartiles(expected));
    CHECK(quartiles(b) == quartiles(expected));
    CHECK(quartiles(none) == quartiles(expected));
    CHECK(*quartiles(expected)[1] == Approx(3.5));
}

} // namespace
