// SPDX-License-Identifier: MIT
#pragma once
// How a distribution changed over time: `ridgelines`, up to 32 panes of time with a histogram of up to 64 buckets each.

#include <crucible/telemetry/cells/ridges.hpp>
#include <crucible/telemetry/statistics/statistic.hpp>

namespace crucible::telemetry {

/// The panes, to be walked with `for_each`.
struct ridgelines_t : statistic_base {
    using cell = cells::ridges<>;
    static constexpr fixed_string name{"ridgelines"};
    static constexpr dimension yields = dimension::rows;
    static cell read(cell const& c) { return c; }
};
inline constexpr ridgelines_t ridgelines{};

} // namespace crucible::telemetry
