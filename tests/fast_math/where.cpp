// SPDX-License-Identifier: MIT
// Conditions under -ffast-math, which this program is built with, are those of other programs: NaN is no number, infinities
// and the least numbers are.
#include "query/model.hpp"

#include <bit>

using namespace query_test;

namespace {

/// A number that no compiler knows beforehand.
double from_bits(std::uint64_t bits) {
    std::uint64_t volatile hidden = bits;
    return std::bit_cast<double>(std::uint64_t{hidden});
}

ct::rows<request_t> with_losses(std::initializer_list<std::uint64_t> bits) {
    std::vector<ct::row<request_t>> rows;
    for (std::uint64_t const each : bits) {
        rows.push_back(make(static_cast<std::int64_t>(rows.size()), std::chrono::seconds{rows.size()}));
        rows.back().values[m::loss] = from_bits(each);
    }
    ct::table<request_t> table;
    table.append(std::span(rows));
    return table.snapshot();
}

constexpr std::uint64_t not_a_number = 0x7ff8000000000000, minus_nan = 0xfff8000000000001, infinity = 0x7ff0000000000000,
                        one = 0x3ff0000000000000, least = 1, minus_zero = 0x8000000000000000;

} // namespace

TEST_CASE("NaN, infinities and the least numbers compare under -ffast-math as they do without") {
    auto const rows = with_losses({not_a_number, minus_nan, infinity, one, least, minus_zero, 0});
    CHECK(epochs(rows | ct::where(m::loss > 0.5)) == numbers{2, 3});
    CHECK(epochs(rows | ct::where(m::loss > 0.0)) == numbers{2, 3, 4});
    CHECK(epochs(rows | ct::where(m::loss >= 0.0)) == numbers{2, 3, 4, 5, 6});
    CHECK(epochs(rows | ct::where(m::loss <= 0.0)) == numbers{5, 6});
    CHECK(epochs(rows | ct::where(m::loss == 0.0)) == numbers{5, 6});
    CHECK(epochs(rows | ct::where(m::loss != 0.0)) == numbers{0, 1, 2, 3, 4});
    CHECK(epochs(rows | ct::where(!(m::loss > 0.5))) == numbers{0, 1, 4, 5, 6});
    CHECK(epochs(rows | ct::where(m::loss > from_bits(not_a_number))).empty());
    CHECK(epochs(rows | ct::where(m::loss < 1)) == numbers{4, 5, 6});
}
