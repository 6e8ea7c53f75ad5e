// SPDX-License-Identifier: MIT
#pragma once
// A measured value as text. Formats differ only in how they write text and what is no number.

#include <crucible/telemetry/text/number.hpp>
#include <crucible/telemetry/text/escape.hpp>
#include <crucible/telemetry/record/batch.hpp>
#include <crucible/telemetry/schema/walk.hpp>

namespace crucible::telemetry::detail {

/// Most characters that a value takes, the inside of text apart: `"-Infinity"`, `false`, `null`, a text's quotes.
template <class Entry>
consteval std::size_t longest_value() {
    using value = typename Entry::type::value_type;
    if constexpr (duration_value<value>) return longest_number<typename value::rep>;
    else if constexpr (number_value<value>) return longest_number<value> < 11 ? 11 : longest_number<value>;
    else return 5;
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
        return format.not_finite(to, to_text(what));
    } else if constexpr (std::integral<T>) {
        return write_number(to, value);
    } else if constexpr (std::is_enum_v<T>) {
        return format.text(out, to, to_text(value));
    } else {
        return format.text(out, to, value);
    }
}

/// Writes the value that a row holds of a measurement: one function for each type of value, whatever the event.
template <class Format, class Out>
using held_writer = char* (*)(Format const&, Out&, char*, std::byte const*) noexcept;

template <class Format, class Out, class Value, bool Optional>
char* write_held(Format const& format, Out& out, char* to, std::byte const* held) noexcept {
    if constexpr (Optional) {
        auto const& value = *reinterpret_cast<std::optional<Value> const*>(held);
        return value ? write_value(format, out, to, *value) : format.missing(to);
    } else return write_value(format, out, to, *reinterpret_cast<Value const*>(held));
}

/// How the measurements of an event are written, and the most characters that each takes, the inside of text apart.
template <class Format, class Out>
struct event_writers {
    std::span<held_writer<Format, Out> const> of{};
    std::size_t longest = 0; ///< of all together
};

template <class Format, class Out, class Event>
struct writers_of_event;
template <class Format, class Out, role Role, auto Name, auto const&... Ms>
struct writers_of_event<Format, Out, basic_event<Role, Name, Ms...>> {
    static constexpr std::array<held_writer<Format, Out>, sizeof...(Ms)> of{
        &write_held<Format, Out, typename entry_of<Ms>::type::value_type, entry_of<Ms>::optional>...};
    static constexpr event_writers<Format, Out> value{of, (longest_value<entry_of<Ms>>() + ... + 0)};
};

/// Constant text that is copied in pieces of constant size: it may be read up to the next multiple of that.
struct padded_text {
    static constexpr std::size_t piece = 32;
    std::string text{};
    std::size_t size = 0;

    explicit padded_text(std::string given) : text(std::move(given)), size(text.size()) {
        text.resize((size + piece - 1) / piece * piece);
    }
    /// Pre-condition: there is room for a piece more than its size.
    [[nodiscard]] char* write(char* to) const noexcept {
        for (std::size_t i = 0; i < size; i += piece) std::memcpy(to + i, text.data() + i, piece);
        return to + size;
    }
};

} // namespace crucible::telemetry::detail
