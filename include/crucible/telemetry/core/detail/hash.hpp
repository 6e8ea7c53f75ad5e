// SPDX-License-Identifier: MIT
#pragma once
// FNV-1a (Fowler, Noll, Vo), the compile-time hash behind row ids and schema hashes: equal in every translation unit
// and shared library, unlike an address.

#include <cstdint>
#include <string_view>

namespace crucible::telemetry::detail {

inline constexpr std::uint64_t hash_seed = 14695981039346656037ULL;

constexpr std::uint64_t hash(std::string_view text, std::uint64_t seed = hash_seed) {
    for (char const c : text) seed = (seed ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return seed;
}

/// The same over the eight bytes of a number, the least first.
[[nodiscard]] constexpr std::uint64_t hash_number(std::uint64_t number, std::uint64_t seed) {
    for (int i = 0; i != 8; ++i) seed = (seed ^ ((number >> (8 * i)) & 0xff)) * 1099511628211ULL;
    return seed;
}

} // namespace crucible::telemetry::detail
