// SPDX-License-Identifier: MIT
#pragma once
// Cutting text to a bound without cutting a character in two.

#include <cstddef>
#include <string_view>

namespace crucible::telemetry {

/// The longest prefix of at most `most` bytes that ends where a UTF-8 character does. Text that is not UTF-8 is cut
/// within 3 bytes of the bound.
constexpr std::string_view utf8_prefix(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text;
    std::size_t end = most;
    std::size_t const least = most < 3 ? 0 : most - 3;
    while (end != least && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end);
}

} // namespace crucible::telemetry
