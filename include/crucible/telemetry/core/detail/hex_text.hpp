// SPDX-License-Identifier: MIT
#pragma once
// A number as hexadecimal digits: ids of experiments, hashes and checksums in files.

#include <cstddef>
#include <cstdint>
#include <string>

namespace crucible::telemetry::detail {

/// The last `digits` of it, with zeros in front.
[[nodiscard]] inline std::string hex_text(std::uint64_t value, std::size_t digits) {
    std::string text(digits, '0');
    for (std::size_t i = digits; i-- != 0; value >>= 4) text[i] = "0123456789abcdef"[value & 15U];
    return text;
}

} // namespace crucible::telemetry::detail
