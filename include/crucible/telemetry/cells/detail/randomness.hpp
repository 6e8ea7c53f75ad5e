// SPDX-License-Identifier: MIT
#pragma once
// Coins for sketches that choose at random: SplitMix64 (Steele, Lea, Flood 2014), 8 bytes, the same on every machine.

#include <bit>
#include <cmath>
#include <cstdint>

namespace crucible::telemetry::cells::detail {

/// The finaliser of SplitMix64, a bijection: every bit of the input changes about half of the bits of the result.
[[nodiscard]] constexpr std::uint64_t scatter(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

class randomness {
public:
    constexpr explicit randomness(std::uint64_t seed) : state_(seed) {}

    [[nodiscard]] constexpr std::uint64_t next() { return scatter(state_ += 0x9e3779b97f4a7c15); }

    /// Evenly one of 0 ... 2^bits - 1, for bits up to 63.
    [[nodiscard]] constexpr std::uint64_t of_bits(int bits) { return bits == 0 ? 0 : next() >> (64 - bits); }

    /// Evenly in (0, 1).
    [[nodiscard]] constexpr double unit() { return (static_cast<double>(next() >> 12) + 0.5) * 0x1p-52; }

    /// From the exponential distribution of mean 1.
    [[nodiscard]] double exponential() { return -std::log(unit()); }

    /// Makes what follows depend on something else as well: sketches of one seed that see different rows toss different
    /// coins, so that their errors do not add up when they are merged.
    constexpr void stir(std::uint64_t bits) { state_ ^= scatter(bits); }
    constexpr void stir(double x) { stir(std::bit_cast<std::uint64_t>(x)); }

    [[nodiscard]] constexpr std::uint64_t state() const { return state_; }

    friend bool operator==(randomness const&, randomness const&) = default;

private:
    std::uint64_t state_;
};

} // namespace crucible::telemetry::cells::detail
