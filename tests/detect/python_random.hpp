// SPDX-License-Identifier: MIT
#pragma once
// The generators with which river publishes what its detectors find: Python's random.Random and NumPy's RandomState,
// both the Mersenne twister, seeded in two ways.

#include <cmath>
#include <cstdint>
#include <numbers>
#include <optional>
#include <random>
#include <sstream>
#include <utility>
#include <vector>

namespace detectors {

/// numpy.random.RandomState(seed): seeded by one word, as std::mt19937 is.
class numpy_random {
public:
    explicit numpy_random(std::uint32_t seed) : bits_(seed) {}

    /// randint(below, size=n), of a power of two.
    std::vector<double> whole(std::uint32_t below, std::size_t n) {
        std::vector<double> all(n);
        for (double& x : all) x = static_cast<double>(bits_() & (below - 1));
        return all;
    }

private:
    std::mt19937 bits_;
};

/// random.Random(seed): seeded by an array of one word (Matsumoto and Nishimura's init_by_array).
class python_random {
public:
    explicit python_random(std::uint32_t seed) {
        std::vector<std::uint32_t> state(624);
        state[0] = 19650218;
        auto const mixed = [&](std::size_t i) { return state[i - 1] ^ (state[i - 1] >> 30); };
        for (std::uint32_t i = 1; i != 624; ++i) state[i] = 1812433253U * mixed(i) + i;
        std::size_t i = 1;
        auto const step = [&](std::uint32_t multiplier, auto added) {
            state[i] = (state[i] ^ (mixed(i) * multiplier)) + added(i);
            if (++i == 624) state[0] = state[623], i = 1;
        };
        for (int k = 0; k != 624; ++k) step(1664525, [&](std::size_t) { return seed; });
        auto const less_place = [](std::size_t at) { return 0U - static_cast<std::uint32_t>(at); };
        for (int k = 0; k != 623; ++k) step(1566083941, less_place);
        state[0] = 0x80000000U;
        std::stringstream words;
        for (std::uint32_t const word : state) words << word << ' ';
        words << 624; // libstdc++ and libc++: how many were drawn
        words >> bits_;
    }

    double random() {
        auto const a = static_cast<double>(bits_() >> 5), b = static_cast<double>(bits_() >> 6);
        return (a * 67108864 + b) / 9007199254740992;
    }

    /// choices(range(from, from + n), k=many)
    std::vector<double> choices(int from, int n, std::size_t many) {
        std::vector<double> all(many);
        for (double& x : all) x = from + std::floor(random() * n);
        return all;
    }

    /// many times gauss(mean, 1)
    std::vector<double> gauss(double mean, std::size_t many) {
        std::vector<double> all(many);
        for (double& x : all) {
            double const kept = next_ ? *std::exchange(next_, std::nullopt) : draw();
            x = mean + kept;
        }
        return all;
    }

private:
    double draw() {
        double const angle = random() * 2 * std::numbers::pi;
        double const radius = std::sqrt(-2 * std::log(1 - random()));
        next_ = std::sin(angle) * radius;
        return std::cos(angle) * radius;
    }

    std::mt19937 bits_;
    std::optional<double> next_{};
};

inline std::vector<double> joined(std::vector<double> a, std::vector<double> const& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

} // namespace detectors
