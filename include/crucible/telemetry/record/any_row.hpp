// SPDX-License-Identifier: MIT
#pragma once
// The concept of a row: stored or in flight, what queries, exporters and analysis take.

#include <crucible/telemetry/core/clock.hpp>
#include <crucible/telemetry/schema/event.hpp>

#include <concepts>
#include <cstdint>

namespace crucible::telemetry {

/// A row of an event: row<Event>, a store's row view, or anything that reads like them; has values by descriptor, a
/// stamp and a thread.
template <class Type>
concept any_row = any_event<typename std::remove_cvref_t<Type>::event_type> && requires(Type const& row) {
    { row.at } -> std::convertible_to<timestamp>;
    { row.thread } -> std::convertible_to<std::uint32_t>;
};

/// A row that may stand for more than itself, as those of a session with a sampler.
template <class Type>
concept weighted_row = any_row<Type> && requires(Type const& row) {
    { row.weight() } -> std::convertible_to<double>;
};

namespace detail {

/// How many rows a row stands for.
template <any_row Row>
[[nodiscard]] constexpr double weight_of([[maybe_unused]] Row const& row) {
    if constexpr (weighted_row<Row>) return row.weight();
    else return 1;
}

} // namespace detail

} // namespace crucible::telemetry
