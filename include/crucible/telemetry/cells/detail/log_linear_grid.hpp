// SPDX-License-Identifier: MIT
#pragma once
// Which bucket a double falls into: the leading bits of its magnitude, as many as let all values share a fixed number
// of buckets. The grid is a function of the least and the greatest value alone, whatever came between and in which
// order.

#include <crucible/telemetry/cells/cell.hpp>

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace crucible::telemetry::cells::detail {

/// The bits of a double but for its sign.
[[nodiscard]] constexpr std::int64_t magnitude(double x) {
    return std::bit_cast<std::int64_t>(x) & std::numeric_limits<std::int64_t>::max();
}

/// All bits set for a negative number or -0.0, otherwise none.
[[nodiscard]] constexpr std::int64_t sign(double x) { return std::bit_cast<std::int64_t>(x) >> 63; }

/// Finite doubles as integers of the same order. -0.0 is below 0.0.
[[nodiscard]] constexpr std::int64_t in_order(double x) { return magnitude(x) ^ sign(x); }

/// The double of such an integer.
[[nodiscard]] constexpr double from_order(std::int64_t t) {
    auto const size = std::bit_cast<double>(t ^ t >> 63);
    return t < 0 ? -size : size;
}

/// Buckets lie on a line: place k >= 0 holds the magnitudes of positive values whose bits, shifted right by `shift`,
/// are `floor + k`, place 0 also the smaller ones; place ~k = -1 - k those of negative values. Zero has no place. While
/// all values have one sign and fit, `shift` is the least with which the occupied places are no more than `Buckets` and
/// `floor` is 0; otherwise buckets are 2^-LeastBits of an octave wide and `floor` is the least that lets them fit. A
/// grid of more values is coarser: each bucket lies in one of its buckets.
template <std::size_t Buckets, int LeastBits>
class log_linear_grid {
    static_assert(std::has_single_bit(Buckets) && Buckets >= 8 && LeastBits >= 0 && LeastBits <= 20);

public:
    /// Of no values.
    log_linear_grid() = default;

    /// Of values between these two, neither of them zero, in order.
    log_linear_grid(double low, double high) : low_(in_order(low)), size_(distance(low_, in_order(high)) + 1) { fit(); }

    [[nodiscard]] bool empty() const { return size_ == 0; }

    /// Pre-condition: not empty.
    [[nodiscard]] double low() const { return from_order(low_); }
    [[nodiscard]] double high() const { return from_order(greatest()); }

    /// Whether the value is zero or lies between the least and the greatest. Never, when there are none.
    [[nodiscard]] bool covers(double x) const { return (distance(low_, in_order(x)) & not_zero(x)) < size_; }

    /// The place of a value that the grid covers and that is not zero.
    [[nodiscard]] std::int64_t place(double x) const { return above_floor(magnitude(x) >> shift_) ^ sign(x); }

    /// Which of `Buckets + 1` slots a place has, the last being zero's. No two that are occupied share one.
    [[nodiscard]] static std::size_t slot(std::int64_t place) {
        return static_cast<std::size_t>(place) & (Buckets - 1);
    }
    static constexpr std::size_t zero = Buckets;

    /// The slot of a value that the grid covers: that of its place, counted backwards from zero's.
    [[nodiscard]] std::size_t slot(double x) const {
        return zero + ((static_cast<std::size_t>(place(x)) | (0 - Buckets)) & static_cast<std::size_t>(not_zero(x)));
    }

    /// `f(place)` for each place from that of the least value to that of the greatest, which hold at least one value
    /// each.
    template <class F>
    void for_each_place(F f) const {
        if (empty()) return;
        for (std::int64_t at = place(low()), end = place(high()); at <= end; ++at) f(at);
    }

    /// The place, here, of a bucket of a grid of fewer values.
    [[nodiscard]] std::int64_t place(log_linear_grid const& finer, std::int64_t at) const {
        return above_floor((steps(at) + finer.floor_) >> (shift_ - finer.shift_)) ^ at >> 63;
    }

    /// Whether every value has the same place in both.
    [[nodiscard]] bool same_places(log_linear_grid const& other) const {
        return shift_ == other.shift_ && floor_ == other.floor_;
    }

    /// `f(from, to, n)` for each n of a slot that is not 0, in order of values: where its bucket begins and ends, no
    /// further than the values do.
    template <class Counts, class F>
    void for_each_bucket(Counts const& counts, F f) const {
        bool below = true;
        auto const visit_zero = [&] {
            below = false;
            if (counts[zero] != 0) f(0.0, 0.0, counts[zero]);
        };
        for_each_place([&](std::int64_t at) {
            if (below && at >= 0) visit_zero();
            auto const n = counts[slot(at)];
            if (n == 0) return;
            double const inner = steps(at) == 0 ? 0 : edge(at, 0), outer = edge(at, 1);
            f(std::max(std::min(inner, outer), low()), std::min(std::max(inner, outer), high()), n);
        });
        if (below) visit_zero();
    }

    /// Whether a grid may be of values between these two.
    [[nodiscard]] static bool sound(double low, double high) {
        constexpr double most = std::numeric_limits<double>::max();
        return low <= high && low >= -most && high <= most && low != 0 && high != 0;
    }

    /// The grid of these values and one more. Pre-condition: `x` is not zero.
    [[nodiscard]] log_linear_grid with(double x) const {
        return empty() ? log_linear_grid(x, x) : log_linear_grid(std::min(low(), x), std::max(high(), x));
    }

    /// As `with`, in place, if that changes no place; whether it did. Pre-condition: `x` is not zero.
    bool stretch(double x) {
        if (empty()) return false;
        auto const low = std::min(low_, in_order(x));
        auto const high = std::max(greatest(), in_order(x));
        bool const same_ends = low >> shift_ == low_ >> shift_ && high >> shift_ == greatest() >> shift_;
        if (!same_ends && ((low ^ high) < 0 || floor_ != 0 || (high >> shift_) - (low >> shift_) >= room)) return false;
        low_ = low;
        size_ = distance(low, high) + 1;
        return true;
    }
    [[nodiscard]] log_linear_grid with(log_linear_grid const& other) const {
        if (other.empty()) return *this;
        return empty() ? other : log_linear_grid(std::min(low(), other.low()), std::max(high(), other.high()));
    }

    friend bool operator==(log_linear_grid const&, log_linear_grid const&) = default;

private:
    static constexpr int coarsest = 52 - LeastBits;
    static constexpr auto room = static_cast<std::int64_t>(Buckets);

    /// How far a place is from zero, 0 for the nearest.
    [[nodiscard]] static std::int64_t steps(std::int64_t place) { return place ^ place >> 63; }

    [[nodiscard]] std::int64_t above_floor(std::int64_t shifted) const {
        return std::max<std::int64_t>(shifted - floor_, 0);
    }

    /// All bits set, or none for zero: where half of the values are zero, a branch costs more than all the rest.
    [[nodiscard]] static std::uint64_t not_zero(double x) {
        return 0 - ((static_cast<std::uint64_t>(magnitude(x)) + std::numeric_limits<std::int64_t>::max()) >> 63);
    }

    [[nodiscard]] static std::uint64_t distance(std::int64_t from, std::int64_t to) {
        return static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
    }

    [[nodiscard]] std::int64_t greatest() const {
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(low_) + size_ - 1);
    }

    /// The bits of an edge, as a double; past the greatest finite one, that.
    [[nodiscard]] double edge(std::int64_t at, std::int64_t further) const {
        auto const bits = (steps(at) + floor_ + further) << shift_;
        auto const x = bits < std::bit_cast<std::int64_t>(std::numeric_limits<double>::infinity())
                           ? std::bit_cast<double>(bits)
                           : std::numeric_limits<double>::max();
        return at < 0 ? -x : x;
    }

    void fit() {
        auto const low_size = magnitude(low());
        auto const high_size = magnitude(high());
        if ((low_ < 0) != (greatest() < 0)) fit_both_signs(low_size >> coarsest, high_size >> coarsest);
        else fit_one_sign(std::min(low_size, high_size), std::max(low_size, high_size));
    }

    void fit_one_sign(std::int64_t least, std::int64_t most) {
        auto const buckets_at_full = static_cast<std::uint64_t>(most - least) / Buckets;
        shift_ = std::min(static_cast<int>(std::bit_width(buckets_at_full)), coarsest);
        if (shift_ < coarsest && (most >> shift_) - (least >> shift_) >= room) ++shift_; // the ends lie badly
        if ((most >> shift_) - (least >> shift_) >= room) floor_ = (most >> shift_) - room + 1;
    }

    void fit_both_signs(std::int64_t negative, std::int64_t positive) {
        shift_ = coarsest;
        auto const both = std::max<std::int64_t>((negative + positive + 3 - room) >> 1, 0);
        auto const one = std::max<std::int64_t>(std::max(negative, positive) + 2 - room, 0);
        floor_ = both <= std::min(negative, positive) ? both : one;
    }

    std::int64_t low_ = 0;   // in order
    std::uint64_t size_ = 0; // the values from there on
    std::int64_t floor_ = 0;
    int shift_ = 0;
};

} // namespace crucible::telemetry::cells::detail
