// SPDX-License-Identifier: MIT
#pragma once
// Retention: how much a table keeps. The oldest rows go first, and every row that goes is counted.

#include <crucible/telemetry/core/clock.hpp>

#include <cstddef>
#include <limits>

namespace crucible::telemetry {

/// Limits of a table; any of them may be left out. `inline constexpr retention last_hour{.bytes = 1 << 30, .age = 1h};`
struct retention {
    /// Newest rows kept, exactly.
    std::size_t rows = std::numeric_limits<std::size_t>::max();
    /// Bytes of columns and dictionaries; whole chunks go while there are more, but never the newest chunk.
    std::size_t bytes = std::numeric_limits<std::size_t>::max();
    /// Rows older than this before the newest row go, exactly. Rows decide, not the wall clock: a silent hour loses
    /// nothing.
    std::chrono::nanoseconds age = std::chrono::nanoseconds::max();
    /// Different texts that a tag may have; rows with further ones read "(overflow)" and are counted. At most 2^20.
    std::size_t labels = 2000;
};

inline constexpr retention keep_all{};

} // namespace crucible::telemetry
