// SPDX-License-Identifier: MIT
#pragma once
// The pipeline: which events a session listens to, and which statistics it keeps of their measurements.
//   watch(on(epoch_stop, loss >> (count | mean), accuracy >> max), request_stop)

#include <crucible/telemetry/accumulate/measured.hpp>
#include <crucible/telemetry/record/record.hpp>

#include <array>

namespace crucible::telemetry {

/// The statistics asked of one measurement: what `loss >> (count | mean)` makes.
template <any_descriptor D, class Statistics>
struct asked {
    using descriptor = D;
    using statistics = Statistics;
};

/// One event and what is asked of its measurements: what `on(event, …)` makes.
template <any_event Event, class... Asked>
struct watched {
    using event_type = Event;
    using exported_event = Event;
    Event event;
};

/// The same, with derived measurements that exporters write beside the event's own: `on(event, latency, cost, …)`.
template <class Watched, derived_descriptor... D>
struct enriching : Watched {
    using exported_event = enriched_event<typename Watched::event_type, D...>;
};

/// All that a session listens to: what `watch(…)` makes.
template <class... Watched>
struct pipeline {};

namespace detail {

template <class Event>
struct event_watched_twice {
    static_assert(accepted<Event>, "an event is watched twice in one session; put its statistics into one `on(…)`");
};
template <class Measurement, class Event>
struct measurement_watched_twice {
    static_assert(accepted<Measurement, Event>,
                  "statistics of a measurement are asked twice in one `on(…)`; join them with |");
};
template <class Given>
struct neither_event_nor_on {
    static_assert(accepted<Given>, "`watch` takes events and `on(event, measurement >> statistics, …)`");
};
template <class Given>
struct not_to_be_exported_or_asked {
    static_assert(accepted<Given>, "`on` takes, after the event, derived measurements that exporters are to write, and "
                                   "`measurement >> statistics`");
};

template <class T>
inline constexpr bool is_watched = false;
template <class E, class... A>
inline constexpr bool is_watched<watched<E, A...>> = true;
template <class W, class... D>
inline constexpr bool is_watched<enriching<W, D...>> = true;

template <class T>
inline constexpr bool is_asked = false;
template <class D, class S>
inline constexpr bool is_asked<asked<D, S>> = true;

template <class T>
constexpr auto as_watched(T const& given) {
    if constexpr (is_watched<T>) return given;
    else if constexpr (any_event<T>) return watched<T>{given};
    else return neither_event_nor_on<T>{};
}

/// The name of the first element that occurs again later, as an index; N when there is none.
template <class... Names>
consteval std::size_t first_repeated(Names... names) {
    std::array<std::string_view, sizeof...(Names)> const all{names...};
    for (std::size_t i = 0; i != all.size(); ++i)
        for (std::size_t j = 0; j != i; ++j)
            if (all[i] == all[j]) return i;
    return sizeof...(Names);
}

template <class Event, class D>
constexpr void check_measured() {
    if constexpr (event_gives<Event, D>) return;
    else if constexpr (derived_descriptor<D>) diagnose_underivable<D, Event>();
    else diagnose_binding<Event, fault::unknown, D, void>();
}

template <class Event, class... Asked>
constexpr void check_asked() {
    if constexpr (!(event_gives<Event, typename Asked::descriptor> && ...)) {
        (check_measured<Event, typename Asked::descriptor>(), ...);
    } else {
        constexpr std::size_t twice = first_repeated(Asked::descriptor::name...);
        if constexpr (twice != sizeof...(Asked))
            (void)measurement_watched_twice<measurement<nth_t<twice, Asked...>::descriptor::name_text>,
                                            in_event<Event::name_text>>{};
    }
}

template <class... Events>
constexpr void check_events() {
    constexpr std::size_t twice = first_repeated(Events::name...);
    if constexpr (twice != sizeof...(Events)) (void)event_watched_twice<event_named<nth_t<twice, Events...>::name_text>>{};
}

template <class... Watched>
constexpr pipeline<Watched...> make_pipeline(Watched const&...) {
    if constexpr ((is_watched<Watched> && ...)) check_events<typename Watched::event_type...>();
    return {};
}

} // namespace detail

namespace detail {

template <class D, class... S>
constexpr asked<D, statistics<S...>> ask(statistics<S...>) {
    static_assert(sizeof(stream_accumulator<D, statistics<S...>>) != 0); // where a statistic that does not suit is named
    return {};
}

template <class...>
struct type_list {};

// Sorting what `on` is given into what is exported and what is asked, both in order.
template <class Event, class Exported, class Asked, class... Given>
struct sorted;
template <class Event, class... D, class... A>
struct sorted<Event, type_list<D...>, type_list<A...>> {
    static constexpr auto make(Event const& event) {
        (check_measured<Event, D>(), ...);
        check_asked<Event, A...>();
        if constexpr (sizeof...(D) == 0) return watched<Event, A...>{event};
        else if constexpr ((event_gives<Event, D> && ...)) return enriching<watched<Event, A...>, D...>{{event}};
        else return watched<Event, A...>{event};
    }
};
template <class Event, class... D, class... A, class First, class... Rest>
struct sorted<Event, type_list<D...>, type_list<A...>, First, Rest...> {
    static constexpr auto make(Event const& event) {
        if constexpr (derived_descriptor<First>)
            return sorted<Event, type_list<D..., First>, type_list<A...>, Rest...>::make(event);
        else if constexpr (is_asked<First>)
            return sorted<Event, type_list<D...>, type_list<A..., First>, Rest...>::make(event);
        else return (void)not_to_be_exported_or_asked<argument<First>>{}, watched<Event>{event};
    }
};

} // namespace detail

/// `loss >> (count | mean)`: asks for statistics of a measurement.
template <any_descriptor D, composition Asked>
constexpr auto operator>>(D const&, Asked const&) {
    return detail::ask<D>(statistics_of<Asked>{});
}

/// Listens to an event, keeps the statistics asked of its measurements, and has exporters write the derived ones named.
template <any_event Event, class... Given>
constexpr auto on(Event const& event, Given const&...) {
    return detail::sorted<Event, detail::type_list<>, detail::type_list<>, Given...>::make(event);
}

/// Joins what a session listens to: events, or `on(event, …)` where statistics are wanted.
template <class... Given>
constexpr auto watch(Given const&... given) {
    return detail::make_pipeline(detail::as_watched(given)...);
}

} // namespace crucible::telemetry
