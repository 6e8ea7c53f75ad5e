// SPDX-License-Identifier: MIT
#pragma once
// The exponential histogram of OpenTelemetry (data model; OTEP 149): buckets whose bounds are powers of 2^(2^-scale),
// upper bounds within. The scale falls as the values spread; merging is exact in any order. 2.6 kB.

#include <crucible/telemetry/fwd.hpp>
#include <crucible/telemetry/cells/cell.hpp>
#include <crucible/telemetry/cells/detail/row_units.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace crucible::telemetry::cells {

/// Bucket i of a side holds magnitudes in (base^i, base^(i + 1)], base = 2^(2^-scale). The scale is the greatest, up to
/// 20, with which either side needs no more than `Buckets` of them: it depends on the values only, not on their order.
/// Every value is placed at scale 20 and moved down from there, so that it goes where its neighbours go.
template <std::size_t Buckets>
class exponential_buckets {
    static_assert(Buckets >= 8 && Buckets <= 4096);

public:
    /// Counts from the bucket `offset` on; the first and the last of them are not empty.
    struct side {
        std::int32_t offset = 0;
        std::uint32_t size = 0;
        std::array<std::uint64_t, Buckets> units{};

        /// Rows in the bucket `offset + i`.
        [[nodiscard]] double rows(std::size_t i) const { return detail::rows_of(units[i]); }
        friend bool operator==(side const&, side const&) = default;
    };

    void operator()(double x, double weight = 1) {
        auto const n = weight == 1 ? detail::units_of_row : detail::units_of(weight);
        if (x == 0) detail::add_units(zeros_, n);
        else add(x > 0 ? positive_ : negative_, finest(x < 0 ? -x : x) >> shift_, n);
    }

    exponential_buckets& operator+=(exponential_buckets const& other) {
        if (this == &other) return *this += exponential_buckets(other);
        if (other.shift_ > shift_) coarsen(other.shift_ - shift_);
        detail::add_units(zeros_, other.zeros_);
        merge(positive_, other.positive_, other.shift_);
        merge(negative_, other.negative_, other.shift_);
        return *this;
    }

    [[nodiscard]] int scale() const { return finest_scale - shift_; }
    [[nodiscard]] double zeros() const { return detail::rows_of(zeros_); }
    [[nodiscard]] side const& positive() const { return positive_; }
    [[nodiscard]] side const& negative() const { return negative_; }

    /// Where the bucket of an index begins: its lower bound.
    [[nodiscard]] double bound(std::int64_t index) const {
        return std::exp2(std::ldexp(static_cast<double>(index), -scale()));
    }

    friend bool operator==(exponential_buckets const&, exponential_buckets const&) = default;

    static constexpr serial_form<exponential_buckets> form{"exponential_buckets", 1, Buckets};
    void write(auto& to) const {
        to.write(shift_, zeros_);
        for (side const* s : {&positive_, &negative_}) {
            to.write(s->offset, s->size);
            to.write_array(std::span(s->units).first(s->size));
        }
    }
    static bool read(auto& from, exponential_buckets& c) {
        if (!from.read(c.shift_, c.zeros_)) return false;
        if (c.shift_ < 0 || c.shift_ > 30 || c.zeros_ > detail::most_units) return false;
        return c.read_side(from, c.positive_) && c.read_side(from, c.negative_);
    }

private:
    static constexpr int finest_scale = 20;

    /// The index at scale 20: ceil(2^20 log2 x) - 1.
    [[nodiscard]] static std::int32_t finest(double x) {
        int exponent = 0;
        double const fraction = 2 * std::frexp(x, &exponent); // in [1, 2), so that x = fraction 2^(exponent - 1)
        auto const octave = (exponent - 1) * (1 << finest_scale);
        if (fraction == 1) return octave - 1;
        auto const within = static_cast<std::int32_t>(std::ceil(std::log2(fraction) * (1 << finest_scale))) - 1;
        return octave + std::min(std::max(within, 0), (1 << finest_scale) - 1);
    }

    void add(side& s, std::int32_t index, std::uint64_t n) {
        auto const at = static_cast<std::uint32_t>(index) - static_cast<std::uint32_t>(s.offset); // may be past int
        if (at < s.size) return detail::add_units(s.units[at], n);
        int const steps = excess(s, index);
        coarsen(steps);
        index >>= steps;
        make_room(s, index);
        detail::add_units(s.units[static_cast<std::size_t>(index - s.offset)], n);
    }

    /// Adds a side whose scale is by `shift` below 20, and so no coarser.
    void merge(side& to, side const& from, int shift) {
        for (std::uint32_t i = 0; i != from.size; ++i)
            if (from.units[i] != 0)
                add(to, (from.offset + static_cast<std::int32_t>(i)) >> (shift_ - shift), from.units[i]);
    }

    /// By how many scales the side must become coarser to hold one more index.
    [[nodiscard]] static int excess(side const& s, std::int32_t index) {
        auto low = s.size == 0 ? index : std::min(s.offset, index);
        auto high = s.size == 0 ? index : std::max(s.offset + static_cast<std::int32_t>(s.size) - 1, index);
        int steps = 0;
        for (; std::int64_t{high} - low >= static_cast<std::int64_t>(Buckets); ++steps) low >>= 1, high >>= 1;
        return steps;
    }

    void coarsen(int steps) {
        if (steps == 0) return;
        shift_ += steps;
        for (side* s : {&positive_, &negative_}) {
            side const finer = *s;
            *s = {.offset = finer.offset >> steps};
            for (std::uint32_t i = 0; i != finer.size; ++i) {
                auto const index = (finer.offset + static_cast<std::int32_t>(i)) >> steps;
                s->size = static_cast<std::uint32_t>(index - s->offset + 1);
                detail::add_units(s->units[s->size - 1], finer.units[i]);
            }
        }
    }

    /// Pre-condition: the index and what there is fit.
    static void make_room(side& s, std::int32_t index) {
        if (s.size == 0) s.offset = index;
        if (index < s.offset) {
            auto const by = static_cast<std::uint32_t>(s.offset - index);
            std::copy_backward(s.units.begin(), s.units.begin() + s.size, s.units.begin() + s.size + by);
            std::fill_n(s.units.begin(), by, 0);
            s.offset = index;
            s.size += by;
        }
        s.size = std::max(s.size, static_cast<std::uint32_t>(index - s.offset) + 1);
    }

    bool read_side(auto& from, side& s) {
        if (!from.read(s.offset, s.size) || s.size > Buckets) return false;
        if (!from.read_array(std::span(s.units).first(s.size))) return false;
        if (s.size == 0) return s.offset == 0;
        for (auto const n : s.units)
            if (n > detail::most_units) return false;
        constexpr std::int64_t octaves = 1100; // no double is further from 1
        auto const low = std::int64_t{s.offset} * (std::int64_t{1} << shift_);
        auto const high = (std::int64_t{s.offset} + s.size) * (std::int64_t{1} << shift_);
        return s.units[0] != 0 && s.units[s.size - 1] != 0 && low >= -octaves << finest_scale &&
               high <= (octaves << finest_scale) + (std::int64_t{1} << shift_);
    }

    side positive_{}, negative_{};
    std::uint64_t zeros_ = 0;
    std::int32_t shift_ = 0; // below scale 20
};

} // namespace crucible::telemetry::cells
