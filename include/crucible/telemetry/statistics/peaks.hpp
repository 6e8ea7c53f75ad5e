// SPDX-License-Identifier: MIT
#pragma once
// When the least and the greatest value occurred: `min_at`, `max_at`. They share a cell with `min` and `max`. At which
// step is a question about two measurements: `at_min(loss, step)` (paired.hpp).

#include <crucible/telemetry/cells/peaks.hpp>
#include <crucible/telemetry/statistics/statistic.hpp>

#include <optional>

namespace crucible::telemetry {

/// When the least value was emitted; the first time, if several times. Nothing when there is none.
struct min_at_t : statistic_base {
    using cell = cells::peaks;
    static constexpr fixed_string name{"min_at"};
    static constexpr dimension yields = dimension::time;
    static std::optional<timestamp> read(cell const& c) {
        return c.empty() ? std::nullopt : std::optional(c.min_at());
    }
};
inline constexpr min_at_t min_at{};

/// When the greatest value was emitted; the first time, if several times. Nothing when there is none.
struct max_at_t : statistic_base {
    using cell = cells::peaks;
    static constexpr fixed_string name{"max_at"};
    static constexpr dimension yields = dimension::time;
    static std::optional<timestamp> read(cell const& c) {
        return c.empty() ? std::nullopt : std::optional(c.max_at());
    }
};
inline constexpr max_at_t max_at{};

} // namespace crucible::telemetry
