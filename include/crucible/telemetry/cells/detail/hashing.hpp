// SPDX-License-Identifier: MIT
#pragma once
// Hashes of values for sketches: 64 bits, equal on every machine, each input bit changing about half of them.

#include <crucible/telemetry/cells/detail/randomness.hpp>

#include <cstddef>
#include <string_view>

namespace crucible::telemetry::cells::detail {

/// Equal numbers have equal hashes, 0.0 and -0.0 too, and different ones different hashes.
[[nodiscard]] constexpr std::uint64_t hash_of(double x) {
    return scatter(std::bit_cast<std::uint64_t>(x + 0.0) + 0x9e3779b97f4a7c15);
}

/// Eight bytes a step.
[[nodiscard]] constexpr std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = scatter(text.size() + 1);
    while (!text.empty()) {
        std::uint64_t next = 0;
        std::size_t const n = text.size() < 8 ? text.size() : 8;
        for (std::size_t i = 0; i != n; ++i) next |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
        hash = scatter((hash ^ next) + 0x9e3779b97f4a7c15);
        text.remove_prefix(n);
    }
    return hash;
}

} // namespace crucible::telemetry::cells::detail
