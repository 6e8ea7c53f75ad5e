// SPDX-License-Identifier: MIT
#pragma once
// What is read from a detector, and what the statistics that are detectors share.

#include <crucible/telemetry/cells/detail/rule.hpp>
#include <crucible/telemetry/statistics/statistic.hpp>

namespace crucible::telemetry {

/// What a detector has found so far.
struct detection {
    std::uint64_t found = 0; ///< findings told
    double score = std::numeric_limits<double>::quiet_NaN(); ///< of the latest row that was judged
    std::uint64_t rows = 0; ///< rows judged, those of the warm-up included
};

/// Base of detectors: statistics whose cell is `cells::noted`. Of every measurement of numbers.
template <class Cell>
struct detector_base : statistic_base {
    using cell = Cell;
    static constexpr dimension yields = dimension::number;
    static detection read(Cell const& c) { return {c.found(), c.score(), c.rows()}; }
};

} // namespace crucible::telemetry
