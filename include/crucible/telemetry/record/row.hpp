// SPDX-License-Identifier: MIT
#pragma once
// Rows: a record with when and where it was emitted.

#include <crucible/telemetry/record/any_row.hpp>
#include <crucible/telemetry/record/record.hpp>

#include <cstdint>

namespace crucible::telemetry {

/// What a store, a statistic or an exporter is handed. Text in it refers to memory of the one who hands it over.
template <any_event Event>
struct row {
    using event_type = Event;

    record<Event> values{};
    timestamp at{};
    std::uint32_t thread = 0; ///< the session's number of the emitting thread, from 0 in order of their first rows

    template <any_descriptor Descriptor>
    [[nodiscard]] constexpr decltype(auto) operator[](Descriptor const& d) const {
        return values[d];
    }

    friend constexpr bool operator==(row const&, row const&) = default;
};

namespace detail {

template <class>
struct example {
    using event = telemetry::event<"example">;
};
/// Stands for any event in a concept of `Asked`, on which it depends so that no literal stands there: in host code, nvcc
/// rewrites what depends on no parameter, and loses literals.
template <class Asked>
using example_event = typename example<Asked>::event;

/// A row of any type as a row<Event>; its texts refer to what those of `from` refer to.
template <class Event, class Row>
[[nodiscard]] row<Event> plain_row(Row const& from) {
    row<Event> made{{}, from.at, from.thread};
    walk<Event>([&]<class Entry>(auto const&) {
        constexpr typename Entry::type measurement{};
        made.values[measurement] = from[measurement];
    });
    return made;
}

} // namespace detail

} // namespace crucible::telemetry
