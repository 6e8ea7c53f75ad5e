// SPDX-License-Identifier: MIT
#pragma once
// Latency: how long what a row tells of took, from its duration or its two stamps, whatever their units.

#include <crucible/telemetry/enrich/detail/input.hpp>

namespace crucible::telemetry {

namespace detail {

struct duration_input {
    template <any_descriptor Descriptor>
    static constexpr bool takes(Descriptor const&) {
        return Descriptor::kind_of == kind::timer &&
               (Descriptor::name == "duration" || Descriptor::name == "latency" || Descriptor::name == "elapsed");
    }
};
using start_input = input_named<"start", kind::timer>;
using stop_input = input_named<"stop", kind::timer>;

[[nodiscard]] constexpr std::chrono::nanoseconds between(std::chrono::nanoseconds start,
                                                         std::chrono::nanoseconds stop) {
    std::int64_t ticks = 0;
    if (!__builtin_sub_overflow(stop.count(), start.count(), &ticks)) return std::chrono::nanoseconds{ticks};
    return start > stop ? std::chrono::nanoseconds::min() : std::chrono::nanoseconds::max();
}

struct latency_rule {
    static constexpr unit in = nanoseconds;
    static constexpr std::string_view help = "how long it took, in whatever unit it was measured";

    template <class Event>
    static consteval bool applies() {
        return has_input<Event, duration_input> || stamped<Event>;
    }

    template <class Row>
    [[nodiscard]] static constexpr std::optional<std::chrono::nanoseconds> of(Row const& row) {
        using event = typename Row::event_type;
        if (auto const took = input_of<duration_input, std::chrono::nanoseconds>(row)) return *took;
        if constexpr (stamped<event>) {
            auto const start = input_of<start_input, std::chrono::nanoseconds>(row);
            auto const stop = input_of<stop_input, std::chrono::nanoseconds>(row);
            if (start && stop) return between(*start, *stop);
        }
        return std::nullopt;
    }

private:
    template <class Event>
    static constexpr bool stamped = has_input<Event, start_input> && has_input<Event, stop_input>;
};

using latency_measurement = derived<"latency", std::chrono::nanoseconds, kind::timer, latency_rule>;

} // namespace detail

/// The timer named `duration`, `latency` or `elapsed` (the first declared), else `stop` minus `start`. Timers of other
/// names are something else: a delay, a time in a queue. Negative where the emitter's clocks say so.
inline constexpr detail::latency_measurement latency{};

} // namespace crucible::telemetry
