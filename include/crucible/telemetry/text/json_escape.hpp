// SPDX-License-Identifier: MIT
#pragma once
// How JSON writes text (RFC 8259, section 7).

#include <crucible/telemetry/text/escape.hpp>

namespace crucible::telemetry {

/// RFC 8259; U+0085, U+2028 and U+2029 too, which end a line in old JavaScript and in some readers of lines.
struct json_escape {
    static constexpr std::size_t growth = 6;

    static constexpr bool plain(unsigned char c) noexcept { return c >= ' ' && c != '"' && c != '\\'; }

    static constexpr char* character(char* to, unsigned char c) noexcept {
        constexpr std::string_view digits = "0123456789abcdef";
        *to++ = '\\';
        switch (c) {
        case '\n': *to++ = 'n'; return to;
        case '\r': *to++ = 'r'; return to;
        case '\t': *to++ = 't'; return to;
        case '"':
        case '\\': *to++ = static_cast<char>(c); return to;
        default: break;
        }
        to = detail::append(to, "u00");
        *to++ = digits[c >> 4U];
        *to++ = digits[c & 0xFU];
        return to;
    }

    static constexpr char* sequence(char* to, std::string_view sequence) noexcept {
        if (sequence == "\xC2\x85") return detail::append(to, "\\u0085");
        if (sequence == "\u2028") return detail::append(to, "\\u2028");
        if (sequence == "\u2029") return detail::append(to, "\\u2029");
        return detail::append(to, sequence);
    }
};

} // namespace crucible::telemetry
