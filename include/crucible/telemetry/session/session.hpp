// SPDX-License-Identifier: MIT
#pragma once
// Sessions: an experiment, a pipeline, policies and exporters, composed once and running until stopped or destroyed.

#include <crucible/telemetry/emit.hpp>
#include <crucible/telemetry/session/detail/composition.hpp>
#include <crucible/telemetry/session/handle.hpp>
#include <crucible/telemetry/tally/emit_tallied.hpp>

#pragma push_macro("emit") // a keyword of Qt
#undef emit

namespace crucible::telemetry {

namespace detail {

template <class Measurement>
struct not_watched {
    static_assert(accepted<Measurement>,
                  "no statistic of this measurement was asked for when the session was composed");
};
template <class Measurement>
struct watched_in_several_events {
    static_assert(accepted<Measurement>, "several events of this session keep statistics of this measurement; "
                                         "say which: run[event][measurement]");
};
template <class Measurement, class Event>
struct not_watched_in_event {
    static_assert(accepted<Measurement, Event>,
                  "no statistic of this measurement of this event was asked for when the session was composed");
};
template <class Event>
struct event_not_watched {
    static_assert(accepted<Event>, "the session does not listen to this event");
};

template <class Engine, class Event>
concept listens_to = Engine::events::template has<Event>;

template <class Event>
struct no_rows_of_tallied {
    static_assert(accepted<Event>, "of a tallied event no rows are kept, only its statistics: run[event][measurement]");
};

/// Instantiates the error of a session that is asked about an event it does not listen to.
template <class Event>
constexpr void explain_not_watched() {
    (void)event_not_watched<event_named<Event::name_text>>{};
}

// What a mistake reads as, after it was reported, so that it remains the only error.
struct no_statistics {
    template <class Key>
    constexpr auto operator[](Key const&) const {
        if constexpr (statistic<Key>) return 0.0;
        else return no_statistics{};
    }
};
struct no_readings {
    template <class Measurement>
    constexpr no_statistics operator[](Measurement const&) const {
        return {};
    }
};

template <fixed_string Measurement, fixed_string Label>
struct measurement_by;

/// What statistics are read by, a measurement or it by a label, and what it is called in an error.
template <class Asked>
struct key_of {
    using type = Asked;
    using text = measurement<Asked::name_text>;
};
template <class Descriptor, class Label, std::size_t MostLabels>
struct key_of<grouped<Descriptor, Label, MostLabels>> {
    using type = grouped<Descriptor, Label>;
    using text = measurement_by<Descriptor::name_text, Label::name_text>;
};

template <class T>
inline constexpr bool is_grouped = false;
template <class Descriptor, class Label, std::size_t MostLabels>
inline constexpr bool is_grouped<grouped<Descriptor, Label, MostLabels>> = true;

/// Whether statistics are asked by it: `loss`, or `latency.by(model)`.
template <class T>
concept measurement_key = any_descriptor<T> || is_grouped<T>;

/// One event's statistics in a session: `run[epoch_stop][loss][mean]`.
template <class Engine, class Event>
class event_readings {
public:
    explicit event_readings(Engine const& from) : from_{from} {}

    template <measurement_key Asked>
    [[nodiscard]] auto operator[](Asked const&) const {
        using key = key_of<Asked>;
        if constexpr (reads<typename key::type>) return from_.template reading<Event, typename key::type>();
        else return (void)not_watched_in_event<typename key::text, in_event<Event::name_text>>{}, no_statistics{};
    }

private:
    using events = typename Engine::events;
    template <class Key>
    static constexpr bool reads = events::template track_at<events::template index_of<Event>>::template reads<Key>;

    Engine const& from_;
};

} // namespace detail

/// The running thing. It listens from construction to `stop`; the destructor stops it, within the exit deadline.
/// All members may be called from any thread, but not by this session's own sinks.
template <class... Given>
class [[nodiscard("a session without a name ends at once")]] session {
    using parts = detail::engine_for<typename detail::sinks_among<detail::sink_list<>, Given...>::type, Given...>;
    static_assert(sizeof(typename parts::mistake::type) != 0);
    static_assert(sizeof(typename parts::policies_type::mistake) != 0);
    using engine_type = typename parts::type;

public:
    /// An experiment, `watch(…)`, and in any order policies and sinks. Throws `error` when a sink cannot begin, 64
    /// sessions run already, or there is no memory.
    [[nodiscard("a session without a name ends at once")]] explicit session(Given const&... given)
        : engine_{parts::make(given...)}, owner_{engine_} {
        engine_->start();
    }

    session(session const&) = delete;
    session& operator=(session const&) = delete;

    ~session() {
        engine_->leave();
        // In a forked child the parent's files and threads are not ours to end: the child's copy is left alone.
        if (engine_->where().in_child()) (void)new detail::owner<detail::listed_experiment>{owner_}; // NOLINT: on purpose
    }

    // Emission.

    /// Emits a row to this session alone.
    template <any_event Event, bool On = detail::compiled_in>
    void emit([[maybe_unused]] record<Event> const& values) const noexcept {
        if constexpr (!detail::listens_to<engine_type, Event>) detail::explain_not_watched<Event>();
        else if constexpr (On && engine_type::takes_rows && any_tallied_event<Event>)
            detail::tally_to(engine_->where().where(), engine_->where().place(), engine_->where().home(), values);
        else if constexpr (On && engine_type::takes_rows)
            detail::send(engine_->where().where(), engine_->where().place(), values);
    }

    /// The same by a name that is no macro of Qt's.
    template <class Event, bool On = detail::compiled_in>
    void emit_row(record<Event> const& values) const noexcept {
        emit<Event, On>(values);
    }

    /// Times the enclosing scope and emits it to this session; see `ct::time`.
    template <any_event Event, bool On = detail::compiled_in, class... Bindings>
    [[nodiscard]] auto time(Event const&, Bindings const&... bindings) const {
        return detail::make_span<Event>(to_this<Event, On>{this}, bindings...);
    }

    /// While the result lives, `ct::emit` in the calling thread also reaches this session.
    [[nodiscard]] scope bind() const noexcept {
        return scope{route{engine_->where().place(), engine_->where().home().key}};
    }

    // Life.

    [[nodiscard]] std::error_code pause() { return engine_->pause(); }
    [[nodiscard]] std::error_code resume() { return engine_->resume(); }
    /// Asks whoever runs the loop to end it: a finding policy does, or anybody else. The session itself goes on.
    void request_stop() noexcept { engine_->request_stop(); }
    /// `while (!run.stop_requested()) train();`
    [[nodiscard]] bool stop_requested() const noexcept { return engine_->stop_requested(); }
    /// Takes the last rows and closes the sinks: files are put in place. `deadline_exceeded` when that took too long,
    /// `incomplete_export` when a sink lacks rows; `why()` says which, what failed, and where what it has is now.
    outcome stop() { return engine_->stop(); }
    /// Stops, takes the experiment off the list, and deletes rows and statistics unless told to keep them.
    void clean_up(cleanup what = delete_data) { engine_->clean_up(what); }

    [[nodiscard]] experiment_info info() const { return engine_->info(); }
    [[nodiscard]] std::string_view id() const { return engine_->id(); }

    /// Waits until everything emitted before the call is in statistics, store and exporters.
    std::error_code flush(std::chrono::nanoseconds deadline = std::chrono::seconds{2}) {
        return engine_->flush(deadline);
    }
    /// Handles all rows that wait, in the calling thread; returns how many. For the policy `manual`.
    std::size_t drain() {
        static_assert(engine_type::drained_by_caller,
                      "only a session with the policy `manual` is drained by the caller");
        return engine_->drain();
    }

    // Answers.

    /// The account of every row emitted so far.
    [[nodiscard]] telemetry::ledger ledger() const { return engine_->account_now(); }

    /// The rows of an event as the first store among the sinks has them, by default the memory store: a snapshot in time
    /// order, unaffected by what comes later.
    template <any_event Event>
    [[nodiscard]] auto rows(Event const&) const {
        if constexpr (any_tallied_event<Event>)
            return (void)detail::no_rows_of_tallied<event_named<Event::name_text>>{},
                   telemetry::rows<typename Event::plain>{};
        else if constexpr (detail::listens_to<engine_type, Event>) return engine_->template rows<Event>();
        else return detail::explain_not_watched<Event>(), telemetry::rows<Event>{};
    }

    /// The rows of every event, as a std::tuple in the order in which they are watched.
    [[nodiscard]] auto all_rows() const { return engine_->all_rows(); }

    /// The statistics of a measurement as they are now, `run[loss][mean]`, or of each of its labels,
    /// `run[latency.by(model)]["bert"][mean]`. Reading waits for nobody, or, of a tallied
    /// event, for another reader; nobody who emits waits for it.
    template <detail::measurement_key Asked>
    [[nodiscard]] auto operator[](Asked const& asked) const {
        using events = typename engine_type::events;
        using key = detail::key_of<Asked>;
        constexpr std::size_t readers = events::template readers<typename key::type>;
        if constexpr (readers == 1) {
            using event = typename events::template event_at<events::template reader<typename key::type>>;
            return detail::event_readings<engine_type, event>{*engine_}[asked];
        } else if constexpr (readers == 0) {
            return (void)detail::not_watched<typename key::text>{}, detail::no_statistics{};
        } else {
            return (void)detail::watched_in_several_events<typename key::text>{}, detail::no_statistics{};
        }
    }

    /// The statistics of one event: `run[epoch_stop][loss][mean]`.
    template <any_event Event>
    [[nodiscard]] auto operator[](Event const&) const {
        if constexpr (detail::listens_to<engine_type, Event>)
            return detail::event_readings<engine_type, Event>{*engine_};
        else return detail::explain_not_watched<Event>(), detail::no_readings{};
    }

    /// Begins all statistics anew; rows and ledger stay.
    void reset() { engine_->reset(); }

    /// `f(facts, reading)` for each statistic that is kept, by event, measurement, label and statistic: what
    /// `run[event][measurement][statistic]` reads, with what it is of (statistic_walk.hpp).
    template <class F>
    void for_each_statistic(F f) const {
        engine_->for_each_statistic(f);
    }

    /// How each sink fares, in the order in which they were given.
    [[nodiscard]] std::vector<sink_report> exports() const { return engine_->exports(); }

    /// This session without its type.
    [[nodiscard]] telemetry::handle handle() const { return telemetry::handle{owner_}; }

private:
    /// Emits a span's record to this session.
    template <any_event Event, bool On>
    struct to_this {
        session const* to;
        static constexpr bool wanted() noexcept { return On && engine_type::takes_rows; }
        void operator()(record<Event> const& values) const noexcept { to->emit<Event, On>(values); }
    };

    engine_type* engine_;
    detail::owner<detail::listed_experiment> owner_; ///< of the engine
};

template <class... Given>
session(Given...) -> session<Given...>;
template <class... Rest>
session(experiment, Rest...) -> session<experiment, Rest...>; // `session run{{.name = "a"}, …}`

} // namespace crucible::telemetry

#pragma pop_macro("emit")
