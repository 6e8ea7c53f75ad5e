// SPDX-License-Identifier: MIT
#pragma once
// An accumulator that one thread feeds and any thread reads: what a session keeps of a stream, all rows together.

#include <crucible/telemetry/core/clock.hpp>
#include <crucible/telemetry/core/detail/published.hpp>

#include <span>
#include <type_traits>
#include <utility>

namespace crucible::telemetry::detail {

// The statistics of panes of time or rows as well: panes.hpp.
template <class... Panes>
struct in_panes;
template <class T>
inline constexpr bool is_panes = false;

/// Feeding, publishing and resetting are one thread's at a time; reading is anyone's. Who reads sees what was fed
/// before the last publication; where nothing is `Shared`, all that was fed.
template <class Accumulator, bool Shared>
class live {
public:
    using accumulator_type = Accumulator;
    using value_type = typename Accumulator::value_type;

    /// Pre-condition: as many times as values.
    void add(std::span<value_type const> values, std::span<timestamp const> times) {
        now_(values, times);
        fed_ = true;
    }
    void add(value_type const& value, double weight, timestamp at) {
        now_(value, weight, at);
        fed_ = true;
    }

    /// `f(name of the statistic, finding)` for what cells noticed of the last value.
    template <class F>
    void take_findings(F f) {
        now_.take_findings(f);
    }

    void publish() {
        if constexpr (Shared)
            if (std::exchange(fed_, false)) out_.store(now_);
    }

    void reset() {
        now_ = {};
        fed_ = true;
        publish();
    }

    [[nodiscard]] Accumulator read() const {
        if constexpr (Shared) return out_.load();
        else return now_;
    }

    /// As `read`. In a process that was forked, where who holds a lock may not exist, nothing that would take one.
    template <class Moments>
    [[nodiscard]] Accumulator reading(Moments const& moments) const {
        if constexpr (Shared && published<Accumulator>::waits)
            if (moments.in_child()) return {};
        return read();
    }

private:
    struct nobody {};

    Accumulator now_{};
    bool fed_ = false; ///< since the last publication
    [[no_unique_address]] std::conditional_t<Shared, published<Accumulator>, nobody> out_{};
};

/// What is kept of a stream by default: one accumulator of all its rows.
struct overall {
    template <class Accumulator, bool Shared>
    using state = live<Accumulator, Shared>;

    template <class Panes>
    using with = in_panes<Panes>;
    template <class>
    static constexpr bool repeats = false;
};

} // namespace crucible::telemetry::detail
