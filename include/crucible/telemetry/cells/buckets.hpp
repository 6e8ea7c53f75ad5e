// SPDX-License-Identifier: MIT
#pragma once
// A histogram with fixed bounds, as OpenMetrics knows it: how many values lie up to each bound. 8 bytes a bucket;
// merging is exact in any order.

#include <crucible/telemetry/cells/cell.hpp>
#include <crucible/telemetry/cells/detail/randomness.hpp>
#include <crucible/telemetry/cells/detail/row_units.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <span>

namespace crucible::telemetry::cells {

namespace detail {

template <std::size_t Bounds>
struct compared_one_by_one {
    static_assert(Bounds <= 256, "buckets are compared one by one: 256 bounds at most");
};

} // namespace detail

/// `Bounds::values` is an array of ascending upper bounds, each within its bucket (le). What is beyond the last has a
/// bucket of its own. Weights are kept in steps of 2^-16 row; a bucket is full at 2^46 rows.
template <class Bounds>
class buckets {
public:
    static constexpr std::size_t size = Bounds::values.size() + 1;

    void operator()(double x) { detail::add_units(counts_[bucket(x)], detail::units_of_row); }
    void operator()(double x, double weight) { detail::add_units(counts_[bucket(x)], detail::units_of(weight)); }
    void operator()(std::span<double const> values) {
        for (double const x : values) (*this)(x);
    }

    buckets& operator+=(buckets const& other) {
        for (std::size_t i = 0; i != size; ++i) detail::add_units(counts_[i], other.counts_[i]);
        return *this;
    }

    /// Rows of each bucket; not cumulative.
    [[nodiscard]] std::array<double, size> rows() const {
        std::array<double, size> all;
        for (std::size_t i = 0; i != size; ++i) all[i] = detail::rows_of(counts_[i]);
        return all;
    }

    friend bool operator==(buckets const&, buckets const&) = default;

    static constexpr serial_form<buckets> form{"buckets", 1, [] {
        std::uint64_t all = size;
        for (double const bound : Bounds::values) all = detail::scatter(all ^ std::bit_cast<std::uint64_t>(bound));
        return all;
    }()};
    void write(auto& to) const { to.write_array(std::span<std::uint64_t const>(counts_)); }
    static bool read(auto& from, buckets& c) {
        bool sound = from.read_array(std::span<std::uint64_t>(c.counts_));
        for (std::uint64_t const n : c.counts_) sound = sound && n <= detail::most_units;
        return sound;
    }

private:
    /// How many bounds the value is beyond; all are compared, which is faster than a search with guesses.
    static std::size_t bucket(double x) {
        std::size_t beyond = 0;
        for (double const bound : Bounds::values) beyond += x > bound ? 1 : 0;
        return beyond;
    }

    static_assert(sizeof(detail::compared_one_by_one<Bounds::values.size()>) != 0);

    std::array<std::uint64_t, size> counts_{};
};

} // namespace crucible::telemetry::cells
