// SPDX-License-Identifier: MIT
#pragma once
// What the examples share: where to leave files, checks of their own output, and random numbers that are the same on
// every machine.

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>

namespace example {

/// `--out DIR`, else the folder that the program runs in.
inline std::filesystem::path output_folder(int argc, char** argv) {
    for (int i = 1; i + 1 < argc; ++i)
        if (std::string_view{argv[i]} == "--out") return argv[i + 1];
    return ".";
}

/// Counts what did not hold.
class checks {
public:
    void operator()(bool held, char const* what) {
        if (held) return;
        ++failed_;
        std::fprintf(stderr, "does not hold: %s\n", what);
    }
    [[nodiscard]] int exit_code() const { return failed_ == 0 ? 0 : 1; }

private:
    int failed_ = 0;
};

/// SplitMix64 (Steele, Lea, Flood 2014).
class dice {
public:
    explicit dice(std::uint64_t seed) : state_{seed} {}

    /// In [0, 1).
    double uniform() {
        state_ += 0x9E3779B97F4A7C15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1p-53;
    }
    [[nodiscard]] bool chance(double p) { return uniform() < p; }
    [[nodiscard]] std::int64_t between(std::int64_t least, std::int64_t most) {
        return least + static_cast<std::int64_t>(uniform() * static_cast<double>(most - least + 1));
    }
    /// Log-normal, as times of requests are: half of them below `median`.
    [[nodiscard]] double log_normal(double median, double spread) {
        double const u = uniform() + 0x1p-60;
        double const normal = std::sqrt(-2 * std::log(u)) * std::cos(6.283185307179586 * uniform());
        return median * std::exp(spread * normal);
    }

private:
    std::uint64_t state_;
};

} // namespace example
