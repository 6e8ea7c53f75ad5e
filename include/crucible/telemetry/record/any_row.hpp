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
template <class T>
concept any_row = any_event<typename std::remove_cvref_t<T>::event_type> && requires(T const& row) {
    { row.at } -> std::convertible_to<timestamp>;
    { row.thread } -> std::convertible_to<std::uint32_t>;
};

} // namespace crucible::telemetry
