// SPDX-License-Identifier: MIT
#pragma once
// Exact quantiles of many values without sorting them: values are counted by the leading bits in which they differ, and
// only those that share their leading bits with a wanted one are looked at more closely.

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace crucible::telemetry::detail {

/// A finite number's bits as an integer of the same order.
[[nodiscard]] constexpr std::uint64_t ordered_bits(double x) {
    auto const bits = std::bit_cast<std::uint64_t>(x);
    constexpr std::uint64_t sign = std::uint64_t{1} << 63;
    return (bits & sign) != 0 ? ~bits : bits | sign;
}

/// Values in up to 2048 buckets that are in order, by leading bits.
class buckets {
public:
    static constexpr int bits = 11;

    explicit buckets(std::span<double const> values) : values_(values) {
        least_ = ordered_bits(values.front());
        std::uint64_t most = least_;
        for (double const x : values) {
            least_ = std::min(least_, ordered_bits(x));
            most = std::max(most, ordered_bits(x));
        }
        shift_ = std::max(0, static_cast<int>(std::bit_width(most - least_)) - bits);
        for (double const x : values) ++sizes_[of(x)];
    }

    /// The values in the buckets that hold values of these ascending ranks; each rank becomes that among them.
    template <std::size_t N>
    [[nodiscard]] std::vector<double> around(std::array<std::size_t, N>& ranks) const {
        std::array<bool, std::size_t{1} << bits> wanted{};
        std::size_t before = 0; // values in all buckets so far, and in those not wanted
        std::size_t left_out = 0;
        std::size_t next = 0;
        for (std::size_t b = 0; b != sizes_.size(); before += sizes_[b++]) {
            for (; next != N && ranks[next] < before + sizes_[b]; ++next) {
                wanted[b] = true;
                ranks[next] -= left_out;
            }
            if (!wanted[b]) left_out += sizes_[b];
        }
        std::vector<double> chosen(values_.size() - left_out + 1); // one more is written to and not kept
        std::size_t n = 0;
        for (double const x : values_) {
            chosen[n] = x;
            n += wanted[of(x)];
        }
        chosen.pop_back();
        return chosen;
    }

private:
    [[nodiscard]] std::size_t of(double x) const {
        return static_cast<std::size_t>((ordered_bits(x) - least_) >> shift_);
    }

    std::span<double const> values_;
    std::uint64_t least_ = 0;
    int shift_ = 0;
    std::array<std::size_t, std::size_t{1} << bits> sizes_{};
};

/// The values at these ascending places of the sorted sequence. Pre-condition: the places exist, the values are finite.
template <std::size_t N>
[[nodiscard]] std::array<double, N> select_ranks(std::span<double const> values, std::array<std::size_t, N> ranks) {
    std::vector<double> chosen = buckets(values).around(ranks);
    std::array<double, N> found;
    auto from = chosen.begin(); // the values before it are the least
    for (std::size_t i = 0; i != N; ++i) {
        auto const place = chosen.begin() + static_cast<std::ptrdiff_t>(ranks[i]);
        std::nth_element(from, place, chosen.end());
        found[i] = *place;
        from = place;
    }
    return found;
}

/// Quantiles of type 7 (Hyndman, Fan 1996): with the values in order, the one at position (n - 1) p counted from 0,
/// linear between neighbours. Pre-condition: the probabilities ascend, the values are finite. O(n).
template <std::size_t N>
[[nodiscard]] std::array<std::optional<double>, N> select_quantiles(std::span<double const> values,
                                                                    std::array<double, N> const& probabilities) {
    std::array<std::optional<double>, N> quantiles;
    if (values.empty()) return quantiles;
    auto const highest = static_cast<double>(values.size() - 1);
    std::array<std::size_t, 2 * N> ranks;
    for (std::size_t i = 0; i != N; ++i) {
        ranks[2 * i] = static_cast<std::size_t>(highest * probabilities[i]);
        ranks[2 * i + 1] = std::min(ranks[2 * i] + 1, values.size() - 1);
    }
    auto const ascending = [&] { auto sorted = ranks; std::sort(sorted.begin(), sorted.end()); return sorted; }();
    auto const found = select_ranks(values, ascending);
    auto const at = [&](std::size_t rank) {
        return found[static_cast<std::size_t>(std::find(ascending.begin(), ascending.end(), rank) - ascending.begin())];
    };
    for (std::size_t i = 0; i != N; ++i) {
        double const fraction = highest * probabilities[i] - static_cast<double>(ranks[2 * i]);
        quantiles[i] = std::lerp(at(ranks[2 * i]), at(ranks[2 * i + 1]), fraction);
    }
    return quantiles;
}

} // namespace crucible::telemetry::detail
