// SPDX-License-Identifier: MIT
#pragma once
// A measurement as data: what people read about it, and what its values are at rest. Generated from its descriptor.

#include <crucible/telemetry/schema/derived.hpp>

#include <array>
#include <cstdint>
#include <string_view>

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

/// What people and sinks read about a measurement.
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
constexpr measurement_schema measurement_as_data(auto const& descriptor) {
    using d = typename Entry::type;
    using value = typename d::value_type;
    measurement_schema m{.name = d::name, .help = descriptor.help, .in = descriptor.in, .kind_of = d::kind_of,
                         .value = class_of<value>(), .optional = Entry::optional, .derived = derived_descriptor<d>};
    if constexpr (!std::same_as<value, std::string_view>) m.bytes = sizeof(value);
    if constexpr (duration_value<value>) m.tick_num = value::period::num, m.tick_den = value::period::den;
    if constexpr (enum_value<value>) m.label = &enumerator_text<value>;
    return m;
}

/// The measurements of an event, in declared order.
template <class Event>
struct measurements_as_data;
template <role Role, auto Name, auto const&... Ms>
struct measurements_as_data<basic_event<Role, Name, Ms...>> {
    static constexpr std::array<measurement_schema, sizeof...(Ms)> value{
        measurement_as_data<entry_of<Ms>>(entry_of<Ms>::of(Ms))...};
};

} // namespace detail
} // namespace crucible::telemetry
