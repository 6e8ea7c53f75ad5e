// SPDX-License-Identifier: MIT
#pragma once
// What worker.hpp declares.

#include <crucible/telemetry/session/detail/worker.hpp>

#if CRUCIBLE_TELEMETRY_DEFINES

namespace crucible::telemetry::detail {

CRUCIBLE_TELEMETRY_FUNCTION bool worker::flush(std::chrono::nanoseconds deadline) {
    std::lock_guard const lock{mutex_};
    std::uint64_t const mine = ++rounds_wanted_;
    wake_.notify_all();
    return progress_.wait_for(mutex_, deadline, [&] { return rounds_done_ >= mine || finished_; });
}

CRUCIBLE_TELEMETRY_FUNCTION bool worker::dismiss(std::chrono::nanoseconds deadline) {
    std::unique_lock lock{mutex_};
    leaving_ = true;
    wake_.notify_all();
    bool const in_time = progress_.wait_for(mutex_, deadline, [&] { return finished_; });
    if (!std::exchange(running_, false)) return in_time;
    lock.unlock();
    if (in_time) ::pthread_join(thread_, nullptr);
    else ::pthread_detach(thread_);
    return in_time;
}

} // namespace crucible::telemetry::detail

#endif
