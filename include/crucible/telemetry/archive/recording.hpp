// SPDX-License-Identifier: MIT
#pragma once
// Recordings: experiments at rest, with what is known of them and the rows of their events. Queries, exporters and
// analyses take them as they take a session.

#include <crucible/telemetry/archive/detail/events.hpp>
#include <crucible/telemetry/record/row.hpp>
#include <crucible/telemetry/session/experiment.hpp>
#include <crucible/telemetry/session/ledger.hpp>
#include <crucible/telemetry/store/columnar.hpp>

#include <algorithm>
#include <memory>
#include <span>
#include <tuple>

namespace crucible::telemetry {

namespace detail {

template <class Event>
struct event_not_recorded {
    static_assert(accepted<Event>, "the recording was not told that it would hold rows of this event");
};

inline constexpr retention keep_recorded{.labels = 65'536};

/// The tables of a recording. (A tuple of many events costs a compiler more than all else here.)
template <class Event>
struct held_table {
    table<Event> value;
};
template <class... Events>
struct held_tables : held_table<Events>... {
    explicit held_tables([[maybe_unused]] retention const& limits) : held_table<Events>{table<Events>(limits)}... {}
};

/// Places of these in order of time; equal times in order of place.
[[nodiscard]] inline std::vector<std::size_t> order_by_time(std::vector<timestamp> const& times) {
    std::vector<std::size_t> places(times.size());
    for (std::size_t i = 0; i != places.size(); ++i) places[i] = i;
    std::sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
        return times[a] != times[b] ? times[a] < times[b] : a < b;
    });
    return places;
}

template <class Event, class Row>
void append_sorted(table<Event>& to, std::span<Row const> given, [[maybe_unused]] std::span<double const> weights) {
    if constexpr (std::same_as<Row, row<Event>>) to.append(given, weights);
    else to.append(given); // they know their weights
}

/// Puts rows in any order. In order of time they cost what copying them costs. `weights` are of rows that do not know
/// them: as many, or none.
template <class Event, class Row>
void append_unsorted(table<Event>& to, std::span<Row const> given, std::span<double const> weights = {}) {
    bool sorted = true;
    for (std::size_t i = 1; i < given.size() && sorted; ++i) sorted = !(given[i].at < given[i - 1].at);
    if (sorted) return append_sorted(to, given, weights);
    std::vector<timestamp> times;
    times.reserve(given.size());
    for (Row const& each : given) times.push_back(each.at);
    std::vector<Row> ordered;
    ordered.reserve(given.size());
    std::vector<double> ordered_weights;
    for (std::size_t const place : order_by_time(times)) {
        ordered.push_back(given[place]);
        if (!weights.empty()) ordered_weights.push_back(weights[place]);
    }
    append_sorted(to, std::span<Row const>{ordered}, ordered_weights);
}

} // namespace detail

/// Every row is kept; a tag may have 65,536 different texts unless `limits` says otherwise.
template <any_event... Events>
class recording {
public:
    using events = event_list<Events...>;

    recording() : recording(experiment_info{}) {}
    /// Its status is `archived` from now on.
    explicit recording(experiment_info about, retention const& limits = detail::keep_recorded)
        : about_(std::move(about)),
          tables_(std::make_unique<detail::held_tables<Events...>>(limits)) {
        detail::check_distinct(events{});
        about_.status = status::archived;
    }

    [[nodiscard]] experiment_info const& info() const { return about_; }
    /// Who the experiment is; the status remains `archived`.
    void describe(experiment_info about) {
        about_ = std::move(about);
        about_.status = status::archived;
    }
    [[nodiscard]] std::string_view id() const { return about_.id; }

    /// The rows of an event in order of time: a snapshot, unaffected by what is appended later.
    template <any_event Event>
    [[nodiscard]] telemetry::rows<Event> rows(Event const&) const {
        if constexpr (holds<Event>) return table_of<Event>().snapshot();
        else return (void)detail::event_not_recorded<event_named<Event::name_text>>{}, telemetry::rows<Event>{};
    }

    /// The rows of every event, in the order in which they were declared.
    [[nodiscard]] std::tuple<telemetry::rows<Events>...> all_rows() const {
        return std::tuple<telemetry::rows<Events>...>{table_of<Events>().snapshot()...};
    }

    /// Rows of all events.
    [[nodiscard]] std::uint64_t size() const { return (table_of<Events>().appended() + ... + std::uint64_t{0}); }

    /// What became of the rows that were emitted, as the session counted them. Without that: what is held here.
    [[nodiscard]] telemetry::ledger ledger() const {
        if (ledger_) return *ledger_;
        telemetry::ledger held;
        (held.events.push_back({Events::name, {.recorded = table_of<Events>().appended()}}), ...);
        held.emitted = size();
        return held;
    }
    /// Names of events in it must outlive its copies; `names` is kept for that as long as the recording lives.
    void account(telemetry::ledger counted, std::shared_ptr<void const> names = {}) {
        ledger_ = std::move(counted);
        names_ = std::move(names);
    }

    /// Puts rows, of any type and in any order; those of equal times in the order in which they come. In order of time
    /// it costs what copying them costs; otherwise those behind the earliest of them are moved, too.
    template <class Row>
    void append(std::span<Row> given) {
        using event = typename Row::event_type;
        if constexpr (holds<event>) detail::append_unsorted(table_of<event>(), std::span<Row const>{given});
        else (void)detail::event_not_recorded<event_named<event::name_text>>{};
    }
    template <any_event Event>
    void append(row<Event> const& one) {
        append(std::span<row<Event> const>{&one, 1});
    }
    /// A row that stands for `weight` rows.
    template <any_event Event>
    void append(row<Event> const& one, double weight) {
        if constexpr (holds<Event>) table_of<Event>().append(std::span{&one, 1}, std::span{&weight, 1});
        else (void)detail::event_not_recorded<event_named<Event::name_text>>{};
    }

    /// Values of tags that are kept as "(overflow)", because the tag has too many different texts.
    [[nodiscard]] std::uint64_t overflowed() const {
        return (table_of<Events>().overflowed() + ... + std::uint64_t{0});
    }

    /// Where the rows of an event rest. Pre-condition: the recording holds it.
    template <class Event>
    [[nodiscard]] table<Event>& table_of() {
        return static_cast<detail::held_table<Event>&>(*tables_).value;
    }
    template <class Event>
    [[nodiscard]] table<Event> const& table_of() const {
        return static_cast<detail::held_table<Event> const&>(*tables_).value;
    }

private:
    template <class Event>
    static constexpr bool holds = (std::same_as<Event, Events> || ...);

    experiment_info about_;
    std::unique_ptr<detail::held_tables<Events...>> tables_; // a table cannot be moved, a recording can
    std::optional<telemetry::ledger> ledger_{};
    std::shared_ptr<void const> names_{};
};

namespace detail {
template <class List>
struct recording_for;
template <class... Events>
struct recording_for<event_list<Events...>> {
    using type = recording<Events...>;
};
} // namespace detail

/// `recording_of<my_registry>`: a recording of all its events; of what `read_jsonl` takes, any number of them.
template <class... Given>
using recording_of = typename detail::recording_for<detail::events_of<Given...>>::type;

} // namespace crucible::telemetry
