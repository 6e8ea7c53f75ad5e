// SPDX-License-Identifier: MIT
#pragma once
// The latest N values in the order of their size: a value moves those between its place and that of the one which
// leaves.

#include <array>
#include <cstdint>
#include <cstring>

namespace crucible::telemetry::cells::detail {

template <std::uint32_t N>
class sorted_window {
public:
    /// O(log N) comparisons, without branches, and one move of up to N values.
    void add(double x) {
        double* const all = sorted_.data();
        if (size_ != N) [[unlikely]] {
            std::uint32_t const at = place_of(x);
            std::memmove(all + at + 1, all + at, (size_ - at) * sizeof(double));
            all[at] = x;
            ++size_;
        } else {
            auto const [out, in] = places_of(by_age_[oldest_], x);
            bool const up = in > out; // those between move down, to where the one that leaves was; else up
            std::memmove(all + (up ? out : in + 1), all + (up ? out + 1 : in),
                         (up ? in - 1 - out : out - in) * sizeof(double));
            all[up ? in - 1 : in] = x;
        }
        by_age_[oldest_] = x;
        if (++oldest_ == N) oldest_ = 0;
    }

    [[nodiscard]] std::uint32_t size() const { return size_; }
    [[nodiscard]] double operator[](std::uint32_t i) const { return sorted_[i]; }

    /// Of an even number, the upper one of the middle. Pre-condition: not empty.
    [[nodiscard]] double median() const { return sorted_[size_ / 2]; }

    /// Median of the distances from the median, the upper one of an even number: the k = size / 2 + 1 values nearest to
    /// the median are k that follow each other. Pre-condition: not empty. O(log N).
    [[nodiscard]] double median_distance() const {
        double const middle = median();
        std::uint32_t const reach = size_ / 2; // from the first of the k to the last
        double const* first = sorted_.data();
        std::uint32_t left = size_ - reach; // places where the first may be
        while (left > 1) {
            std::uint32_t const half = left / 2;
            first += half & -static_cast<std::uint32_t>(middle - first[half - 1] > first[half + reach] - middle);
            left -= half;
        }
        double const below = middle - *first, above = first[reach] - middle;
        return below > above ? below : above;
    }

    void write(auto& to) const {
        to.write(size_);
        for (std::uint32_t i = 0; i != size_; ++i) to.write(of_age(i));
    }
    static bool read(auto& from, sorted_window& c) {
        std::uint32_t size = 0;
        if (!from.read(size) || size > N) return false;
        for (double x = 0; size != 0; --size) {
            if (!from.read(x) || x != x) return false;
            c.add(x);
        }
        return true;
    }
    /// Of the same values in the same order.
    friend bool operator==(sorted_window const& a, sorted_window const& b) {
        if (a.size_ != b.size_) return false;
        for (std::uint32_t i = 0; i != a.size_; ++i)
            if (a.of_age(i) != b.of_age(i)) return false;
        return true;
    }

private:
    /// The i-th from the oldest on.
    [[nodiscard]] double of_age(std::uint32_t i) const { return by_age_[(oldest_ + N - size_ + i) % N]; }

    /// How many are less than x. Its steps depend on the size only, and are no branches.
    [[nodiscard]] std::uint32_t place_of(double x) const { return places_of(x, x).first; }

    struct places {
        std::uint32_t first, second;
    };
    /// The same of two values at a time, for little more than the time of one.
    [[nodiscard]] places places_of(double x, double y) const {
        double const *const all = sorted_.data(), *a = all, *b = all;
        std::uint32_t left = size_;
        if (left == 0) return {0, 0};
        while (left > 1) {
            std::uint32_t const half = left / 2;
            a += half & -static_cast<std::uint32_t>(a[half - 1] < x);
            b += half & -static_cast<std::uint32_t>(b[half - 1] < y);
            left -= half;
        }
        return {static_cast<std::uint32_t>(a - all) + (*a < x), static_cast<std::uint32_t>(b - all) + (*b < y)};
    }

    std::array<double, N> sorted_{};
    std::array<double, N> by_age_{}; // a ring
    std::uint32_t size_ = 0;
    std::uint32_t oldest_ = 0; // where the next value goes
};

} // namespace crucible::telemetry::cells::detail
