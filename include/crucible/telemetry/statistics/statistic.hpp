// SPDX-License-Identifier: MIT
#pragma once
// The concept of a statistic: which cell it needs, what it reads from it, and which kinds of descriptor it is for.

#include <crucible/telemetry/cells/cell.hpp>
#include <crucible/telemetry/core/fixed_string.hpp>
#include <crucible/telemetry/schema/descriptor.hpp>

#include <concepts>
#include <type_traits>

namespace crucible::telemetry {

/// What a statistic's reading is, seen from the values.
enum class dimension : unsigned char {
    value,            ///< of the values' own unit: mean, min, sum
    value_squared,    ///< of that unit squared: variance
    value_per_second, ///< of that unit per second: throughput
    rows,             ///< a number of rows: count
    rows_per_second,  ///< rate
    share,            ///< a share between 0 and 1: success rate
    number,           ///< a number without a unit: skewness, correlation
    time,             ///< when something happened
};

/// What most statistics share. Deriving from it lets `|` be found for statistics of any namespace.
struct statistic_base {
    static constexpr dimension yields = dimension::value;

    /// False for a statistic whose cell keeps every value: good for windows, refused for endless streams.
    static constexpr bool bounded = true;

    /// Every kind whose values are numbers.
    static constexpr bool allows(kind k) { return k != kind::tag && k != kind::text; }
};

/// A name for what is read from a cell: an empty constexpr object such as `mean`.
template <class S>
concept statistic = std::is_empty_v<S> && cell<typename S::cell> && requires(typename S::cell const& c, kind k) {
    { S::name.view() } -> std::convertible_to<std::string_view>;
    { S::yields } -> std::convertible_to<dimension>;
    { S::bounded } -> std::convertible_to<bool>;
    { S::allows(k) } -> std::convertible_to<bool>;
    S::read(c);
};

} // namespace crucible::telemetry
