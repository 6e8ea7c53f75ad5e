// SPDX-License-Identifier: MIT
#pragma once
// Stamps to wall time: one wall-clock anchor at the start, then a monotonic clock. The rate of the cycle counter is
// measured over the whole run so far, so it starts good to about 1e-4 and gets better with every refinement.

#include <crucible/telemetry/core/platform.hpp>

namespace crucible::telemetry::detail {

class calibration {
public:
    explicit calibration(tick_source source) noexcept : source_{source} {
        auto const wall = std::chrono::system_clock::now().time_since_epoch();
        first_ = latest_ = read_both();
        wall_ = std::chrono::duration_cast<std::chrono::nanoseconds>(wall).count();
        if (source_ != tick_source::tsc) return;
        while (read_steady() - first_.steady < 200'000) {}
        refine();
    }

    /// Measures the rate again. Times already given stay in order with times given later, to within nanoseconds.
    void refine() noexcept {
        if (source_ != tick_source::tsc) return;
        reading const now = read_both();
        if (now.steady <= first_.steady || now.tsc <= latest_.tsc) return;
        latest_nanoseconds_ += rate_ * static_cast<double>(now.tsc - latest_.tsc);
        latest_ = now;
        double const elapsed = static_cast<double>(now.steady - first_.steady);
        rate_ = elapsed / static_cast<double>(now.tsc - first_.tsc);
        if (!refined_) latest_nanoseconds_ = elapsed;
        refined_ = true;
    }

    [[nodiscard]] timestamp at(stamp ticks) const noexcept {
        if (source_ != tick_source::tsc) return time_of(static_cast<std::int64_t>(ticks - first_.steady));
        auto const since = static_cast<std::int64_t>(ticks - latest_.tsc);
        return time_of(static_cast<std::int64_t>(latest_nanoseconds_ + rate_ * static_cast<double>(since)));
    }

    /// Wall time by the anchor and the monotonic clock. Unlike `at`, may be called in any thread while others refine.
    [[nodiscard]] timestamp now() const noexcept { return time_of(static_cast<std::int64_t>(read_steady() - first_.steady)); }

private:
    struct reading {
        stamp tsc, steady;
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
            best = {before + least / 2, steady};
        }
        return best;
    }

    [[nodiscard]] timestamp time_of(std::int64_t nanoseconds) const noexcept {
        return timestamp{std::chrono::nanoseconds{wall_ + nanoseconds}};
    }

    tick_source source_;
    reading first_{}, latest_{};
    double latest_nanoseconds_ = 0; ///< since `first_`
    double rate_ = 0;               ///< nanoseconds a tick
    bool refined_ = false;
    std::int64_t wall_ = 0; ///< nanoseconds since the epoch at `first_`
};

} // namespace crucible::telemetry::detail
