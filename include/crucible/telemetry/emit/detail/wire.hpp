// SPDX-License-Identifier: MIT
#pragma once
// How a record lies in a ring: header, the record's own bytes, then the bytes of its texts in declared order. Of a row
// that has none of the context words that its event ends with, these words do not lie there: it is an odd multiple of 8
// bytes long, and rows of such events that have any are an even one.

#include <crucible/telemetry/text/utf8_prefix.hpp>
#include <crucible/telemetry/emit/detail/ring.hpp>
#include <crucible/telemetry/record/row.hpp>
#include <crucible/telemetry/schema/context_words.hpp>

#include <type_traits>

namespace crucible::telemetry::detail {

/// Texts longer than this are cut, at a character's boundary where they are UTF-8.
inline constexpr std::size_t longest_text = 4096;

/// Folds the schema hash to 32 bits, never to what is not a row.
template <any_event Event>
inline constexpr std::uint32_t row_id = [] {
    auto const folded = static_cast<std::uint32_t>(schema_hash<Event> ^ schema_hash<Event> >> 32);
    return folded == padding_id || folded == thread_id ? 1U : folded;
}();

/// Calls `f(string_view&)` for each text that the record holds.
template <class Record, class Function>
constexpr void for_each_text(Record& values, Function f) {
    walk<typename Record::event_type>([&]<class Entry>(auto const& d) {
        if constexpr (text_descriptor<typename Entry::type>) {
            if constexpr (!Entry::optional) f(values[d]);
            else if (values[d]) f(*values[d]);
        }
    });
}

template <any_event Event>
inline constexpr bool has_text = false;
template <role Role, auto Name, auto const&... Ms>
inline constexpr bool has_text<basic_event<Role, Name, Ms...>> =
    (text_descriptor<typename entry_of<Ms>::type> || ...);

/// How many of an event's last measurements are context words that rows may lack.
template <any_event Event>
inline constexpr std::size_t context_tail = 0;
template <role Role, auto Name, auto const&... Ms>
inline constexpr std::size_t context_tail<basic_event<Role, Name, Ms...>> = [] {
    std::size_t n = 0;
    ((n = fillable<entry_of<Ms>> != context_words ? n + 1 : 0), ...);
    return n;
}();

template <any_event Event, std::size_t Index>
using entry_in_tail = typename schema<Event>::template entry_at<Event::size - context_tail<Event> + Index>;

/// Whether a measurement is one of these.
template <any_event Event, class Entry>
inline constexpr bool in_context_tail =
    index_in<Event, typename Entry::type> >= Event::size - context_tail<Event>;

/// Whether a row has any of them. Pre-condition: there are some.
template <any_event Event>
constexpr bool has_context(record<Event> const& values) {
    return [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        return (static_cast<field<entry_in_tail<Event, Index>> const&>(values).value.has_value() || ...);
    }(std::make_index_sequence<context_tail<Event>>{});
}

/// Bytes of a record that lie before them.
template <any_event Event>
std::size_t bytes_before_context(record<Event> const& values) noexcept {
    auto const* const first = &static_cast<field<entry_in_tail<Event, 0>> const&>(values);
    return static_cast<std::size_t>(reinterpret_cast<std::byte const*>(first) -
                                    reinterpret_cast<std::byte const*>(&values));
}

template <any_event Event>
constexpr bool lacks_context(std::size_t bytes) {
    return context_tail<Event> != 0 && bytes / row_alignment % 2 != 0;
}

constexpr std::string_view cut(std::string_view text) { return utf8_prefix(text, longest_text); }

template <any_event Event>
constexpr std::size_t bytes_on_wire(record<Event> const& values) {
    std::size_t bytes = sizeof(row_header) + sizeof(record<Event>);
    if constexpr (context_tail<Event> != 0)
        if (!has_context(values)) bytes = sizeof(row_header) + bytes_before_context(values);
    if constexpr (has_text<Event>) for_each_text(values, [&](std::string_view text) { bytes += cut(text).size(); });
    bytes = round_up(bytes, row_alignment);
    if constexpr (context_tail<Event> != 0)
        if (lacks_context<Event>(bytes) == has_context(values)) bytes += row_alignment;
    return bytes;
}

/// Keeps two neighbouring copies from being merged into one wide one: a wide load of what two narrow stores have just
/// written waits until both have left the store buffer, some 4 ns.
template <class Type>
CRUCIBLE_TELEMETRY_FAST_PATH inline void keep_narrow(Type& value) noexcept {
#if defined(__x86_64__)
    if constexpr (std::is_floating_point_v<Type>) asm("" : "+x"(value));
    else if constexpr (std::is_integral_v<Type>) asm("" : "+r"(value));
#endif
    (void)value;
}

template <class Type>
CRUCIBLE_TELEMETRY_FAST_PATH inline void copy_narrow(Type& to, Type from) noexcept {
    keep_narrow(from);
    to = from;
}

/// Copies member by member.
template <role Role, auto Name, auto const&... Ms>
CRUCIBLE_TELEMETRY_FAST_PATH inline void copy(record<basic_event<Role, Name, Ms...>>& to,
                                              record<basic_event<Role, Name, Ms...>> const& from) noexcept {
    (copy_narrow(static_cast<field<entry_of<Ms>>&>(to).value, static_cast<field<entry_of<Ms>> const&>(from).value),
     ...);
}

template <class Event, class Entry>
CRUCIBLE_TELEMETRY_FAST_PATH inline void copy_unless_in_tail(field<Entry>& to, field<Entry> const& from) noexcept {
    if constexpr (!in_context_tail<Event, Entry>) copy_narrow(to.value, from.value);
}

/// The same, of a row that lacks the context words at its end.
template <role Role, auto Name, auto const&... Ms>
CRUCIBLE_TELEMETRY_FAST_PATH inline void
copy_before_context(record<basic_event<Role, Name, Ms...>>& to,
                    record<basic_event<Role, Name, Ms...>> const& from) noexcept {
    (copy_unless_in_tail<basic_event<Role, Name, Ms...>, entry_of<Ms>>(to, from), ...);
}

template <any_event Event>
CRUCIBLE_TELEMETRY_FAST_PATH inline record<Event> narrow_copy(record<Event> const& from) noexcept {
    record<Event> made;
    copy(made, from);
    return made;
}

/// Puts the texts of a record that lies in a ring behind it; those of the context at its end only where it has them.
template <bool WithContext, class Record>
CRUCIBLE_TELEMETRY_FAST_PATH inline void write_texts([[maybe_unused]] Record& written,
                                                     [[maybe_unused]] std::byte* at) noexcept {
    using event = typename Record::event_type;
    auto const write = [&](std::string_view& text) {
        text = cut(text);
        if (!text.empty()) std::memcpy(at, text.data(), text.size());
        at += text.size();
    };
    if constexpr (has_text<event>) {
        walk<event>([&]<class Entry>(auto const& d) {
            if constexpr (text_descriptor<typename Entry::type> && (WithContext || !in_context_tail<event, Entry>)) {
                if constexpr (!Entry::optional) write(written[d]);
                else if (written[d]) write(*written[d]);
            }
        });
    }
}

/// Writes a row of `bytes_on_wire(values)` bytes.
template <any_event Event>
CRUCIBLE_TELEMETRY_FAST_PATH inline void encode(std::byte* to, std::size_t bytes, stamp at,
                                                record<Event> const& values) noexcept {
    static_assert(std::is_trivially_copyable_v<record<Event>>);
    row_header const header{row_id<Event>, static_cast<std::uint32_t>(bytes), at};
    std::memcpy(to, &header, sizeof header);
    auto& written = *reinterpret_cast<record<Event>*>(to + sizeof header);
    std::byte* text_at = to + sizeof header + sizeof written;
    if constexpr (context_tail<Event> != 0) {
        if (lacks_context<Event>(bytes)) {
            copy_before_context(written, values);
            text_at = to + sizeof header + bytes_before_context(values);
            return write_texts<false>(written, text_at);
        }
    }
    copy(written, values);
    write_texts<true>(written, text_at);
}

/// Reads a row back; its texts refer to `from`.
template <any_event Event>
record<Event> decode(std::byte const* from) {
    record<Event> values{};
    std::size_t held = sizeof values;
    if constexpr (context_tail<Event> != 0) {
        row_header header;
        std::memcpy(&header, from, sizeof header);
        if (lacks_context<Event>(header.bytes)) held = bytes_before_context(values);
    }
    from += sizeof(row_header);
    std::memcpy(static_cast<void*>(&values), from, held);
    if constexpr (has_text<Event>) {
        auto const* text_at = reinterpret_cast<char const*>(from + held);
        for_each_text(values, [&](std::string_view& text) {
            text = {text_at, text.size()};
            text_at += text.size();
        });
    }
    return values;
}

} // namespace crucible::telemetry::detail
