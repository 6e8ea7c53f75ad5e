// SPDX-License-Identifier: MIT
#pragma once
// What a session tells when it has ended and rows were lost, or may be: whose they were, how many, why, and what helps.

#include <crucible/telemetry/core/detail/compiled.hpp>
#include <crucible/telemetry/session/ledger.hpp>

#include <string>
#include <string_view>

namespace crucible::telemetry {

struct loss_report {
    std::string_view id;   ///< of the experiment
    std::string_view name;
    telemetry::ledger const& ledger; ///< `lost()` is not 0, one of `sinks` lacks rows, or there is an `other_hub`

    /// One line, without a line feed or another control character in it. Throws std::bad_alloc.
    [[nodiscard]] std::string text() const;
};

/// What helps against rows that are dropped for this reason; empty where nobody lost anything.
[[nodiscard]] constexpr std::string_view remedy(drop_reason reason) {
    switch (reason) {
    case drop_reason::ring_full:
    case drop_reason::overwritten: return "the worker fell behind: larger rings by ct::ring_of, or wait by ct::block";
    case drop_reason::reentrant: return "emitted within another emission: emit less in signal handlers";
    case drop_reason::forked_child: return "emitted in a forked child: compose a session there";
    case drop_reason::too_big: return "larger than half a ring: larger rings by ct::ring_of";
    case drop_reason::no_memory: return "no memory for a ring: smaller rings by ct::ring_of, or fewer threads";
    case drop_reason::ring_limit: return "too many threads at once: more memory by ct::rings_within";
    case drop_reason::exit_deadline: return "a sink was stuck: more time by ct::exit_within, or a faster sink";
    case drop_reason::store_failed: return "the store threw: see exports()";
    case drop_reason::paused:
    case drop_reason::stopped: break;
    }
    return {};
}

namespace detail {

/// `run.csv: 3 rows lost: No space left on device`
CRUCIBLE_TELEMETRY_FUNCTION void tell_of_sink(std::string& to, sink_report const& of);

/// ` lost 872 of 1000 rows: 872 ring_full (the worker fell behind ...)`
CRUCIBLE_TELEMETRY_FUNCTION void tell_of_rows(std::string& to, ledger const& of);

/// Writes the line to stderr if that takes it at once: the end of a session waits for no reader.
CRUCIBLE_TELEMETRY_FUNCTION void print_error_line(loss_report const& of) noexcept;

} // namespace detail
} // namespace crucible::telemetry

#include <crucible/telemetry/session/detail/loss_report_functions.hpp>
