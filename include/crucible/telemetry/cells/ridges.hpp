// SPDX-License-Identifier: MIT
#pragma once
// How a distribution changed over time: a row of small histograms, one for each pane of time, as TensorBoard draws
// them. When time or values spread, panes or buckets are put together: bounded, and merging is exact in any order. 17
// kB.

#include <crucible/telemetry/fwd.hpp>
#include <crucible/telemetry/cells/cell.hpp>
#include <crucible/telemetry/cells/detail/log_linear_grid.hpp>
#include <crucible/telemetry/cells/detail/row_units.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace crucible::telemetry::cells {

/// Panes are 2^k nanoseconds wide and begin at multiples of that, with the least k for which all rows fit into
/// `Panes` of them; all share the buckets of one log_linear_grid. Both depend on the rows only, not on their order.
/// What is given as a time may be any number that grows, such as a step. Weights are kept in steps of 2^-16 row.
template <std::size_t Panes, std::size_t Buckets, int LeastBits>
class ridges {
    static_assert(std::has_single_bit(Panes) && Panes >= 4);

public:
    void operator()(double x, double weight = 1, timestamp at = {}) {
        std::int64_t const when = at.time_since_epoch().count();
        if (!grid_.covers(x) && x != 0) lay(grid_.with(x));
        if (when < earliest_ || when > latest_) reach(std::min(when, earliest_), std::max(when, latest_));
        detail::add_units(pane(when >> width_)[grid_.slot(x)], detail::units_of(weight));
    }

    ridges& operator+=(ridges const& other) {
        if (this == &other) return *this += ridges(other);
        if (other.empty()) return *this;
        lay(grid_.with(other.grid_));
        reach(std::min(other.earliest_, earliest_), std::max(other.latest_, latest_));
        other.for_each_pane_number([&](std::int64_t number) {
            auto& to = pane(number >> (width_ - other.width_));
            add_row(to, other.pane(number), other.grid_);
        });
        return *this;
    }

    /// `f(from, to, visit)` for each pane from the earliest row's to the latest's, where `visit(g)` calls
    /// `g(low, high, rows)` for each of its buckets that holds something, from the least values to the greatest.
    template <class F>
    void for_each(F f) const {
        for_each_pane_number([&](std::int64_t number) {
            auto const begin = number * (std::int64_t{1} << width_);
            auto const end = begin + ((std::int64_t{1} << width_) - 1);
            auto const at = [](std::int64_t ns) { return timestamp{timestamp::duration{ns}}; };
            f(at(std::max(begin, earliest_)), at(std::min(end, latest_)), [&](auto g) {
                grid_.for_each_bucket(pane(number),
                                      [&](double low, double high, auto n) { g(low, high, detail::rows_of(n)); });
            });
        });
    }

    friend bool operator==(ridges const&, ridges const&) = default;

    static constexpr serial_form<ridges> form{"ridges", 1, std::uint64_t{Panes} << 32 | Buckets << 8 | LeastBits};
    void write(auto& to) const {
        to.write(earliest_, latest_, !grid_.empty());
        if (!grid_.empty()) to.write(grid_.low(), grid_.high());
        for_each_pane_number([&](std::int64_t number) {
            to.write(pane(number)[grid_type::zero]);
            grid_.for_each_place([&](std::int64_t place) { to.write(pane(number)[grid_.slot(place)]); });
        });
    }
    static bool read(auto& from, ridges& c) {
        bool any = false;
        double low = 0, high = 0;
        std::int64_t earliest = 0, latest = 0;
        if (!from.read(earliest, latest, any)) return false;
        if (any && (!from.read(low, high) || !grid_type::sound(low, high))) return false;
        if (any) c.grid_ = grid_type(low, high);
        if (earliest > latest) return !any && earliest == nowhen && latest == ~nowhen;
        c.reach(earliest, latest);
        return c.read_panes(from);
    }

private:
    using grid_type = detail::log_linear_grid<Buckets, LeastBits>;
    using counts = std::array<std::uint64_t, Buckets + 1>;
    static constexpr std::int64_t nowhen = std::numeric_limits<std::int64_t>::max();

    [[nodiscard]] bool empty() const { return earliest_ > latest_; }
    [[nodiscard]] counts& pane(std::int64_t number) { return panes_[static_cast<std::size_t>(number) & (Panes - 1)]; }
    [[nodiscard]] counts const& pane(std::int64_t number) const {
        return panes_[static_cast<std::size_t>(number) & (Panes - 1)];
    }

    template <class F>
    void for_each_pane_number(F f) const {
        if (empty()) return;
        auto const last = latest_ >> width_;
        for (auto number = earliest_ >> width_;; ++number) { // not past the last, which may be the greatest there is
            f(number);
            if (number == last) return;
        }
    }

    /// Adds counts whose buckets are those of another grid, of no more values.
    void add_row(counts& to, counts const& finer, grid_type const& of) const {
        detail::add_units(to[grid_type::zero], finer[grid_type::zero]);
        of.for_each_place([&](std::int64_t place) {
            detail::add_units(to[grid_.slot(grid_.place(of, place))], finer[of.slot(place)]);
        });
    }

    /// Puts all that was counted into a grid of more values.
    void lay(grid_type const& wider) {
        grid_type const before = grid_;
        grid_ = wider;
        if (before.empty() || wider.same_places(before)) return;
        for (counts& c : panes_) add_row(c, std::exchange(c, {}), before);
    }

    /// Puts panes together until all from the first moment to the last fit.
    void reach(std::int64_t from, std::int64_t to) {
        int width = width_;
        auto const pane_of = [&](std::int64_t at) { return static_cast<std::uint64_t>(at >> width); };
        while (pane_of(to) - pane_of(from) >= Panes) ++width;
        if (width != width_ && !empty()) {
            auto const before = panes_;
            panes_ = {};
            for_each_pane_number([&](std::int64_t number) {
                auto& sum = pane(number >> (width - width_));
                auto const& part = before[static_cast<std::size_t>(number) & (Panes - 1)];
                for (std::size_t i = 0; i != sum.size(); ++i) detail::add_units(sum[i], part[i]);
            });
        }
        earliest_ = from, latest_ = to, width_ = width;
    }

    bool read_panes(auto& from) {
        bool sound = true;
        auto const get = [&](std::uint64_t& n) { sound = sound && from.read(n) && n <= detail::most_units; };
        for_each_pane_number([&](std::int64_t number) {
            get(pane(number)[grid_type::zero]);
            grid_.for_each_place([&](std::int64_t place) { get(pane(number)[grid_.slot(place)]); });
        });
        return sound;
    }

    std::array<counts, Panes> panes_{};
    grid_type grid_{};
    std::int64_t earliest_ = nowhen, latest_ = ~nowhen; // in nanoseconds
    int width_ = 0;                                     // its logarithm
};

} // namespace crucible::telemetry::cells
