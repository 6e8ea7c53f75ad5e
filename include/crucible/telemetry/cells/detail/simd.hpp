// SPDX-License-Identifier: MIT
#pragma once
// Many values at once: loops over the processor's own vectors, as the compilers offer them, in independent chains. A
// chain of dependent additions costs their latency, several chains only their number.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace crucible::telemetry::detail {

#if defined(__AVX512F__)
inline constexpr std::size_t pack_bytes = 64;
#elif defined(__AVX__)
inline constexpr std::size_t pack_bytes = 32;
#else
inline constexpr std::size_t pack_bytes = 16;
#endif

using pack = double __attribute__((vector_size(pack_bytes)));
using bits_pack = std::uint64_t __attribute__((vector_size(pack_bytes)));
inline constexpr std::size_t pack_size = pack_bytes / sizeof(double);

/// `step(chain, pack)` for every whole pack of the values, the packs dealt out in turn over the chains, and
/// `rest(value)` for every value that is left. O(n).
template <std::size_t Chains, class Pack = pack, class Step, class Rest>
inline void in_packs(std::span<double const> values, Step step, Rest rest) {
    double const* next = values.data();
    double const* const end = next + values.size();
    auto const add = [&](std::size_t chain) {
        Pack x;
        __builtin_memcpy(&x, next + chain * pack_size, sizeof x);
        step(chain, x);
    };
    for (; static_cast<std::size_t>(end - next) >= Chains * pack_size; next += Chains * pack_size)
        [&]<std::size_t... Chain>(std::index_sequence<Chain...>) { (add(Chain), ...); }
    (std::make_index_sequence<Chains>{});
    for (; static_cast<std::size_t>(end - next) >= pack_size; next += pack_size) add(0);
    for (; next != end; ++next) rest(*next);
}

/// The sum of a pack's numbers, pairwise: the fewest additions that wait for each other.
[[nodiscard]] inline double sum_of_pack(pack const& x) {
    double part[pack_size];
    for (std::size_t j = 0; j != pack_size; ++j) part[j] = x[j];
    for (std::size_t width = pack_size / 2; width != 0; width /= 2)
        for (std::size_t j = 0; j != width; ++j) part[j] += part[j + width];
    return part[0];
}

/// sum of ((x - shift) - mean)^k for k = 1 to Powers. O(n).
template <std::size_t Powers>
[[nodiscard]] inline std::array<double, Powers> sums_of_powers(std::span<double const> values, double shift,
                                                               double mean) {
    constexpr std::size_t chains = Powers > 2 ? 2 : 4;
    pack sums[chains][Powers]{};
    std::array<double, Powers> total{};
    auto const add = [=](auto& to, auto const& x) {
        auto const d = (x - shift) - mean;
        to[0] += d;
        if constexpr (Powers > 1) to[1] += d * d;
        if constexpr (Powers > 2) to[2] += d * d * d;
        if constexpr (Powers > 3) to[3] += (d * d) * (d * d);
    };
    in_packs<chains>(
        values, [&](std::size_t chain, pack const& x) { add(sums[chain], x); }, [&](double x) { add(total, x); });
    for (std::size_t k = 0; k != Powers; ++k) {
        pack sum = sums[0][k] + sums[1][k];
        if constexpr (chains == 4) sum += sums[2][k] + sums[3][k];
        total[k] += sum_of_pack(sum);
    }
    return total;
}

/// Neither NaN nor infinite. Looks at the bits, so that -ffast-math cannot remove the question.
[[nodiscard]] constexpr bool is_finite(double x) {
    constexpr std::uint64_t exponent = 0x7ff0'0000'0000'0000;
    return (std::bit_cast<std::uint64_t>(x) & exponent) != exponent;
}

/// Whether all are. O(n).
[[nodiscard]] inline bool all_finite(std::span<double const> values) {
    constexpr std::uint64_t exponent = 0x7ff0'0000'0000'0000, one = 0x0010'0000'0000'0000;
    bits_pack carried[2]{}; // one more than an exponent of all ones carries into the sign
    bool all = true;
    in_packs<2, bits_pack>(
        values, [&](std::size_t chain, bits_pack const& x) { carried[chain] |= (x & exponent) + one; },
        [&](double x) { all &= is_finite(x); });
    for (std::size_t j = 0; j != pack_size; ++j) all &= (carried[0][j] | carried[1][j]) >> 63 == 0;
    return all;
}

} // namespace crucible::telemetry::detail
