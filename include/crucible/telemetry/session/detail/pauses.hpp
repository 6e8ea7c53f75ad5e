// SPDX-License-Identifier: MIT
#pragma once
// When an experiment was paused: what "the last five minutes" are for one that stood still in between.

#include <crucible/telemetry/core/clock.hpp>
#include <crucible/telemetry/core/detail/dynamic_array.hpp>
#include <crucible/telemetry/core/detail/exceptions.hpp>

#include <mutex>

namespace crucible::telemetry::detail {

class pauses {
public:
    /// A pause of which no end is known yet; the end of the experiment is one. Begins no second one.
    void begin(timestamp at) noexcept {
        std::lock_guard const lock{mutex_};
        if (!all_.empty() && all_.back().until == open) return;
        if (all_.size() == most) all_.erase_if([this](pause const& p) { return &p < all_.data() + most / 2; });
        try {
            all_.push_back(pause{at, open});
        } catch (...) { // no memory: the pause counts as running
        }
    }

    void end(timestamp at) noexcept {
        std::lock_guard const lock{mutex_};
        if (!all_.empty() && all_.back().until == open) all_.back().until = at;
    }

    /// The moment since which, until now, the experiment was not paused for this long in all; of pauses that are more
    /// than 2048 back it knows nothing. O(pauses since then).
    [[nodiscard]] timestamp back(timestamp now, std::chrono::nanoseconds active) const {
        std::lock_guard const lock{mutex_};
        for (std::size_t i = all_.size(); i-- != 0;) {
            pause const& p = all_[i];
            if (p.until != open && now - p.until >= active) break;
            if (p.until != open) active -= now - p.until;
            now = p.from;
        }
        return now - active;
    }

private:
    static constexpr std::size_t most = 4096;
    static constexpr timestamp open = timestamp::max();

    struct pause {
        timestamp from, until;
    };

    mutable std::mutex mutex_;
    dynamic_array<pause> all_;
};

} // namespace crucible::telemetry::detail
