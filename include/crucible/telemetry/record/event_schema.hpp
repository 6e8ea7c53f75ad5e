// SPDX-License-Identifier: MIT
#pragma once
// An event's schema as data, for code that is compiled once for all events: what its measurements are, and where they
// lie in a row. Generated from the event's type.

#include <crucible/telemetry/record/row.hpp>

#include <span>

namespace crucible::telemetry {

/// What a value is at rest.
enum class value_class : unsigned char {
    signed_integer,
    unsigned_integer,
    floating_point,
    boolean,
    duration,    ///< a signed integer of ticks
    enumeration, ///< the underlying integer
    text,        ///< std::string_view
};

struct measurement_schema {
    std::string_view name{};
    std::string_view help{};
    unit in{};
    kind kind_of{};
    value_class value{};
    std::uint8_t bytes = 0;       ///< of a value; of a text 0
    bool optional = false;        ///< rows may lack it: it is held as a std::optional
    bool derived = false;         ///< computed from others of its row
    std::int64_t tick_num = 0;    ///< of a duration: a tick is tick_num / tick_den seconds
    std::int64_t tick_den = 1;
    std::string_view (*label)(std::int64_t) = nullptr; ///< of an enumeration: the text of a value
};

/// Where the parts of a row<Event> lie, in bytes from its beginning. Its record comes first.
struct row_layout {
    std::uint32_t row_bytes = 0;
    std::uint32_t record_bytes = 0;
    std::uint32_t at = 0;
    std::uint32_t thread = 0;
    std::uint32_t const* held = nullptr; ///< of each measurement: its value, or std::optional of it
};

struct event_schema {
    std::string_view name{};
    std::uint64_t hash = 0;
    std::span<measurement_schema const> measurements{}; ///< in declared order; derived ones last
    row_layout layout{};
};

namespace detail {

template <class Value>
consteval value_class class_of() {
    if constexpr (std::same_as<Value, bool>) return value_class::boolean;
    else if constexpr (std::is_enum_v<Value>) return value_class::enumeration;
    else if constexpr (duration_value<Value>) return value_class::duration;
    else if constexpr (std::floating_point<Value>) return value_class::floating_point;
    else if constexpr (std::same_as<Value, std::string_view>) return value_class::text;
    else if constexpr (std::signed_integral<Value>) return value_class::signed_integer;
    else return value_class::unsigned_integer;
}

template <class Enum>
std::string_view enumerator_text(std::int64_t value) {
    return to_text(static_cast<Enum>(value));
}

template <class Entry>
constexpr measurement_schema describe(auto const& descriptor) {
    using d = typename Entry::type;
    using value = typename d::value_type;
    measurement_schema m{.name = d::name, .help = descriptor.help, .in = descriptor.in, .kind_of = d::kind_of,
                         .value = class_of<value>(), .optional = Entry::optional, .derived = derived_descriptor<d>};
    if constexpr (!std::same_as<value, std::string_view>) m.bytes = sizeof(value);
    if constexpr (duration_value<value>) m.tick_num = value::period::num, m.tick_den = value::period::den;
    if constexpr (enum_value<value>) m.label = &enumerator_text<value>;
    return m;
}

template <class Event>
struct schema_data;
template <role Role, fixed_string Name, auto const&... Ms>
struct schema_data<basic_event<Role, Name, Ms...>> {
    using event_type = basic_event<Role, Name, Ms...>;
    using places = std::array<std::uint32_t, event_type::size + 1>; // never of size 0

    static constexpr std::array<measurement_schema, event_type::size> measurements{
        describe<entry_of<Ms>>(entry_of<Ms>::of(Ms))...};

    /// Not constexpr: the language tells no offsets in a class that has bases.
    static places find_places() {
        row<event_type> const r{};
        auto const* const begin = reinterpret_cast<std::byte const*>(&r);
        [[maybe_unused]] auto const place = [begin](void const* part) {
            return static_cast<std::uint32_t>(static_cast<std::byte const*>(part) - begin);
        };
        return {place(&static_cast<field<entry_of<Ms>> const&>(r.values).value)..., 0U};
    }

    static event_schema make() {
        static places const held = find_places();
        row<event_type> const r{};
        auto const* const begin = reinterpret_cast<std::byte const*>(&r);
        auto const at = reinterpret_cast<std::byte const*>(&r.at) - begin;
        auto const thread = reinterpret_cast<std::byte const*>(&r.thread) - begin;
        return {.name = event_type::name, .hash = schema_hash<event_type>,
                .measurements = measurements,
                .layout = {sizeof r, sizeof r.values, static_cast<std::uint32_t>(at),
                           static_cast<std::uint32_t>(thread), held.data()}};
    }
};

} // namespace detail

/// The schema of an event; one object per event, which lives as long as the program.
template <any_event Event>
[[nodiscard]] event_schema const& schema_of() {
    static event_schema const schema = detail::schema_data<std::remove_cv_t<Event>>::make();
    return schema;
}

} // namespace crucible::telemetry
