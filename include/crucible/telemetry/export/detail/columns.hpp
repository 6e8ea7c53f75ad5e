// SPDX-License-Identifier: MIT
#pragma once
// The columns of one wide table of several events, computed when the program is compiled: each name once, in order of
// first appearance. Events that measure the same quantity share its column.

#include <crucible/telemetry/schema/walk.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace crucible::telemetry::detail {

template <any_event... Events>
struct columns {
    struct names {
        std::array<std::string_view, (Events::size + ... + 0)> name{};
        std::size_t size = 0;

        /// Place of a column; `size` when there is none of this name.
        [[nodiscard]] constexpr std::size_t find(std::string_view wanted) const {
            std::size_t i = 0;
            while (i != size && name[i] != wanted) ++i;
            return i;
        }
    };

    static constexpr names all = [] {
        names united;
        [[maybe_unused]] auto const add = [&](auto const& event_names) { // unused when there are no events
            for (std::string_view const each : event_names)
                if (united.find(each) == united.size) united.name[united.size++] = each;
        };
        (add(Events::measurement_names), ...);
        return united;
    }();

    /// A measurement of an event: its number there, and the columns from the one before it up to its own.
    struct cell {
        std::size_t measurement = 0;
        std::size_t step = 0;
    };

    template <class Event>
    struct row {
        std::array<cell, Event::size> cells{}; ///< in order of their columns
        std::size_t left = 0;                  ///< columns after the last one
    };

    template <class Event>
    static constexpr row<Event> row_of = [] {
        row<Event> result{};
        std::size_t filled = 0;
        std::size_t before = 0; // the first measurement is one step after what stands before all of them
        for (std::size_t column = 0; column != all.size; ++column)
            for (std::size_t i = 0; i != Event::size; ++i)
                if (Event::measurement_names[i] == all.name[column]) {
                    result.cells[filled++] = {i, column + 1 - before};
                    before = column + 1;
                }
        result.left = all.size - before;
        return result;
    }();
};

} // namespace crucible::telemetry::detail
