// SPDX-License-Identifier: MIT
#pragma once
// How many different values there are: `distinct`. Of numbers, tags and texts.

#include <crucible/telemetry/cells/detail/arithmetic.hpp>
#include <crucible/telemetry/cells/hyperloglog.hpp>
#include <crucible/telemetry/statistics/text_accumulator.hpp>

namespace crucible::telemetry {

/// Different values so far: exact up to 384, then an estimate with a standard error of 1.6 %. Weights change nothing: a
/// sample has fewer different values than what it was drawn from.
struct distinct_t : statistic_base {
    using cell = cells::hyperloglog<>;
    static constexpr fixed_string name{"distinct"};
    static constexpr dimension yields = dimension::rows;
    static constexpr bool allows(kind) { return true; }
    static std::uint64_t read(cell const& c) { return detail::whole_rows(c.distinct()); }
};
inline constexpr distinct_t distinct{};

} // namespace crucible::telemetry
