// SPDX-License-Identifier: MIT
#pragma once
// Windows over rows of several events without looking at a row twice: rows are summed up in panes, between neighbouring
// borders of windows (Li et al. 2005, Krishnamurthy et al. 2006), which sums of suffixes join into windows.

#include <crucible/telemetry/core/window_grid.hpp>
#include <crucible/telemetry/store/rows.hpp>

#include <algorithm>
#include <iterator>
#include <cstddef>
#include <optional>
#include <vector>

namespace crucible::telemetry::detail {

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

/// `f(begin, end, from, to)` for each window that holds panes, which are [from, to).
template <class Cells, class F>
void for_each_window(std::vector<pane<Cells>> const& panes, window_grid const& grid, F f) {
    std::size_t from = 0;
    std::size_t to = 0;
    auto const next_from = [&](window_offset at) -> std::optional<window_offset> {
        while (from != panes.size() && panes[from].begin < at) ++from;
        if (from == panes.size()) return std::nullopt;
        return panes[from].begin;
    };
    grid.for_each_window(next_from, [&](window_offset at, window_offset end) {
        for (to = std::max(to, from); to != panes.size() && window_grid::is_before(panes[to].begin, end); ++to) {}
        f(at, end, from, to);
        return to != panes.size();
    });
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
