// SPDX-License-Identifier: MIT
#pragma once
// Continuous aggregates: a stream's statistics by panes of time or rows, from which windows are answered without its
// rows. `latency >> (count | mean | quantile<.99>) >> panes<10s, 1h>` keeps an hour of panes of ten seconds; then
// `run[latency].last(5min)`, `.tumbling(1min)` and `.sliding(5min, 1min)` tell any window of whole panes.

#include <crucible/telemetry/live/detail/live.hpp>
#include <crucible/telemetry/live/detail/pane_ring.hpp>
#include <crucible/telemetry/core/error.hpp>

#include <algorithm>
#include <concepts>
#include <limits>
#include <tuple>
#include <vector>

namespace crucible::telemetry {

/// Panes of `Length` each, kept for `Kept` at least; both times, or both numbers of rows.
template <extent Length, extent Kept>
struct panes_t {
    static constexpr extent length = Length;
    static constexpr extent kept = Kept;

    static_assert(Length.amount > 0 && Length.in_time == Kept.in_time && Kept.amount >= Length.amount &&
                      Kept.amount / Length.amount < (std::int64_t{1} << 24),
                  "panes have a length of more than nothing and are kept for at least that long, both in time or both "
                  "in rows; 2^24 panes at most");
};
template <extent Length, extent Kept>
inline constexpr panes_t<Length, Kept> panes{};

/// A window that panes tell. Of time: rows with `from <= at < until`. Of a number of rows: from the first to the last.
template <class Accumulator>
struct pane_window {
    timestamp from{};
    timestamp until{};
    Accumulator content{};

    template <class Statistic>
    [[nodiscard]] auto operator[](Statistic asked) const {
        return content[asked];
    }
};

namespace detail {

inline error unanswerable_window() {
    return {std::make_error_code(std::errc::invalid_argument),
            "no panes of this measurement tell that window: size and step must be whole panes of one length, more than "
            "nothing, and no more than is kept"};
}

/// The windows of one ring. All amounts are nanoseconds or rows, as its panes are.
template <class Ring>
class windows_of_panes {
    using accumulator = typename Ring::accumulator_type;
    using window = pane_window<accumulator>;
    static constexpr std::int64_t length = Ring::length;

public:
    explicit windows_of_panes(Ring const& from) : ring_(from) {}

    /// From the pane that holds the place `from` on.
    [[nodiscard]] window since(std::int64_t from) const {
        for (;;)
            if (auto const last = ring_.newest(); last == Ring::none || floor_divide(from, length) > last)
                return empty(floor_divide(from, length));
            else if (window found; try_sum(std::max(floor_divide(from, length), last - Ring::kept + 1), last, found))
                return found;
    }

    /// The last `rows`, and up to a pane of them more. Of panes of rows.
    [[nodiscard]] window last_rows(std::int64_t rows) const {
        std::int64_t const seen = ring_.rows();
        return seen == 0 ? window{} : since(seen > rows ? seen - rows : 0);
    }

    /// Those that hold a row, on the grid of steps from zero on; the first that holds the newest row is the last. Once
    /// panes were given up, the first is one that is kept as a whole.
    [[nodiscard]] std::vector<window> sliding(std::int64_t size, std::int64_t step) const {
        std::vector<window> all;
        while (!try_sliding(size / length, step / length, all)) all.clear(); // overtaken by the feeding thread
        return all;
    }

private:
    /// By numbers of panes.
    [[nodiscard]] bool try_sliding(std::int64_t wide, std::int64_t stride, std::vector<window>& all) const {
        std::int64_t const last = ring_.newest();
        if (last == Ring::none) return true;
        std::int64_t const oldest = last - Ring::kept + 1;
        std::int64_t held = oldest;
        if (!ring_.find_held(held, last)) return false;
        window_grid const grid{static_cast<window_offset>(wide), static_cast<window_offset>(stride)};
        bool const whole = ring_.first() >= oldest;
        std::int64_t at = whole ? floor_divide(held, stride) * stride : -floor_divide(-oldest, stride) * stride;
        for (;;) {
            held = std::max(at, oldest);
            if (!ring_.find_held(held, last)) return false;
            if (held > last) return true;
            if (held >= at + wide) {
                at += static_cast<std::int64_t>(grid.first_holding(static_cast<window_offset>(held - at)));
                continue;
            }
            window found;
            if (!try_sum(std::max(at, oldest), std::min(at + wide - 1, last), found)) return false;
            if (Ring::in_time) found.from = moment(at), found.until = moment(at + wide);
            all.push_back(found);
            if (at + wide > last) return true;
            at += stride;
        }
    }

    [[nodiscard]] static timestamp moment(std::int64_t pane) {
        return timestamp{timestamp::duration{pane * length}};
    }

    [[nodiscard]] static window empty(std::int64_t pane) {
        if (!Ring::in_time) return {};
        return {moment(pane), moment(pane + 1), {}};
    }

    /// False when the feeding thread went on so far meanwhile that what was asked is gone.
    [[nodiscard]] bool try_sum(std::int64_t from, std::int64_t to, window& found) const {
        typename Ring::pane total{};
        if (!ring_.sum(from, to, total)) return false;
        found.content = total.content;
        found.from = Ring::in_time ? moment(from) : total.first;
        found.until = Ring::in_time ? moment(to + 1) : total.last;
        return true;
    }

    Ring const& ring_;
};

/// What the panes of a measurement tell, and its statistics over all rows as they were when it was asked. Refers to the
/// session, which must live as long.
template <class State, class Moments>
class pane_reading {
    using accumulator = typename State::accumulator_type;

public:
    pane_reading(State const& from, Moments const& moments)
        : all_(from.overall(moments)), from_(&from), moments_(moments) {}

    /// A statistic over all rows.
    template <class Statistic>
    [[nodiscard]] auto operator[](Statistic asked) const {
        return all_[asked];
    }

    /// The time of that length until now in which the experiment was not paused, in whole panes, as far back as they
    /// are kept: it begins with the pane in which that time does. Throws ct::error when no panes are kept so long.
    /// O(log panes) merges, as all below for each window.
    [[nodiscard]] pane_window<accumulator> last(std::chrono::nanoseconds time) const {
        return ask<true>(keeps(time.count()), [&](auto windows) {
            return windows.since(moments_.back(time).time_since_epoch().count());
        });
    }

    /// That many rows, and up to a pane of them more. Throws ct::error when no panes of rows are kept so long.
    template <std::integral Rows>
    [[nodiscard]] pane_window<accumulator> last(Rows rows) const {
        auto const n = static_cast<std::int64_t>(rows);
        return ask<false>(keeps(n), [&](auto windows) { return windows.last_rows(n); });
    }

    /// Windows [from, from + size) that hold rows, at whole steps since 1970-01-01 00:00 UTC, as
    /// `rows | sliding(size, step, aligned_to_clock)` has them. Throws ct::error unless size and step are whole panes
    /// of one length and the size is kept.
    [[nodiscard]] std::vector<pane_window<accumulator>> sliding(std::chrono::nanoseconds size,
                                                                std::chrono::nanoseconds step) const {
        return cut<true>(size.count(), step.count());
    }
    [[nodiscard]] std::vector<pane_window<accumulator>> tumbling(std::chrono::nanoseconds size) const {
        return sliding(size, size);
    }

    /// The same by numbers of rows, counted from the first.
    template <std::integral Size, std::integral Step>
    [[nodiscard]] std::vector<pane_window<accumulator>> sliding(Size size, Step step) const {
        return cut<false>(static_cast<std::int64_t>(size), static_cast<std::int64_t>(step));
    }
    template <std::integral Size>
    [[nodiscard]] std::vector<pane_window<accumulator>> tumbling(Size size) const {
        return sliding(size, size);
    }

    /// Rows that no pane has, since they came later than any pane is kept, or there was no memory for theirs.
    [[nodiscard]] std::uint64_t missed() const { return from_->missed(); }

private:
    static auto keeps(std::int64_t size) {
        return [size](std::int64_t, std::int64_t longest) { return size > 0 && size <= longest; };
    }

    template <bool InTime>
    [[nodiscard]] std::vector<pane_window<accumulator>> cut(std::int64_t size, std::int64_t step) const {
        auto const in_whole_panes = [=](std::int64_t length, std::int64_t longest) {
            return size > 0 && step > 0 && size % length == 0 && step % length == 0 && size <= longest;
        };
        return ask<InTime>(in_whole_panes, [&](auto windows) { return windows.sliding(size, step); });
    }

    /// In a process that was forked, where who holds a lock may not exist, nothing that would take one.
    template <bool InTime, class Suits, class F>
    [[nodiscard]] auto ask(Suits suits, F f) const {
        if (State::waits && moments_.in_child()) return decltype(from_->template with_finest<InTime>(suits, f)){};
        return from_->template with_finest<InTime>(suits, f);
    }

    accumulator all_;
    State const* from_;
    Moments moments_;
};

/// A stream's accumulator and its panes of one or several lengths.
template <class Accumulator, bool Shared, class... Panes>
class live_panes {
public:
    using accumulator_type = Accumulator;
    using value_type = typename Accumulator::value_type;

    /// Whether reading may wait for a lock.
    static constexpr bool waits = Shared && published<Accumulator>::waits;

    void add(std::span<value_type const> values, std::span<timestamp const> times) {
        all_.add(values, times);
        for_each([&](auto& ring) { ring.add(values, times); });
    }
    void add(value_type const& value, double weight, timestamp at) {
        all_.add(value, weight, at);
        for_each([&](auto& ring) { ring.add(value, weight, at); });
    }

    /// As of `live`.
    template <class F>
    void take_findings(F f) {
        all_.take_findings(f);
    }

    void publish() {
        all_.publish();
        for_each([](auto& ring) { ring.publish(); });
    }

    void reset() {
        all_.reset();
        for_each([](auto& ring) { ring.reset(); });
    }

    /// The statistics over all rows.
    template <class Moments>
    [[nodiscard]] Accumulator overall(Moments const& moments) const {
        return all_.reading(moments);
    }

    template <class Moments>
    [[nodiscard]] pane_reading<live_panes, Moments> reading(Moments const& moments) const {
        return {*this, moments};
    }

    [[nodiscard]] std::uint64_t missed() const {
        std::uint64_t most = 0;
        std::apply([&](auto const&... ring) { ((most = std::max(most, ring.missed())), ...); }, rings_);
        return most;
    }

    /// `f(windows)` of the finest panes, in time or in rows, that suit: `suits(length, longest)`. Throws when none do.
    template <bool InTime, class Suits, class F>
    [[nodiscard]] auto with_finest(Suits suits, F f) const {
        static_assert(
            ((Panes::length.in_time == InTime) || ...),
            "no panes of this kind are kept of this measurement: a time needs panes<10s, 1h>, a number of rows "
            "panes<100, 10'000>");
        decltype(f(windows_of_panes(std::get<0>(rings_)))) found{};
        std::int64_t finest = std::numeric_limits<std::int64_t>::max();
        auto const suited = [&](auto const& ring) {
            using ring_type = std::remove_cvref_t<decltype(ring)>;
            return ring_type::in_time == InTime && suits(ring_type::length, ring_type::longest);
        };
        auto const ask = [&](auto const& ring) {
            if (suited(ring) && ring.length == finest) found = f(windows_of_panes(ring));
        };
        std::apply(
            [&](auto const&... ring) {
                ((finest = suited(ring) ? std::min(finest, ring.length) : finest), ...);
                (ask(ring), ...);
            },
            rings_);
        if (finest == std::numeric_limits<std::int64_t>::max()) throw unanswerable_window();
        return found;
    }

private:
    template <class F>
    void for_each(F f) {
        std::apply([&](auto&... ring) { (f(ring), ...); }, rings_);
    }

    live<Accumulator, Shared> all_{};
    std::tuple<pane_ring<Accumulator, Panes::length, Panes::kept, Shared>...> rings_{};
};

template <class... Panes>
struct in_panes {
    template <class Accumulator, bool Shared>
    using state = live_panes<Accumulator, Shared, Panes...>;

    template <class More>
    using with = in_panes<Panes..., More>;

    /// Whether there are panes of that length already.
    template <class More>
    static constexpr bool repeats = ((Panes::length.amount == More::length.amount &&
                                      Panes::length.in_time == More::length.in_time) || ...);
};

template <extent Length, extent Kept>
inline constexpr bool is_panes<panes_t<Length, Kept>> = true;

} // namespace detail
} // namespace crucible::telemetry
