// SPDX-License-Identifier: MIT
#pragma once
// Walking all statistics that a session keeps: what exporters, reports and terminals stand on.

#include <crucible/telemetry/live/detail/label_text.hpp>
#include <crucible/telemetry/record/event_schema.hpp>
#include <crucible/telemetry/session/pipeline.hpp>

namespace crucible::telemetry {

/// What a statistic is of. `Event`, `Measurement` and `Statistic` are what was composed: `epoch_stop`, `loss`, `mean`.
template <class Event, class Measurement, class Statistic>
struct statistic_facts {
    using event_type = Event;
    using measurement_type = Measurement;
    using statistic_type = Statistic;

    measurement_schema const& measurement; ///< name, unit, help, kind
    std::string_view label_name{};         ///< of statistics by label: `model`
    std::string_view label{};              ///< `bert`; of the rows beyond the most labels: "(others)"
    bool others = false;

    [[nodiscard]] static constexpr std::string_view event() { return Event::name; }
    [[nodiscard]] static constexpr std::string_view statistic() { return Statistic::name.view(); }
};

namespace detail {

/// The schema of a measurement of an event, declared or derived.
template <class Event, class Descriptor>
struct schema_of_measurement;
template <role Role, auto Name, auto const&... Ms, class Descriptor>
struct schema_of_measurement<basic_event<Role, Name, Ms...>, Descriptor> {
    static constexpr measurement_schema find() {
        measurement_schema found{};
        if constexpr (derived_descriptor<Descriptor>)
            found = measurement_as_data<entry<optional_measurement<Descriptor>>>(Descriptor{});
        [[maybe_unused]] auto const look = [&]<class Entry>(auto const& descriptor) {
            if constexpr (std::same_as<typename Entry::type, Descriptor>)
                found = measurement_as_data<Entry>(descriptor);
        };
        (look.template operator()<entry_of<Ms>>(entry_of<Ms>::of(Ms)), ...);
        return found;
    }
    static constexpr measurement_schema value = find();
};
template <class Event, class... Asked, class Descriptor>
struct schema_of_measurement<tallied_event<Event, Asked...>, Descriptor> : schema_of_measurement<Event, Descriptor> {};

/// `f(facts, reading)` for each statistic; a reading is what `run[measurement][statistic]` gives.
template <class Event, class Asked, class Reading, class F>
void walk_reading(Reading const& reading, F& f, std::string_view label_name = {}, std::string_view label = {},
                  bool others = false) {
    using d = typename Asked::descriptor;
    Asked::statistics::for_each([&]<class Statistic>(Statistic statistic) {
        f(statistic_facts<Event, d, Statistic>{schema_of_measurement<Event, d>::value, label_name, label, others},
          reading[statistic]);
    });
}

/// All statistics of one measurement.
template <class Event, class Asked, class Reading, class F>
void walk_measurement(Reading const& reading, F& f) {
    if constexpr (requires { typename Asked::kept::tag; }) {
        constexpr std::string_view name = Asked::kept::tag::name;
        reading.for_each([&](auto const& label, auto const& of_label) {
            walk_reading<Event, Asked>(of_label, f, name, label_text{label}.view());
        });
        if (reading.beyond() != 0) walk_reading<Event, Asked>(reading.others(), f, name, "(others)", true);
    } else walk_reading<Event, Asked>(reading, f);
}

} // namespace detail
} // namespace crucible::telemetry
