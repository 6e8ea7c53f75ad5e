// SPDX-License-Identifier: MIT
#pragma once
// Text on its way into a file: escaped as the format asks, made UTF-8 where it is not. What is known when the program
// is compiled (names, quotes, commas) is laid down then; names consist of letters, digits, `_` and `.` only.

#include <crucible/telemetry/core/fixed_string.hpp>
#include <crucible/telemetry/text/utf8.hpp>

#include <array>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>

namespace crucible::telemetry {

/// How a format writes text: which ASCII characters stand for themselves, what becomes of the others and of well-formed
/// sequences, and how many bytes one byte may become.
template <class E>
concept text_escape = requires(unsigned char c, char* to, std::string_view sequence) {
    { E::plain(c) } -> std::same_as<bool>;
    { E::character(to, c) } -> std::same_as<char*>;
    { E::sequence(to, sequence) } -> std::same_as<char*>;
    { E::growth } -> std::convertible_to<std::size_t>;
};

namespace detail {

constexpr char* append(char* to, std::string_view text) noexcept {
    for (char const c : text) *to++ = c;
    return to;
}

template <text_escape Escape>
inline constexpr std::array<bool, 256> is_plain = [] {
    std::array<bool, 256> table{};
    for (std::size_t c = 0; c != 0x80; ++c) table[c] = Escape::plain(static_cast<unsigned char>(c));
    return table;
}();

/// A place in text, in what it becomes, and how many U+FFFD stand there for bytes that are no UTF-8.
struct escaping {
    char const* from;
    char* to;
    std::uint64_t replaced = 0;
};

/// Escapes until `stop` or a little beyond, never beyond `end` (a sequence may reach across `stop`).
template <text_escape Escape>
constexpr void escape_until(escaping& at, char const* stop, char const* end) noexcept {
    while (at.from < stop) {
        auto const c = static_cast<unsigned char>(*at.from);
        if (is_plain<Escape>[c]) {
            *at.to++ = *at.from++;
        } else if (c < 0x80) {
            at.to = Escape::character(at.to, c);
            ++at.from;
        } else {
            utf8_sequence const next = utf8_at(at.from, end);
            at.to = next.valid ? Escape::sequence(at.to, {at.from, next.size}) : append(at.to, replacement_character);
            at.replaced += !next.valid;
            at.from += next.size;
        }
    }
}

} // namespace detail

/// Writes text of any length after `to`, and makes room for `rest` bytes after it.
template <text_escape Escape, class File>
[[nodiscard]] char* write_text(File& file, char* to, std::string_view text, std::size_t rest,
                               std::uint64_t& replaced) noexcept {
    constexpr std::size_t piece = 4096;
    constexpr std::size_t longest_sequence = 4;
    char const* const end = text.data() + text.size();
    detail::escaping at{text.data(), to};
    while (at.from != end) {
        auto const left = static_cast<std::size_t>(end - at.from);
        at.to = file.room(at.to, (piece + longest_sequence) * Escape::growth);
        detail::escape_until<Escape>(at, left > piece ? at.from + piece : end, end);
    }
    replaced += at.replaced;
    return file.room(at.to, rest);
}

/// Text that is written once per file.
template <text_escape Escape>
[[nodiscard]] std::string escaped(std::string_view text) {
    std::string result(Escape::growth * text.size(), '\0');
    detail::escaping at{text.data(), result.data()};
    detail::escape_until<Escape>(at, text.data() + text.size(), text.data() + text.size());
    result.resize(static_cast<std::size_t>(at.to - result.data()));
    return result;
}

/// Pieces of constant text joined when the program is compiled; one copy of constant size puts them into a row.
template <fixed_string... Pieces>
inline constexpr auto joined = [] {
    std::array<char, (Pieces.view().size() + ... + 0)> text{};
    char* to = text.data();
    ((to = detail::append(to, Pieces.view())), ...);
    return text;
}();

template <std::size_t Size>
[[nodiscard]] inline char* write_constant(char* to, std::array<char, Size> const& text) noexcept {
    std::memcpy(to, text.data(), Size);
    return to + Size;
}

} // namespace crucible::telemetry
