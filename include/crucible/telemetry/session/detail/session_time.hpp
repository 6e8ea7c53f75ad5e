// SPDX-License-Identifier: MIT
#pragma once
// What the readings of a session are told of its time: which moment lies so far back, and whether it is a
// forked child's.

#include <crucible/telemetry/session/detail/wall_clock.hpp>
#include <crucible/telemetry/session/experiment.hpp>
#include <crucible/telemetry/session/detail/gate.hpp>

namespace crucible::telemetry::detail {

/// Refers to the session's parts, which must live as long. Any thread may ask.
class session_time {
public:
    session_time(gate const& where, wall_clock const& clock, lifecycle const& life)
        : where_{&where}, clock_{&clock}, life_{&life} {}

    [[nodiscard]] bool in_child() const noexcept { return where_->in_child(); }

    /// The moment since which the experiment was not paused for this long. In a child, where who knows of pauses may
    /// have been interrupted for good, as if it had never been paused.
    [[nodiscard]] timestamp back(std::chrono::nanoseconds active) const {
        timestamp const now = clock_->now();
        return in_child() ? now - active : life_->when_paused().back(now, active);
    }

private:
    gate const* where_;
    wall_clock const* clock_;
    lifecycle const* life_;
};

} // namespace crucible::telemetry::detail
