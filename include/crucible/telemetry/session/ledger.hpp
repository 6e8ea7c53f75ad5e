// SPDX-License-Identifier: MIT
#pragma once
// A session's ledger at one moment: what became of every row that was emitted to it, event by event.

#include <crucible/telemetry/emit/account.hpp>
#include <crucible/telemetry/session/sink_report.hpp>

#include <string_view>
#include <vector>

namespace crucible::telemetry {

struct ledger {
    struct entry {
        std::string_view event;
        account of;
    };

    std::vector<entry> events;
    std::uint64_t emitted = 0;   ///< counted by the emitting threads, independently of the accounts
    std::uint64_t unmeasured = 0; ///< recorded, but not in all statistics: a cell of one's own threw
    std::uint64_t unraised = 0;  ///< findings that could not be raised as events: too many at once
    std::vector<sink_report> sinks{}; ///< those that lack rows, and why
    std::uint64_t in_flight = 0; ///< emitted, and not yet seen by the worker; 0 after `flush` or `stop`
    bool other_hub = false; ///< a plugin with a hub of its own emitted to the session: its `ct::emit` does not reach it

    [[nodiscard]] account total() const {
        account all;
        for (entry const& e : events) all += e.of;
        return all;
    }
    [[nodiscard]] account operator[](std::string_view event) const {
        for (entry const& e : events)
            if (e.event == event) return e.of;
        return {};
    }

    /// Rows that nobody wanted to lose: dropped for another reason than that the experiment was paused or had ended.
    [[nodiscard]] std::uint64_t lost() const {
        account const all = total();
        return all.dropped() - all.dropped(drop_reason::paused) - all.dropped(drop_reason::stopped);
    }

    /// Law 1: nothing is unaccounted for. Holds at any quiescent point (no thread within `emit`).
    [[nodiscard]] bool balanced() const { return emitted == total().settled() + in_flight; }
};

} // namespace crucible::telemetry
