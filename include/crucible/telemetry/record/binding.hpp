// SPDX-License-Identifier: MIT
#pragma once
// A value bound to a descriptor, as `loss = 0.3` makes it, and what may be converted to what without losing anything.

#include <crucible/telemetry/schema/descriptor.hpp>

#include <cstddef>

namespace crucible::telemetry {

/// Refers to the value: lives no longer than the full expression that made it.
template <class Descriptor, class Value>
struct binding {
    Value const& value;
};

namespace detail {

template <class Type>
inline constexpr bool is_binding = false;
template <class Descriptor, class Value>
inline constexpr bool is_binding<binding<Descriptor, Value>> = true;

template <class To, class From>
consteval bool number_fits() {
    if constexpr (!number_value<From>) return false;
    else if constexpr (std::is_floating_point_v<From>)
        return std::is_floating_point_v<To> && sizeof(To) >= sizeof(From);
    else if constexpr (std::is_floating_point_v<To>) return true;
    else if constexpr (std::is_signed_v<To> == std::is_signed_v<From>) return sizeof(To) >= sizeof(From);
    else return std::is_signed_v<To> && (sizeof(To) > sizeof(From) || sizeof(From) == sizeof(std::size_t));
}

enum class fit : unsigned char { ok, narrows, bare_number_for_timer, wrong_type };

/// Whether a `From` may become a `To` at rest. Integers widen, and become floating point; floating point never becomes
/// an integer nor shrinks; a signed integer never becomes unsigned; an unsigned one becomes a wider signed one, and
/// std::size_t is taken for a size below 2^63; nothing but a bool becomes a bool; a duration takes durations that are
/// no finer than itself; text takes what converts to std::string_view.
template <class To, class From>
consteval fit fits() {
    if constexpr (std::same_as<To, From>) return fit::ok;
    else if constexpr (number_value<To>) {
        if constexpr (number_fits<To, From>()) return fit::ok;
        else return number_value<From> ? fit::narrows : fit::wrong_type;
    } else if constexpr (duration_value<To>) {
        if constexpr (std::is_arithmetic_v<From>) return fit::bare_number_for_timer;
        else if constexpr (std::is_convertible_v<From, To>) return fit::ok;
        else return requires { typename From::period; } ? fit::narrows : fit::wrong_type;
    } else if constexpr (std::same_as<To, std::string_view>) {
        constexpr bool is_text = std::is_convertible_v<From const&, std::string_view>;
        return is_text && !std::same_as<From, std::nullptr_t> ? fit::ok : fit::wrong_type;
    } else return fit::wrong_type;
}

/// A size past the greatest signed number becomes that one. A null pointer to characters is taken for an empty text.
template <class To, class From>
constexpr To convert(From const& value) {
    if constexpr (std::is_integral_v<To> && std::is_unsigned_v<From> && std::is_signed_v<To> &&
                  sizeof(To) == sizeof(From)) {
        constexpr From most = static_cast<From>(static_cast<From>(-1) / 2);
        return static_cast<To>(value < most ? value : most);
    } else if constexpr (number_value<To>) return static_cast<To>(value);
    else if constexpr (std::same_as<To, std::string_view> && std::is_pointer_v<From>) return value ? To(value) : To();
    else return To(value);
}

} // namespace detail
} // namespace crucible::telemetry
