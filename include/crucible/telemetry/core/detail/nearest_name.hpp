// SPDX-License-Identifier: MIT
#pragma once
// The name most like a given one, for "did you mean": least edit distance (Levenshtein 1966), at compile time.

#include <array>
#include <cstddef>
#include <string_view>

namespace crucible::telemetry::detail {

inline constexpr std::size_t longest_compared_name = 64;

/// Edits (insert, delete, replace) that turn `a` into `b`; only the first 64 characters of each count. O(|a||b|).
consteval std::size_t edit_distance(std::string_view a, std::string_view b) {
    a = a.substr(0, longest_compared_name);
    b = b.substr(0, longest_compared_name);
    std::array<std::size_t, longest_compared_name + 1> row{};
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            std::size_t const replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            std::size_t const resized = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            row[j] = replaced < resized ? replaced : resized;
        }
    }
    return row[b.size()];
}

/// Index of the candidate nearest to `name`; the first of several. Pre-condition: there is a candidate.
template <std::size_t Size>
consteval std::size_t nearest_name(std::string_view name, std::array<std::string_view, Size> const& candidates) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < Size; ++i)
        if (edit_distance(name, candidates[i]) < edit_distance(name, candidates[best])) best = i;
    return best;
}

} // namespace crucible::telemetry::detail
