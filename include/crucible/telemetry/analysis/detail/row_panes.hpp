// SPDX-License-Identifier: MIT
#pragma once
// Windows over rows of several events without looking at a row twice: rows are summed up in panes, between neighbouring
// borders of windows (Li et al. 2005, Krishnamurthy et al. 2006), which sums of suffixes join into windows.

#include <crucible/telemetry/core/clock.hpp>
#include <crucible/telemetry/store/rows.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace crucible::telemetry::detail {

/// Time since the first window began, in nanoseconds. Of 64 bits without sign, since stamps may be 584 years apart.
using window_offset = std::uint64_t;
inline constexpr window_offset last_offset = ~window_offset{};

[[nodiscard]] constexpr window_offset offset_of(timestamp t, timestamp begin) {
    return static_cast<window_offset>(t.time_since_epoch().count()) -
           static_cast<window_offset>(begin.time_since_epoch().count());
}

/// `begin` and so much time after it; saturated.
[[nodiscard]] constexpr timestamp stamp_at(timestamp begin, window_offset after) {
    if (after > offset_of(timestamp::max(), begin)) return timestamp::max();
    auto const sum_of_both = static_cast<window_offset>(begin.time_since_epoch().count()) + after;
    return timestamp{std::chrono::nanoseconds{static_cast<std::int64_t>(sum_of_both)}};
}

/// Windows [k step, k step + size), k = 0, 1, …; their borders lie at k step and k step + size mod step.
struct window_grid {
    window_offset size;
    window_offset step;

    [[nodiscard]] window_offset pane_begin(window_offset at) const {
        window_offset const within = at % step;
        window_offset const rest = size % step;
        return at - within + (within >= rest ? rest : 0);
    }
    /// Where the pane that begins there ends; saturated.
    [[nodiscard]] window_offset pane_end(window_offset begin) const {
        window_offset const within = begin % step;
        window_offset const rest = size % step;
        return saturated(begin, within < rest ? rest - within : step - within);
    }
    [[nodiscard]] window_offset end(window_offset begin) const { return saturated(begin, size); }

    /// The first window that ends after `at`.
    [[nodiscard]] window_offset first_holding(window_offset at) const {
        if (at < size) return 0;
        window_offset begin = 0;
        return __builtin_mul_overflow((at - size) / step + 1, step, &begin) ? last_offset : begin;
    }
    /// Whether a place is before such an end; the last of all ends ends nothing.
    [[nodiscard]] static constexpr bool is_before(window_offset at, window_offset end) {
        return at < end || end == last_offset;
    }

    [[nodiscard]] static constexpr window_offset saturated(window_offset at, window_offset more) {
        return more > last_offset - at ? last_offset : at + more;
    }
};

/// What the rows between two neighbouring borders add up to. Only panes with rows are kept.
template <class Cells>
struct pane {
    window_offset begin;
    Cells cells;
};

/// Panes of the rows of one event, in order of time. `fill(cells, rows)` adds rows to cells.
template <class Cells, class Event, class Fill>
std::vector<pane<Cells>> cut_into_panes(rows<Event> const& all, timestamp begin, window_grid const& grid, Fill fill) {
    std::vector<pane<Cells>> panes;
    for (std::size_t i = 0; i != all.size();) {
        window_offset const from = grid.pane_begin(offset_of(all[i].at, begin));
        window_offset const until = grid.pane_end(from);
        auto const inside = [=](auto const& row) { return window_grid::is_before(offset_of(row.at, begin), until); };
        // Doubled steps, then a search between the last two: O(log rows of the pane).
        std::size_t known = i;
        std::size_t reach = 1;
        while (all.size() - known > reach && inside(all[known + reach])) known += reach, reach *= 2;
        std::size_t const limit = std::min(all.size(), known + reach);
        auto const end = std::partition_point(all.begin() + static_cast<std::ptrdiff_t>(known),
                                              all.begin() + static_cast<std::ptrdiff_t>(limit), inside);
        auto const next = static_cast<std::size_t>(end - all.begin());
        fill(panes.emplace_back(pane<Cells>{from, {}}).cells, all.slice(i, next));
        i = next;
    }
    return panes;
}

/// Joins the panes of another event into those so far.
template <class Cells>
std::vector<pane<Cells>> join_panes(std::vector<pane<Cells>> a, std::vector<pane<Cells>> b) {
    if (a.empty()) return b;
    std::vector<pane<Cells>> both;
    both.reserve(a.size() + b.size());
    std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both),
               [](auto const& x, auto const& y) { return x.begin < y.begin; });
    std::size_t n = 0;
    for (std::size_t i = 1; i < both.size(); ++i) {
        if (both[i].begin == both[n].begin) both[n].cells += both[i].cells;
        else both[++n] = both[i];
    }
    both.resize(std::min(both.size(), n + 1));
    return both;
}

/// `f(begin, end, from, to)` for each window that holds panes, which are [from, to). The first window that holds the
/// last pane is the last; steps without panes cost nothing.
template <class Cells, class F>
void for_each_window(std::vector<pane<Cells>> const& panes, window_grid const& grid, F f) {
    std::size_t from = 0;
    std::size_t to = 0;
    for (window_offset at = 0;;) {
        while (from != panes.size() && panes[from].begin < at) ++from;
        if (from == panes.size()) return;
        window_offset const end = grid.end(at);
        if (!window_grid::is_before(panes[from].begin, end)) {
            at = grid.first_holding(panes[from].begin);
            continue;
        }
        for (to = std::max(to, from); to != panes.size() && window_grid::is_before(panes[to].begin, end); ++to) {}
        f(at, end, from, to);
        if (to == panes.size()) return;
        at = window_grid::saturated(at, grid.step);
    }
}

/// Sums over stretches of a sequence of panes whose begin and end only move forward. Each pane is added twice in all.
template <class Cells>
class sliding_sum {
public:
    explicit sliding_sum(std::vector<pane<Cells>>& panes) : panes_(panes) {}

    /// Of the panes [from, to), which are some. Overwrites those before `to` with sums.
    [[nodiscard]] Cells of(std::size_t from, std::size_t to) {
        if (from >= middle_) turn(from, to);
        for (; added_ != to; ++added_) behind_ += panes_[added_].cells;
        Cells total = panes_[from].cells;
        return total += behind_;
    }

private:
    /// Makes each pane of [from, to) the sum of those from it on.
    void turn(std::size_t from, std::size_t to) {
        for (std::size_t i = to; i-- > from + 1;) panes_[i - 1].cells += panes_[i].cells;
        middle_ = added_ = to;
        behind_ = {};
    }

    std::vector<pane<Cells>>& panes_;
    std::size_t middle_ = 0; // panes before it are sums up to it
    std::size_t added_ = 0;  // panes from the middle up to it are in `behind_`
    Cells behind_{};
};

} // namespace crucible::telemetry::detail
