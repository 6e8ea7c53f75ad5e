// SPDX-License-Identifier: MIT
#pragma once
// What a session asks of storage: a table per event, chosen by a policy.

#include <crucible/telemetry/core/policy.hpp>
#include <crucible/telemetry/store/rows.hpp>

namespace crucible::telemetry {

/// Where rows of an event rest. One thread appends; any thread may ask for the rest at any time.
template <class T, class Event>
concept table_of = any_event<Event> && std::default_initializable<T> && requires(T table, T const& constant) {
    { constant.snapshot() } -> std::same_as<rows<Event>>;
    { constant.size() } -> std::convertible_to<std::size_t>;         // rows held now
    { constant.appended() } -> std::convertible_to<std::uint64_t>;   // rows ever appended
    { constant.evicted() } -> std::convertible_to<std::uint64_t>;    // rows that retention or clear() let go
    { constant.overflowed() } -> std::convertible_to<std::uint64_t>; // labels stored as "(overflow)"
    { constant.memory_bytes() } -> std::convertible_to<std::size_t>;
    table.append(std::span<row_view<Event> const>{});
    table.clear();
};

namespace detail {
inline constexpr event<"storage.example"> example_event{};
using example_event_type = std::remove_const_t<decltype(example_event)>;
} // namespace detail

/// A policy that names the table of each event: `template <any_event E> using table = ...`.
template <class P>
concept storage_policy = policy_of<P, storage_role> &&
                         table_of<typename P::template table<detail::example_event_type>, detail::example_event_type>;

} // namespace crucible::telemetry
