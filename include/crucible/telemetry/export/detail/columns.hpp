// SPDX-License-Identifier: MIT
#pragma once
// The columns of one wide table of several events: each name once, in order of first appearance. Events that measure the
// same quantity in the same unit share its column.

#include <crucible/telemetry/core/detail/dynamic_array.hpp>
#include <crucible/telemetry/core/error.hpp>
#include <crucible/telemetry/export/meta.hpp>

namespace crucible::telemetry::detail {

/// Columns that rows have besides what was measured.
inline constexpr std::string_view own_columns[]{"experiment", "experiment_name", "condition", "event",
                                                "time",       "thread",          "row_weight"};

struct table_column {
    std::string name{};             ///< with its unit, as the style has it
    std::string_view measurement{}; ///< what it is of
};

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

/// Throws `error`: two quantities would have one column.
[[noreturn]] inline void refuse_column(std::string_view name, std::string_view one, std::string_view other) {
    throw error(std::make_error_code(std::errc::invalid_argument),
                std::string("the column '").append(name).append("' would hold both '").append(one).append("' and '").append(
                    other).append("': rename one of them, or choose another .units = ct::unit_style"));
}

/// All columns. Throws `error` when two of them would have one name.
[[nodiscard]] inline dynamic_array<table_column> columns_of(std::span<event_schema const* const> events,
                                                            unit_style style) {
    dynamic_array<table_column> columns;
    for (event_schema const* const event : events)
        for (measurement_schema const& m : event->measurements) {
            table_column made{column_name(m, style), m.name};
            for (std::string_view const own : own_columns)
                if (made.name == own) refuse_column(own, own, m.name);
            bool known = false;
            for (table_column const& each : columns) {
                if (each.name != made.name) continue;
                if (each.measurement != m.name) refuse_column(made.name, each.measurement, m.name);
                known = true;
            }
            if (!known) columns.push_back(std::move(made));
        }
    return columns;
}

/// The number of the event's measurement that stands in a column; of none the number of all.
[[nodiscard]] inline std::size_t measurement_in(table_column const& column, event_schema const& event,
                                                unit_style style) {
    std::size_t m = 0;
    while (m != event.measurements.size() && (event.measurements[m].name != column.measurement ||
                                              column_name(event.measurements[m], style) != column.name))
        ++m;
    return m;
}

/// Those of the columns that an event has.
[[nodiscard]] inline dynamic_array<table_column>
columns_of(event_schema const& event, dynamic_array<table_column> const& columns, unit_style style) {
    dynamic_array<table_column> own;
    for (table_column const& each : columns)
        if (measurement_in(each, event, style) != event.measurements.size()) own.push_back(each);
    return own;
}

[[nodiscard]] inline table_row row_of(event_schema const& event, dynamic_array<table_column> const& columns,
                                      unit_style style) {
    table_row row;
    std::size_t before = 0; // the first measurement is one step after what stands before all of them
    for (std::size_t column = 0; column != columns.size(); ++column) {
        std::size_t const m = measurement_in(columns[column], event, style);
        if (m == event.measurements.size()) continue;
        row.cells.push_back(table_cell{m, column + 1 - before});
        before = column + 1;
    }
    row.left = columns.size() - before;
    return row;
}

} // namespace crucible::telemetry::detail
