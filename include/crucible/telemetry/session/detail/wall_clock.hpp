// SPDX-License-Identifier: MIT
#pragma once
// Stamps to wall time: one wall-clock anchor at the start, then a monotonic clock. The cycle counter is set by it at
// each refinement; its rate in between is measured over the whole run so far: good to about 1e-5 at first, and ever
// better. A clock of the program's own is followed as it is.

#include <crucible/telemetry/core/detail/stamp_source.hpp>

namespace crucible::telemetry::detail {

class wall_clock {
public:
    explicit wall_clock(stamp_source const& source) noexcept : source_{source} {
        auto const wall = std::chrono::system_clock::now().time_since_epoch();
        first_ = latest_ = read_both();
        wall_ = std::chrono::duration_cast<std::chrono::nanoseconds>(wall).count();
        if (source_.ticks == tick_kind::own_nanoseconds) first_.steady = source_.read();
        if (source_.ticks != tick_kind::cycles) return;
        while (read_steady() - first_.steady < 200'000) {}
        refine();
    }

    /// Sets the cycle counter by the steady clock and measures its rate again. Times given before stay in order with
    /// times given later to within the error of a reading; one that was disturbed is not used.
    void refine() noexcept {
        constexpr double most_doubt = 2'000; // nanoseconds; undisturbed it is some 50
        if (source_.ticks != tick_kind::cycles) return;
        reading const now = read_both();
        if (now.steady <= first_.steady || now.tsc <= latest_.tsc) return;
        if (rate_ * static_cast<double>(now.doubt) > most_doubt) return;
        latest_ = now;
        latest_nanoseconds_ = static_cast<double>(now.steady - first_.steady);
        rate_ = latest_nanoseconds_ / static_cast<double>(now.tsc - first_.tsc);
    }

    /// Refines when this stamp lies long behind the last time that this was done.
    void keep_up_with(stamp ticks) noexcept {
        constexpr double long_ago = 1e8; // nanoseconds
        auto const behind = static_cast<std::int64_t>(ticks - latest_.tsc);
        if (source_.ticks == tick_kind::cycles && rate_ * static_cast<double>(behind) > long_ago) refine();
    }

    [[nodiscard]] timestamp at(stamp ticks) const noexcept {
        if (source_.wall != nullptr) return source_.wall(static_cast<std::int64_t>(ticks));
        if (source_.ticks != tick_kind::cycles) return time_of(static_cast<std::int64_t>(ticks - first_.steady));
        auto const since = static_cast<std::int64_t>(ticks - latest_.tsc);
        return time_of(static_cast<std::int64_t>(latest_nanoseconds_ + rate_ * static_cast<double>(since)));
    }

    /// Wall time by the anchor and the monotonic clock, or by the program's own. May be called in any thread while
    /// others refine.
    [[nodiscard]] timestamp now() const noexcept {
        if (source_.ticks == tick_kind::own_nanoseconds) return at(source_.read());
        return time_of(static_cast<std::int64_t>(read_steady() - first_.steady));
    }

private:
    struct reading {
        stamp tsc, steady; ///< `steady` of the first one: by the program's own clock, if it has one
        stamp doubt; ///< ticks that it took
    };

    /// Both clocks at one moment: of five tries the one with the least time between.
    static reading read_both() noexcept {
        reading best{};
        stamp least = ~stamp{0};
        for (int i = 0; i != 5; ++i) {
            stamp const before = read_tsc();
            stamp const steady = read_steady();
            stamp const after = read_tsc();
            if (after - before >= least) continue;
            least = after - before;
            best = {before + least / 2, steady, least};
        }
        return best;
    }

    [[nodiscard]] timestamp time_of(std::int64_t nanoseconds) const noexcept {
        return timestamp{std::chrono::nanoseconds{wall_ + nanoseconds}};
    }

    stamp_source source_;
    reading first_{}, latest_{};
    double latest_nanoseconds_ = 0; ///< from `first_` to `latest_`
    double rate_ = 0;               ///< nanoseconds a tick
    std::int64_t wall_ = 0; ///< nanoseconds since the epoch at `first_`
};

} // namespace crucible::telemetry::detail
