// SPDX-License-Identifier: MIT
#pragma once
// UTF-8 by the table of well-formed sequences (Unicode 15, table 3-7). Bytes that are no UTF-8 become U+FFFD, one for
// each maximal subpart of a sequence (Unicode 15, section 3.9, as browsers and Python do), and are counted.

#include <cstddef>
#include <string_view>

namespace crucible::telemetry {

inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// What stands at the front of some text: a well-formed sequence, or the longest beginning of one.
struct utf8_sequence {
    std::size_t size;
    bool valid;
};

namespace detail {

/// The bytes that may come second: they rule out overlong forms, surrogates, and what lies beyond U+10FFFF.
struct utf8_lead {
    std::size_t size; ///< of the whole sequence; 0 when no sequence begins so
    unsigned char low, high;
};

[[nodiscard]] constexpr utf8_lead utf8_lead_of(unsigned char c) noexcept {
    if (c < 0x80) return {1, 0, 0};
    if (c < 0xC2) return {0, 0, 0};
    if (c < 0xE0) return {2, 0x80, 0xBF};
    if (c == 0xE0) return {3, 0xA0, 0xBF};
    if (c == 0xED) return {3, 0x80, 0x9F};
    if (c < 0xF0) return {3, 0x80, 0xBF};
    if (c == 0xF0) return {4, 0x90, 0xBF};
    if (c < 0xF4) return {4, 0x80, 0xBF};
    if (c == 0xF4) return {4, 0x80, 0x8F};
    return {0, 0, 0};
}

} // namespace detail

/// Pre-condition: from != end.
[[nodiscard]] constexpr utf8_sequence utf8_at(char const* from, char const* end) noexcept {
    detail::utf8_lead const lead = detail::utf8_lead_of(static_cast<unsigned char>(*from));
    if (lead.size == 0) return {1, false};
    unsigned char low = lead.low;
    unsigned char high = lead.high;
    for (std::size_t i = 1; i < lead.size; ++i) {
        if (from + i == end) return {i, false};
        auto const c = static_cast<unsigned char>(from[i]);
        if (c < low || c > high) return {i, false};
        low = 0x80;
        high = 0xBF;
    }
    return {lead.size, true};
}

[[nodiscard]] constexpr bool is_utf8(std::string_view text) noexcept {
    char const* const end = text.data() + text.size();
    for (char const* from = text.data(); from != end;) {
        utf8_sequence const next = utf8_at(from, end);
        if (!next.valid) return false;
        from += next.size;
    }
    return true;
}

static_assert(is_utf8("naïve 数 🙂") && !is_utf8("\xC0\x80") && !is_utf8("\xED\xA0\x80") &&
              !is_utf8("\xF4\x90\x80\x80"));

} // namespace crucible::telemetry
