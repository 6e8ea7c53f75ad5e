// SPDX-License-Identifier: MIT
#pragma once
// The handwritten digits: 64 pixels scaled to [0, 1] and a label, read from a CSV file without header,
// shuffled and split the same way on every machine (std::shuffle and the std distributions are not).

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace digits {

inline constexpr std::size_t pixels = 64;
inline constexpr std::size_t classes = 10;
inline constexpr float brightest = 16.0F; // pixels are counts of 4 x 4 blocks: 0 to 16

struct digit {
    std::array<float, pixels> image{};
    std::size_t label = 0;
};

using dataset = std::vector<digit>;

struct split {
    dataset train;
    dataset test;
};

// The next comma-separated whole number of `line`, not above `limit`.
inline int next_number(std::string_view& line, int limit) {
    int number = 0;
    const char* const end = line.data() + line.size();
    const auto [stop, failure] = std::from_chars(line.data(), end, number);
    const bool ends_here = stop == end || *stop == ',';
    if (failure != std::errc{} || !ends_here || number < 0 || number > limit) {
        throw std::runtime_error("expected a whole number from 0 to " + std::to_string(limit));
    }
    line.remove_prefix(static_cast<std::size_t>(stop - line.data()) + (stop == end ? 0 : 1));
    return number;
}

inline digit parse(std::string_view line) {
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    digit result;
    for (float& pixel : result.image) {
        pixel = static_cast<float>(next_number(line, static_cast<int>(brightest))) / brightest;
    }
    result.label = static_cast<std::size_t>(next_number(line, static_cast<int>(classes) - 1));
    if (!line.empty()) {
        throw std::runtime_error("more than 64 pixels and a label");
    }
    return result;
}

// Throws std::runtime_error that names the file, and the line where one is at fault.
inline dataset load(const std::filesystem::path& file) {
    std::ifstream in(file);
    if (!in) {
        throw std::runtime_error("cannot read " + file.string());
    }
    dataset result;
    for (std::string line; std::getline(in, line);) {
        try {
            result.push_back(parse(line));
        } catch (const std::runtime_error& fault) {
            throw std::runtime_error(file.string() + ", line " + std::to_string(result.size() + 1) + ": " +
                                     fault.what());
        }
    }
    if (result.empty()) {
        throw std::runtime_error(file.string() + " holds no digits");
    }
    return result;
}

// Fisher-Yates; the modulo's bias (below 2^-50 for these sizes) is of no matter here.
template <class T>
void shuffle(std::span<T> items, std::mt19937_64& random) {
    for (std::size_t left = items.size(); left > 1; --left) {
        std::swap(items[left - 1], items[random() % left]);
    }
}

inline split train_test_split(dataset all, double test_share, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    shuffle(std::span(all), random);
    const auto held_out = static_cast<std::ptrdiff_t>(static_cast<double>(all.size()) * test_share);
    const auto cut = all.end() - held_out;
    return {.train = dataset(all.begin(), cut), .test = dataset(cut, all.end())};
}

} // namespace digits
