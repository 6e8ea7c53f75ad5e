// SPDX-License-Identifier: MIT
#pragma once
// How the values of a row are read into its record, whatever they are read from.

#include <crucible/telemetry/archive/detail/read_value.hpp>
#include <crucible/telemetry/record/record.hpp>
#include <crucible/telemetry/schema/walk.hpp>

#include <span>

namespace crucible::telemetry::detail {

/// One measurement of an event, and how its value is read out of a `From` into a record of it.
template <class From>
struct field_reader {
    std::string_view name{};
    std::string_view expected{}; ///< what its values are called in messages
    std::ptrdiff_t offset = 0;   ///< in the record
    bool optional = false;
    bool textual = false; ///< a text, or an enumerator by its text
    read_as (*read)(From&, text_arena&, void*) = nullptr;
};

template <class From, class T>
read_as read_field(From& from, text_arena& texts, void* to) {
    return read_value(from, texts, *static_cast<T*>(to));
}
template <class From, class T>
read_as read_optional_field(From& from, text_arena& texts, void* to) {
    T value{};
    read_as const how = read_value(from, texts, value);
    auto& held = *static_cast<std::optional<T>*>(to);
    if (how == read_as::value || how == read_as::other) held = value;
    else held.reset();
    return how;
}

/// How the measurements of an event are read.
template <class From, class Event>
[[nodiscard]] std::array<field_reader<From>, Event::size> field_readers() {
    std::array<field_reader<From>, Event::size> all;
    [[maybe_unused]] record<Event> example{};
    [[maybe_unused]] field_reader<From>* next = all.data();
    schema<Event>::walk([&]<class Entry>(auto const&) {
        using value = typename Entry::type::value_type;
        constexpr auto read = Entry::optional ? &read_optional_field<From, value> : &read_field<From, value>;
        auto const* const place = reinterpret_cast<std::byte const*>(&example[typename Entry::type{}]);
        *next++ = {Entry::type::name, expected_value<value>(), place - reinterpret_cast<std::byte const*>(&example),
                   Entry::optional, std::is_enum_v<value> || std::same_as<value, std::string_view>, read};
    });
    return all;
}

/// A row that is being read.
template <class From>
struct row_in_hand {
    std::string_view event{};
    std::span<field_reader<From> const> fields{};
    std::span<bool> have{}; ///< a value of each
    std::byte* record = nullptr;
    text_arena& texts;
    timestamp at{};
    std::uint32_t thread = 0;
    double weight = 0; ///< 0: it says none
    bool timed = false;
    bool faulty = false; ///< what is wrong with it was reported
};

} // namespace crucible::telemetry::detail
