// SPDX-License-Identifier: MIT
#pragma once
// The store that keeps no rows: for sessions of which only statistics and exports are wanted.

#include <crucible/telemetry/record/sink.hpp>
#include <crucible/telemetry/store/rows.hpp>

namespace crucible::telemetry {

/// Rows are let go; to a question for rows there are none.
struct nothing {
    struct writer {
        static void take(batches const&) noexcept {}
        template <any_event Event>
        [[nodiscard]] static telemetry::rows<Event> rows(Event const&) {
            return {};
        }
        static std::error_code close() noexcept { return {}; }
        static void abandon() noexcept {}
        [[nodiscard]] static std::uint64_t written() noexcept { return 0; }
        [[nodiscard]] static std::uint64_t failed() noexcept { return 0; }
    };

    template <any_event... Events>
    [[nodiscard]] writer open(run_info const&, event_list<Events...>) const {
        return {};
    }
};

} // namespace crucible::telemetry
