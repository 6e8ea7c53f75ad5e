// SPDX-License-Identifier: MIT
#pragma once
// An event's schema as data, for code that is compiled once for all events: what its measurements are, and where they
// lie in a row. Generated from the event's type.

#include <crucible/telemetry/record/row.hpp>
#include <crucible/telemetry/schema/measurement_schema.hpp>

#include <span>

namespace crucible::telemetry {

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

template <class Event>
struct schema_data;
template <role Role, auto Name, auto const&... Ms>
struct schema_data<basic_event<Role, Name, Ms...>> {
    using event_type = basic_event<Role, Name, Ms...>;
    using places = std::array<std::uint32_t, event_type::size + 1>; // never of size 0

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
                .measurements = measurements_as_data<event_type>::value,
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
