// SPDX-License-Identifier: MIT
#pragma once
// From the value of a measurement to the number that cells take, and from a cell's number back to a typed reading.

#include <crucible/telemetry/core/detail/duration.hpp>
#include <crucible/telemetry/cells/detail/simd.hpp>
#include <crucible/telemetry/statistics/statistic.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>

namespace crucible::telemetry {

/// A value that cells can calculate with: a number, a bool (false 0, true 1) or a duration.
template <class T>
concept calculable = std::is_arithmetic_v<T> || detail::is_duration<T>;

/// The number that stands for a value in a cell: durations in their own ticks. Integers past 2^53 round to the nearest
/// double. Text and enumerations have no number: 0 stands for them, and only what looks at no value takes them.
template <class T>
[[nodiscard]] constexpr double as_number(T const& value) {
    if constexpr (detail::is_duration<T>) return static_cast<double>(value.count());
    else if constexpr (std::is_arithmetic_v<T>) return static_cast<double>(value);
    else return 0;
}

/// What a statistic of such values is read as: in the values' own dimension, statistics of durations are durations
/// (with a floating-point count of the same ticks); everything else is the plain number.
template <class Value, dimension Dimension, class Reading>
[[nodiscard]] constexpr auto as_reading(Reading const& reading) {
    if constexpr (detail::is_duration<Value> && Dimension == dimension::value)
        return std::chrono::duration<Reading, typename Value::period>(reading);
    else return reading;
}

template <class Value, dimension Dimension, class Reading, std::size_t N>
[[nodiscard]] constexpr auto as_reading(std::array<Reading, N> const& readings) {
    std::array<decltype(as_reading<Value, Dimension>(readings[0])), N> typed{};
    for (std::size_t i = 0; i != N; ++i) typed[i] = as_reading<Value, Dimension>(readings[i]);
    return typed;
}

} // namespace crucible::telemetry
