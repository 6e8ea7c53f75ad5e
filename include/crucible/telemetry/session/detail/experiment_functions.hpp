// SPDX-License-Identifier: MIT
#pragma once
// What experiment.hpp declares: the way of an experiment from state to state.

#include <crucible/telemetry/session/experiment.hpp>

#if CRUCIBLE_TELEMETRY_DEFINES

namespace crucible::telemetry::detail {

CRUCIBLE_TELEMETRY_FUNCTION std::error_code lifecycle::pause(timestamp now) {
    if (status_ == status::paused) return errc::already_paused;
    if (status_ != status::running) return errc::not_running;
    status_ = status::paused;
    paused_ = now;
    pauses_.begin(now);
    ++pause_count_;
    return {};
}

CRUCIBLE_TELEMETRY_FUNCTION std::error_code lifecycle::resume(timestamp now) {
    if (status_ != status::paused) return errc::not_paused;
    pausing_ += now - *paused_;
    paused_.reset();
    pauses_.end(now);
    status_ = status::running;
    return {};
}

CRUCIBLE_TELEMETRY_FUNCTION void lifecycle::stop(timestamp now) {
    if (status_ == status::stopped) return;
    if (status_ == status::paused) pausing_ += now - *paused_;
    status_ = status::stopped;
    stopped_ = now;
    pauses_.begin(now);
}

CRUCIBLE_TELEMETRY_FUNCTION void lifecycle::describe(experiment_info& info, timestamp now) const {
    info.status = status_;
    info.started = started_;
    info.paused = paused_;
    info.stopped = stopped_;
    info.pause_count = pause_count_;
    info.wall = stopped_.value_or(now) - started_;
    info.pausing = pausing_ + (status_ == status::paused ? now - *paused_ : timestamp::duration{});
    info.active = info.wall - info.pausing;
}

} // namespace crucible::telemetry::detail

#endif
