// SPDX-License-Identifier: MIT
#pragma once
// The columns of one wide table of several events: each name once, in order of first appearance. Events that measure the
// same quantity share its column.

#include <crucible/telemetry/core/detail/dynamic_array.hpp>
#include <crucible/telemetry/record/event_schema.hpp>

namespace crucible::telemetry::detail {

/// A measurement of an event: its number there, and the columns from the one before it up to its own.
struct table_cell {
    std::size_t measurement = 0;
    std::size_t step = 0;
};

/// The cells of an event's rows, in order of their columns, and the columns after the last one.
struct table_row {
    dynamic_array<table_cell> cells{};
    std::size_t left = 0;
};

/// The names of all columns.
[[nodiscard]] inline dynamic_array<std::string_view> columns_of(std::span<event_schema const* const> events) {
    dynamic_array<std::string_view> names;
    for (event_schema const* const event : events)
        for (measurement_schema const& m : event->measurements) {
            bool known = false;
            for (std::string_view const name : names) known = known || name == m.name;
            if (!known) names.push_back(m.name);
        }
    return names;
}

/// Those of the columns that an event has.
[[nodiscard]] inline dynamic_array<std::string_view> columns_of(event_schema const& event,
                                                                dynamic_array<std::string_view> const& columns) {
    dynamic_array<std::string_view> own;
    for (std::string_view const name : columns)
        for (measurement_schema const& m : event.measurements)
            if (m.name == name) own.push_back(name);
    return own;
}

[[nodiscard]] inline table_row row_of(event_schema const& event, std::span<std::string_view const> columns) {
    table_row row;
    std::size_t before = 0; // the first measurement is one step after what stands before all of them
    for (std::size_t column = 0; column != columns.size(); ++column)
        for (std::size_t m = 0; m != event.measurements.size(); ++m)
            if (event.measurements[m].name == columns[column]) {
                row.cells.push_back(table_cell{m, column + 1 - before});
                before = column + 1;
            }
    row.left = columns.size() - before;
    return row;
}

} // namespace crucible::telemetry::detail
