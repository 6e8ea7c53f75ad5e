// SPDX-License-Identifier: MIT
#pragma once
// Quantiles from a histogram that adapts to the range of what it sees. What it holds depends on the values only, not on
// their order, so that merging is exact to the last bit. 8.2 kB, under 2 ns a row.

#include <crucible/telemetry/fwd.hpp>
#include <crucible/telemetry/cells/detail/log_linear_grid.hpp>
#include <crucible/telemetry/cells/detail/ranking.hpp>
#include <crucible/telemetry/cells/detail/row_units.hpp>
#include <crucible/telemetry/cells/detail/simd.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace crucible::telemetry::detail {

template <class C, class V>
struct tallied_cell;

} // namespace crucible::telemetry::detail

namespace crucible::telemetry::cells {

/// Keeps up to `Buckets` rows of whole weight as they are, and answers exactly from them; then counts in buckets of a
/// log_linear_grid. A reading lies in a bucket of the value asked for. With the defaults, a bucket is 1/511 of its
/// value wide for each octave that values of one sign span, 1/16 at most and where both signs occur; smaller values
/// than 2^-31 of the largest (2^-63 for one sign) share a bucket. Zeros have one of their own. Weights are kept in
/// steps of 2^-16 row; a bucket is full at 2^46 rows.
template <std::size_t Buckets, int LeastBits>
class log_linear {
public:
    void operator()(double x) {
        if (grid_.covers(x)) [[likely]] slots_[grid_.slot(x)] += one;
        else add(x, one);
    }

    void operator()(double x, double weight) { add(x, detail::units_of(weight)); }

    void operator()(std::span<double const> values) {
        while (!values.empty()) {
            std::size_t const n = add_covered(values);
            if (n == values.size()) return;
            add(values[n], one);
            values = values.subspan(n + 1);
        }
    }

    log_linear& operator+=(log_linear const& other) {
        if (this == &other) return *this += log_linear(other);
        if (other.counting_) add_counts(other);
        else
            for (std::size_t i = 0; i != other.kept_; ++i) (*this)(std::bit_cast<double>(other.slots_[i]));
        return *this;
    }

    /// Rows seen, each counted by its weight. O(Buckets).
    [[nodiscard]] double rows() const {
        if (!counting_) return static_cast<double>(kept_);
        double all = 0;
        for (std::uint64_t const n : slots_) all += detail::rows_of(n);
        return all;
    }

    /// Quantiles of type 7 (Hyndman, Fan 1996), as of exact_sample: with the rows in order, the value at position
    /// (W - 1) p counted from 0, linear between neighbours. The rows of a bucket count as spread evenly over it, the
    /// first and the last of all are known. NaN when there are none. O(Buckets), O(Buckets log Buckets) while exact.
    template <std::size_t N>
    [[nodiscard]] std::array<double, N> quantiles(std::array<double, N> const& probabilities) const {
        detail::ranking<Buckets + 1> order;
        for_each([&](double from, double to, double n) { order.append(from, to, n); });
        return order.quantiles(probabilities);
    }

    /// `f(from, to, rows)` for each bucket that holds something, from the least values to the greatest; for each value
    /// while they are kept as they are.
    template <class F>
    void for_each(F f) const {
        if (counting_)
            grid_.for_each_bucket(slots_, [&](double from, double to, auto n) { f(from, to, detail::rows_of(n)); });
        else
            for (double const x : sorted(*this)) f(x, x, 1.0);
    }

    friend bool operator==(log_linear const& a, log_linear const& b) {
        if (a.counting_ != b.counting_ || a.kept_ != b.kept_) return false;
        if (a.counting_) return a.grid_ == b.grid_ && a.slots_ == b.slots_;
        return sorted(a).values == sorted(b).values;
    }

    static constexpr serial_form<log_linear> form{"log_linear", 1, Buckets << 8 | LeastBits};
    void write(auto& to) const {
        to.write(counting_);
        if (!counting_) {
            sorted const all(*this);
            to.write(std::uint64_t{all.size()});
            for (double const x : all) to.write(x);
            return;
        }
        to.write(std::min(slots_[grid_.zero], detail::most_units), !grid_.empty());
        if (grid_.empty()) return;
        to.write(grid_.low(), grid_.high());
        grid_.for_each_place([&](std::int64_t place) {
            to.write(std::min(slots_[grid_.slot(place)], detail::most_units));
        });
    }
    static bool read(auto& from, log_linear& c) {
        if (!from.read(c.counting_)) return false;
        return c.counting_ ? c.read_counts(from) : c.read_values(from);
    }

private:
    static constexpr std::uint64_t one = detail::units_of_row;

    using grid_type = detail::log_linear_grid<Buckets, LeastBits>;

    /// How many values from the first on need nothing but to be counted; counts them.
    std::size_t add_covered(std::span<double const> values) {
        grid_type const grid = grid_; // where no store can change it
        std::size_t i = 0;
        for (; i != values.size() && grid.covers(values[i]); ++i) slots_[grid.slot(values[i])] += one;
        return i;
    }

    void add(double x, std::uint64_t n) {
        if (counting_) return count(x, n);
        if (n % one == 0 && n / one <= Buckets - kept_) return keep(x, n / one);
        start_counting();
        count(x, n);
    }

    void keep(double x, std::uint64_t times) {
        for (; times != 0; --times) slots_[kept_++] = std::bit_cast<std::uint64_t>(x + 0.0); // -0.0 is zero
    }

    void start_counting() {
        auto const values = std::exchange(slots_, {});
        counting_ = true;
        for (std::size_t i = 0; i != kept_; ++i) count(std::bit_cast<double>(values[i]), one);
        kept_ = 0;
    }

    void count(double x, std::uint64_t n) {
        if (x != 0 && !grid_.covers(x) && !grid_.stretch(x)) lay(grid_.with(x));
        detail::add_units(slots_[grid_.slot(x)], n);
    }

    /// Puts all that was counted into a grid of more values.
    void lay(grid_type const& wider) {
        grid_type const before = grid_;
        grid_ = wider;
        if (before.empty() || wider.same_places(before)) return;
        auto const counted = std::exchange(slots_, {});
        slots_[grid_.zero] = counted[grid_.zero];
        before.for_each_place([&](std::int64_t place) {
            detail::add_units(slots_[wider.slot(wider.place(before, place))], counted[before.slot(place)]);
        });
    }

    void add_counts(log_linear const& other) {
        if (!counting_) start_counting();
        lay(grid_.with(other.grid_));
        if (grid_.same_places(other.grid_)) {
            for (std::size_t i = 0; i != slots_.size(); ++i) detail::add_units(slots_[i], other.slots_[i]);
            return;
        }
        detail::add_units(slots_[grid_.zero], other.slots_[grid_.zero]);
        other.grid_.for_each_place([&](std::int64_t place) {
            auto const n = other.slots_[other.grid_.slot(place)];
            detail::add_units(slots_[grid_.slot(grid_.place(other.grid_, place))], n);
        });
    }

    bool read_values(auto& from) {
        std::size_t size = 0;
        if (!from.read_size(size, sizeof(double)) || size > Buckets) return false;
        for (double x = 0; kept_ != size; keep(x, 1))
            if (!from.read(x) || !telemetry::detail::is_finite(x)) return false;
        return true;
    }

    bool read_counts(auto& from) {
        bool any = false;
        auto& zeros = slots_[grid_.zero];
        if (!from.read(zeros, any) || zeros > detail::most_units || (zeros == 0 && !any)) return false;
        if (!any) return true;
        double low = 0, high = 0;
        if (!from.read(low, high) || !grid_type::sound(low, high)) return false;
        grid_ = grid_type(low, high);
        bool sound = true;
        grid_.for_each_place([&](std::int64_t place) {
            auto& n = slots_[grid_.slot(place)];
            sound = sound && from.read(n) && n <= detail::most_units;
        });
        return sound && slots_[grid_.slot(low)] != 0 && slots_[grid_.slot(high)] != 0;
    }

    /// The values that are kept, in order.
    struct sorted {
        std::array<double, Buckets> values{};
        std::size_t kept;

        explicit sorted(log_linear const& of) : kept(of.kept_) {
            for (std::size_t i = 0; i != kept; ++i) values[i] = std::bit_cast<double>(of.slots_[i]);
            std::sort(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(kept));
        }
        [[nodiscard]] double const* begin() const { return values.data(); }
        [[nodiscard]] double const* end() const { return values.data() + kept; }
        [[nodiscard]] std::size_t size() const { return kept; }
    };

    template <class, class>
    friend struct telemetry::detail::tallied_cell; // which keeps these numbers as words of its own

    std::array<std::uint64_t, Buckets + 1> slots_{}; // counts in units, or the bits of the values kept
    grid_type grid_{};                               // covers nothing while values are kept
    std::size_t kept_ = 0;
    bool counting_ = false;
};

} // namespace crucible::telemetry::cells
