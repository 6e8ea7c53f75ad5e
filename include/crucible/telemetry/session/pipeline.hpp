// SPDX-License-Identifier: MIT
#pragma once
// The pipeline: which events a session listens to, and which statistics it keeps of their measurements.
//   watch(on(epoch_stop, loss >> (count | mean), accuracy >> max), on(request_stop, latency.by(model) >> mean))

#include <crucible/telemetry/tally/tallied_event.hpp>

#include <array>

namespace crucible::telemetry {

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

template <class Event>
struct tallied_elsewhere {
    static_assert(accepted<Event>,
                  "a tallied event says where it is declared which statistics it keeps, and has no rows to "
                  "export; `watch` takes it by itself");
};

template <class T>
inline constexpr bool is_watched = false;
template <class E, class... A>
inline constexpr bool is_watched<watched<E, A...>> = true;
template <class W, class... D>
inline constexpr bool is_watched<enriching<W, D...>> = true;

template <class T>
constexpr auto as_watched(T const& given) {
    if constexpr (is_watched<T>) return given;
    else if constexpr (any_event<T>) return watched<T>{given};
    else return neither_event_nor_on<T>{};
}

/// Of a measurement, or of it by a label.
struct stream_name {
    std::string_view of;
    std::string_view by{};

    friend constexpr bool operator==(stream_name const&, stream_name const&) = default;
};

/// The first element that occurred before, as an index; N when there is none.
template <class... Names>
consteval std::size_t first_repeated(Names... names) {
    std::array<stream_name, sizeof...(Names)> const all{names...};
    for (std::size_t i = 0; i != all.size(); ++i)
        for (std::size_t j = 0; j != i; ++j)
            if (all[i] == all[j]) return i;
    return sizeof...(Names);
}

/// Whether the event gives the measurement and, where its statistics are kept by a label, that.
template <class Event, class Asked>
concept event_gives_asked = event_gives<Event, typename Asked::descriptor> && (!requires {
    typename Asked::kept::tag;
} || event_gives<Event, typename stream_key<typename Asked::descriptor, typename Asked::kept>::type::label>);

template <class Event, class Asked>
constexpr void check_given() {
    diagnose_unmeasured<Event, typename Asked::descriptor>();
    if constexpr (event_gives<Event, typename Asked::descriptor> && requires { typename Asked::kept::tag; })
        diagnose_unmeasured<Event, typename Asked::kept::tag>();
}

template <class Event, class... Asked>
constexpr void check_asked() {
    if constexpr (!(event_gives_asked<Event, Asked> && ...)) {
        (check_given<Event, Asked>(), ...);
    } else {
        constexpr std::size_t twice = first_repeated(stream_name{
            Asked::descriptor::name, stream_key<typename Asked::descriptor, typename Asked::kept>::label}...);
        if constexpr (twice != sizeof...(Asked))
            (void)measurement_watched_twice<measurement<nth_t<twice, Asked...>::descriptor::name_text>,
                                            in_event<Event::name_text>>{};
    }
}

template <class... Events>
constexpr void check_events() {
    constexpr std::size_t twice = first_repeated(stream_name{Events::name}...);
    if constexpr (twice != sizeof...(Events))
        (void)event_watched_twice<event_named<nth_t<twice, Events...>::name_text>>{};
}

template <class... Watched>
constexpr pipeline<Watched...> make_pipeline(Watched const&...) {
    if constexpr ((is_watched<Watched> && ...)) check_events<typename Watched::event_type...>();
    return {};
}

} // namespace detail

namespace detail {

template <class...>
struct type_list {};

template <class Event>
constexpr watched<Event> on_tallied(Event const& event) {
    return (void)tallied_elsewhere<event_named<Event::name_text>>{}, watched<Event>{event};
}

// Sorting what `on` is given into what is exported and what is asked, both in order.
template <class Event, class Exported, class Asked, class... Given>
struct sorted;
template <class Event, class... D, class... A>
struct sorted<Event, type_list<D...>, type_list<A...>> {
    static constexpr auto make(Event const& event) {
        (diagnose_unmeasured<Event, D>(), ...);
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

/// Listens to an event, keeps the statistics asked of its measurements, and has exporters write the derived ones named.
template <any_event Event, class... Given>
constexpr auto on(Event const& event, Given const&...) {
    if constexpr (any_tallied_event<Event>) return detail::on_tallied<Event>(event);
    else return detail::sorted<Event, detail::type_list<>, detail::type_list<>, Given...>::make(event);
}

/// Joins what a session listens to: events, or `on(event, …)` where statistics are wanted.
template <class... Given>
constexpr auto watch(Given const&... given) {
    return detail::make_pipeline(detail::as_watched(given)...);
}

} // namespace crucible::telemetry
