// SPDX-License-Identifier: MIT
#pragma once
// A measured value as text. Formats differ only in how they write text and what is no number.

#include <crucible/telemetry/text/number.hpp>
#include <crucible/telemetry/text/escape.hpp>
#include <crucible/telemetry/schema/walk.hpp>

namespace crucible::telemetry::detail {

[[nodiscard]] constexpr std::string_view name_of(magnitude what) noexcept {
    switch (what) {
    case magnitude::infinity: return "Infinity";
    case magnitude::negative_infinity: return "-Infinity";
    default: return "NaN";
    }
}

/// Most characters that a value takes, the inside of text apart: `"-Infinity"`, `false`, `null`, a text's quotes.
template <class Entry>
consteval std::size_t longest_value() {
    using value = typename Entry::type::value_type;
    if constexpr (duration_value<value>) return longest_number<typename value::rep>;
    else if constexpr (number_value<value>) return longest_number<value> < 11 ? 11 : longest_number<value>;
    else return 5;
}

[[nodiscard]] inline char* write_bool(char* to, bool value) noexcept {
    std::memcpy(to, value ? "true " : "false", 5);
    return to + (value ? 4 : 5);
}

/// Writes one value after `to`, where there is room for the row, its texts apart. The format says `text(out, to, text)`
/// and `not_finite(to, name)`.
template <class Format, class Out, class T>
[[nodiscard]] inline char* write_value(Format const& format, Out& out, char* to, T const& value) noexcept {
    if constexpr (std::same_as<T, bool>) {
        return write_bool(to, value);
    } else if constexpr (duration_value<T>) {
        return write_number(to, value.count());
    } else if constexpr (std::floating_point<T>) {
        magnitude const what = magnitude_of(value);
        if (what == magnitude::finite) [[likely]] return write_number(to, value);
        return format.not_finite(to, name_of(what));
    } else if constexpr (std::integral<T>) {
        return write_number(to, value);
    } else if constexpr (std::is_enum_v<T>) {
        return format.text(out, to, to_text(value));
    } else {
        return format.text(out, to, value);
    }
}

} // namespace crucible::telemetry::detail
