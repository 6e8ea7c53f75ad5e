// SPDX-License-Identifier: MIT
#pragma once
// Strings and numbers of JSON (RFC 8259, sections 6 and 7): where one ends, whether it is well formed, and what it
// stands for.

#include <crucible/telemetry/text/utf8.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>

namespace crucible::telemetry {

/// What becomes of bytes that are no UTF-8, and of escapes of half a surrogate pair (`"\ud800"`).
enum class ill_formed : unsigned char {
    replace, ///< U+FFFD, one for each maximal subpart of a sequence, one for each half; they are counted
    refuse,  ///< the text is broken
};

namespace detail {

inline bool all_plain_json(std::uint64_t word) noexcept {
    constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
    constexpr std::uint64_t high = 0x8080'8080'8080'8080;
    std::uint64_t const quote = word ^ ones * '"';
    std::uint64_t const backslash = word ^ ones * '\\';
    return ((((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | (word - ones * ' ') | word) & high) == 0;
}

/// Whether a character of a string stands for itself, by itself.
constexpr bool is_plain_json(unsigned char c) noexcept { return c >= ' ' && c < 0x80 && c != '"' && c != '\\'; }

/// The first character from here on that is not plain.
inline char const* behind_plain_json(char const* from, char const* end) noexcept {
    for (std::uint64_t word; end - from >= 8; from += 8) {
        std::memcpy(&word, from, sizeof word);
        if (!all_plain_json(word)) break;
    }
    while (from != end && is_plain_json(static_cast<unsigned char>(*from))) ++from;
    return from;
}

/// The number that four hexadecimal digits stand for; -1 when there are none.
inline std::int32_t hex_at(char const* from, char const* end) noexcept {
    if (end - from < 4) return -1;
    std::int32_t value = 0;
    for (int i = 0; i != 4; ++i) {
        char const c = from[i];
        std::int32_t digit = -1;
        if (c >= '0' && c <= '9') digit = c - '0';
        else if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
        else if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
        if (digit < 0) return -1;
        value = value << 4 | digit;
    }
    return value;
}

/// An escape in a string, from its backslash on.
struct json_escaped {
    std::size_t size = 0;    ///< characters that it takes; 0 when it is none
    std::uint32_t means = 0; ///< code point
    bool half = false;       ///< half a surrogate pair
};

inline json_escaped json_escape_at(char const* from, char const* end) noexcept {
    if (end - from < 2) return {};
    switch (from[1]) {
    case '"':
    case '\\':
    case '/': return {2, static_cast<unsigned char>(from[1])};
    case 'b': return {2, '\b'};
    case 'f': return {2, '\f'};
    case 'n': return {2, '\n'};
    case 'r': return {2, '\r'};
    case 't': return {2, '\t'};
    case 'u': break;
    default: return {};
    }
    std::int32_t const unit = hex_at(from + 2, end);
    if (unit < 0) return {};
    if (unit < 0xD800 || unit > 0xDFFF) return {6, static_cast<std::uint32_t>(unit)};
    bool const paired = unit < 0xDC00 && end - from >= 12 && from[6] == '\\' && from[7] == 'u';
    std::int32_t const second = paired ? hex_at(from + 8, end) : -1;
    if (second < 0xDC00 || second > 0xDFFF) return {6, 0xFFFD, true};
    return {12, static_cast<std::uint32_t>(0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00))};
}

inline void append_utf8(std::string& to, std::uint32_t point) {
    auto const put = [&](std::uint32_t byte) { to.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0 | point >> 6);
        put(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        put(0xE0 | point >> 12);
        put(0x80 | (point >> 6 & 0x3F));
        put(0x80 | (point & 0x3F));
    } else {
        put(0xF0 | point >> 18);
        put(0x80 | (point >> 12 & 0x3F));
        put(0x80 | (point >> 6 & 0x3F));
        put(0x80 | (point & 0x3F));
    }
}

/// What stands between the quotes of a string.
struct json_string {
    std::string_view inside{};
    bool verbatim = true; ///< it stands for itself: no escapes, nothing but UTF-8
};

/// Goes from behind a string's opening quote to its closing one. Returns what is wrong there, or nullptr.
inline char const* scan_json_string(char const*& at, char const* end, ill_formed on_ill_formed,
                                    json_string& found) noexcept {
    char const* const from = at;
    for (;;) {
        at = behind_plain_json(at, end);
        if (at == end) return "a string has no end";
        auto const c = static_cast<unsigned char>(*at);
        if (c == '"') break;
        if (c < ' ') return "a control character stands in a string, where it must be escaped";
        if (c == '\\') {
            json_escaped const next = json_escape_at(at, end);
            if (next.size == 0) return "an escape that JSON does not know";
            if (next.half && on_ill_formed == ill_formed::refuse) return "half a surrogate pair";
            found.verbatim = false;
            at += next.size;
        } else {
            utf8_sequence const next = utf8_at(at, end);
            if (!next.valid && on_ill_formed == ill_formed::refuse) return "bytes that are no UTF-8";
            found.verbatim = found.verbatim && next.valid;
            at += next.size;
        }
    }
    found.inside = {from, static_cast<std::size_t>(at - from)};
    return nullptr;
}

/// What a scanned string stands for. Adds to `replaced` how many U+FFFD it got.
inline void decode_json_string(std::string_view inside, std::string& to, std::uint64_t& replaced) {
    to.clear();
    char const* const end = inside.data() + inside.size();
    for (char const* at = inside.data(); at != end;) {
        char const* const run = behind_plain_json(at, end);
        to.append(at, run);
        if ((at = run) == end) return;
        if (*at == '\\') {
            json_escaped const next = json_escape_at(at, end);
            append_utf8(to, next.means);
            replaced += next.half;
            at += next.size;
        } else {
            utf8_sequence const next = utf8_at(at, end);
            to.append(next.valid ? std::string_view{at, next.size} : replacement_character);
            replaced += !next.valid;
            at += next.size;
        }
    }
}

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Passes digits; whether there were any.
inline bool scan_digits(char const*& at, char const* end) noexcept {
    char const* const from = at;
    while (at != end && is_digit(*at)) ++at;
    return at != from;
}

/// Passes a number; `whole` becomes false unless it is written as an integer. Returns what is wrong, or nullptr.
inline char const* scan_json_number(char const*& at, char const* end, bool& whole) noexcept {
    constexpr char const* missing = "a digit is due here";
    if (at != end && *at == '-') ++at;
    if (at != end && *at == '0') {
        if (++at != end && is_digit(*at)) return "a number begins with 0";
    } else if (!scan_digits(at, end)) {
        return missing;
    }
    if (at != end && *at == '.') {
        whole = false;
        if (!scan_digits(++at, end)) return missing;
    }
    if (at == end || (*at != 'e' && *at != 'E')) return nullptr;
    whole = false;
    if (++at != end && (*at == '+' || *at == '-')) ++at;
    return scan_digits(at, end) ? nullptr : missing;
}

/// Whether a number is less than 1 by its magnitude. Pre-condition: it is well formed, and not 0.
inline bool is_below_one(char const* from, char const* to) noexcept {
    // Of the first digit that is not 0: in front of the point, or behind it as a negative number.
    std::int64_t places = 0;
    bool fraction = false;
    bool found = false;
    for (; from != to && *from != 'e' && *from != 'E'; ++from) {
        if (*from == '-') continue;
        fraction = fraction || *from == '.';
        found = found || (*from != '0' && *from != '.');
        if (!fraction && found) ++places;
        if (fraction && !found && *from != '.') --places;
    }
    if (from == to) return places <= 0;
    if (*++from == '+') ++from;
    std::int64_t exponent = 0;
    if (std::from_chars(from, to, exponent).ec != std::errc{}) return *from == '-';
    return exponent <= -places;
}

} // namespace detail
} // namespace crucible::telemetry
