// SPDX-License-Identifier: MIT
#pragma once
// How a record lies in a ring: header, the record's own bytes, then the bytes of its texts in declared order.

#include <crucible/telemetry/text/utf8_prefix.hpp>
#include <crucible/telemetry/emit/detail/ring.hpp>
#include <crucible/telemetry/record/row.hpp>

#include <type_traits>

namespace crucible::telemetry::detail {

/// Texts longer than this are cut, at a character's boundary where they are UTF-8.
inline constexpr std::size_t longest_text = 4096;

/// Folds the schema hash to 32 bits, never `padding_id`.
template <any_event Event>
inline constexpr std::uint32_t row_id = [] {
    auto const folded = static_cast<std::uint32_t>(schema_hash<Event> ^ schema_hash<Event> >> 32);
    return folded == padding_id ? 1U : folded;
}();

/// Calls `f(string_view&)` for each text that the record holds.
template <class Record, class F>
constexpr void for_each_text(Record& values, F f) {
    walk<typename Record::event_type>([&]<class Entry>(auto const& d) {
        if constexpr (text_descriptor<typename Entry::type>) {
            if constexpr (!Entry::optional) f(values[d]);
            else if (values[d]) f(*values[d]);
        }
    });
}

template <any_event Event>
inline constexpr bool has_text = false;
template <fixed_string Name, auto const&... Ms>
inline constexpr bool has_text<event<Name, Ms...>> = (text_descriptor<typename entry_of<Ms>::type> || ...);

constexpr std::string_view cut(std::string_view text) { return utf8_prefix(text, longest_text); }

template <any_event Event>
constexpr std::size_t bytes_on_wire(record<Event> const& values) {
    std::size_t bytes = sizeof(row_header) + sizeof(record<Event>);
    if constexpr (has_text<Event>) for_each_text(values, [&](std::string_view text) { bytes += cut(text).size(); });
    return round_up(bytes, row_alignment);
}

/// Keeps two neighbouring copies from being merged into one wide one: a wide load of what two narrow stores have just
/// written waits until both have left the store buffer, some 4 ns.
template <class T>
CRUCIBLE_TELEMETRY_FAST_PATH inline void keep_narrow(T& value) noexcept {
#if defined(__x86_64__)
    if constexpr (std::is_floating_point_v<T>) asm("" : "+x"(value));
    else if constexpr (std::is_integral_v<T>) asm("" : "+r"(value));
#endif
    (void)value;
}

template <class T>
CRUCIBLE_TELEMETRY_FAST_PATH inline void copy_narrow(T& to, T from) noexcept {
    keep_narrow(from);
    to = from;
}

/// Copies member by member.
template <fixed_string Name, auto const&... Ms>
CRUCIBLE_TELEMETRY_FAST_PATH inline void copy(record<event<Name, Ms...>>& to,
                                              record<event<Name, Ms...>> const& from) noexcept {
    (copy_narrow(static_cast<field<entry_of<Ms>>&>(to).value, static_cast<field<entry_of<Ms>> const&>(from).value),
     ...);
}

template <any_event Event>
CRUCIBLE_TELEMETRY_FAST_PATH inline record<Event> narrow_copy(record<Event> const& from) noexcept {
    record<Event> made;
    copy(made, from);
    return made;
}

/// Writes a row of `bytes_on_wire(values)` bytes.
template <any_event Event>
CRUCIBLE_TELEMETRY_FAST_PATH inline void encode(std::byte* to, std::size_t bytes, stamp at,
                                                record<Event> const& values) noexcept {
    static_assert(std::is_trivially_copyable_v<record<Event>>);
    row_header const header{row_id<Event>, static_cast<std::uint32_t>(bytes), at};
    std::memcpy(to, &header, sizeof header);
    auto& written = *reinterpret_cast<record<Event>*>(to + sizeof header);
    copy(written, values);
    if constexpr (has_text<Event>) {
        std::byte* text_at = to + sizeof header + sizeof written;
        for_each_text(written, [&](std::string_view& text) {
            text = cut(text);
            if (!text.empty()) std::memcpy(text_at, text.data(), text.size());
            text_at += text.size();
        });
    }
}

/// Reads a row back; its texts refer to `from`.
template <any_event Event>
record<Event> decode(std::byte const* from) {
    record<Event> values;
    from += sizeof(row_header);
    std::memcpy(static_cast<void*>(&values), from, sizeof values);
    if constexpr (has_text<Event>) {
        auto const* text_at = reinterpret_cast<char const*>(from + sizeof values);
        for_each_text(values, [&](std::string_view& text) {
            text = {text_at, text.size()};
            text_at += text.size();
        });
    }
    return values;
}

} // namespace crucible::telemetry::detail
