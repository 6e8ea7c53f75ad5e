// SPDX-License-Identifier: MIT
#pragma once
// Findings as events: what a session's statistics noticed, with the row at which they did. A session that keeps a
// statistic that can find hears this event; whoever watches it with statistics of its own, too.

#include <crucible/telemetry/cells/found_in_row.hpp>
#include <crucible/telemetry/record/row.hpp>

namespace crucible::telemetry {

/// The measurements of a finding.
namespace found {
inline constexpr tag<"of_event"> of_event{.help = "the event whose row it is about"};
inline constexpr tag<"measurement"> measurement{.help = "what was measured"};
inline constexpr tag<"label"> label{.help = "of statistics by label: the label"};
inline constexpr tag<"statistic"> statistic{.help = "what found it"};
inline constexpr tag<"severity", telemetry::severity> severity{.help = "how much it matters"};
inline constexpr gauge<"value"> value{.help = "the value that was measured, in its own unit"};
inline constexpr gauge<"score"> score{.help = "how unusual it is, in the unit of the threshold"};
inline constexpr gauge<"threshold"> threshold{.help = "beyond which a value is told"};
inline constexpr gauge<"expected_from"> expected_from{.help = "least value expected"};
inline constexpr gauge<"expected_to"> expected_to{.help = "greatest value expected"};
inline constexpr index<"row"> row{.help = "place of the row among the recorded ones of its event, from 0"};
inline constexpr index<"row_thread"> row_thread{.help = "the session's number of the thread that emitted the row"};
inline constexpr index<"row_time"> row_time{.in = nanoseconds, .help = "when the row was emitted, since 1970"};
inline constexpr index<"step"> step{.help = "the row's step, where it has one"};
inline constexpr index<"epoch"> epoch{.help = "the row's epoch, where it has one"};
} // namespace found

inline constexpr event<"telemetry.finding", found::of_event, found::measurement, optional<found::label>,
                       found::statistic, found::severity, optional<found::value>, optional<found::score>,
                       optional<found::threshold>, optional<found::expected_from>, optional<found::expected_to>,
                       found::row, found::row_thread, found::row_time, optional<found::step>, optional<found::epoch>>
    finding_raised{.help = "a statistic of this session noticed something"};

namespace detail {

template <auto const& Event>
struct findings_as {
    static constexpr auto const& event = Event;
    using type = std::remove_cvref_t<decltype(Event)>;

    /// Its texts refer to what was found.
    [[nodiscard]] static record<type> record_of(found_in_row const& f) {
        record<type> r{};
        r[found::of_event] = f.event;
        r[found::measurement] = f.measurement;
        if (f.labelled) r[found::label] = f.label;
        r[found::statistic] = f.statistic;
        r[found::severity] = f.what.severity;
        r[found::value] = f.value;
        r[found::score] = f.what.score;
        r[found::threshold] = f.what.threshold;
        r[found::expected_from] = f.what.expected_from;
        r[found::expected_to] = f.what.expected_to;
        r[found::row] = static_cast<std::int64_t>(f.row);
        r[found::row_thread] = f.thread;
        r[found::row_time] = f.at.time_since_epoch().count();
        r[found::step] = f.step;
        r[found::epoch] = f.epoch;
        return r;
    }
};

/// Complete where this header is included: sessions of statistics that can find need it.
template <>
struct event_of_findings<> : findings_as<finding_raised> {};

} // namespace detail
} // namespace crucible::telemetry
