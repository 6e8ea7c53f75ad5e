// SPDX-License-Identifier: MIT
#pragma once
// The pipeline: which events a session listens to, and which statistics it keeps of their measurements.
//   watch(on(epoch_stop, loss >> (count | mean), accuracy >> max), on(request_stop, latency.by(model) >> mean))

#include <crucible/telemetry/schema/category.hpp>
#include <crucible/telemetry/tally/tallied_event.hpp>

#include <array>

namespace crucible::telemetry {

namespace detail {
/// Whether a statistic that is asked of a measurement can find something.
template <class Asked>
inline constexpr bool asked_can_find =
    can_find<stream_accumulator<typename Asked::descriptor, typename Asked::statistics>>;
} // namespace detail

/// One event and what is asked of its measurements: what `on(event, …)` makes.
template <any_event Event, class... Asked>
struct watched {
    using event_type = Event;
    using exported_event = Event;
    static constexpr bool finds = (detail::asked_can_find<Asked> || ...);

    Event event;

    /// `f(std::type_identity<Asked>{})` for each measurement that is asked about.
    template <class F>
    static constexpr void for_each_asked(F f) {
        (f(std::type_identity<Asked>{}), ...);
    }
};

/// Of a tallied event: what is asked of it stands where it is declared.
template <any_event Event, class... Asked>
struct watched<tallied_event<Event, Asked...>> {
    using event_type = tallied_event<Event, Asked...>;
    using exported_event = event_type;
    static constexpr bool finds = false;

    event_type event;

    template <class F>
    static constexpr void for_each_asked(F f) {
        (f(std::type_identity<Asked>{}), ...);
    }
};

/// The same, with derived measurements that exporters write beside the event's own: `on(event, latency, cost, …)`.
template <class Watched, derived_descriptor... Descriptors>
struct enriching : Watched {
    using exported_event = enriched_event<typename Watched::event_type, Descriptors...>;
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
    static_assert(accepted<Given>, "`watch` takes events, `on(event, measurement >> statistics, …)`, categories and "
                                   "registries of events");
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
template <class Watched, class... Descriptors>
inline constexpr bool is_watched<enriching<Watched, Descriptors...>> = true;

template <class... Watched>
struct watched_all {};

/// The events of a category or a registry.
template <class T>
struct events_of_set {
    static constexpr bool is_set = false;
};
template <auto const&... Events>
struct events_of_set<registry<Events...>> {
    static constexpr bool is_set = true;
    using type = watched_all<watched<plain_type<Events>>...>;
};
template <any_category T>
struct events_of_set<T> : events_of_set<typename T::events> {};

/// What an argument of `watch` says by itself; a mistake is reported and adds nothing.
template <class T>
constexpr auto watched_alone() {
    if constexpr (is_watched<T>) return watched_all<T>{};
    else if constexpr (any_event<T>) return watched_all<watched<T>>{};
    else if constexpr (events_of_set<T>::is_set) return watched_all<>{};
    else return (void)neither_event_nor_on<T>{}, watched_all<>{};
}

constexpr watched_all<> joined_watched() { return {}; }
template <class... First>
constexpr watched_all<First...> joined_watched(watched_all<First...> alone) {
    return alone;
}
template <class... First, class... Second, class... More>
constexpr auto joined_watched(watched_all<First...>, watched_all<Second...>, More... more) {
    return joined_watched(watched_all<First..., Second...>{}, more...);
}

template <class Event, class... Alone>
inline constexpr bool is_among = (std::same_as<Event, typename Alone::event_type> || ...);

/// The events of a set that are not watched by themselves.
template <class... Watched, class... Alone>
constexpr auto without(watched_all<Watched...>, watched_all<Alone...> alone) {
    auto const keep = []<class One, class... A>(watched_all<One> one, watched_all<A...>) {
        if constexpr (is_among<typename One::event_type, A...>) return watched_all<>{};
        else return one;
    };
    return joined_watched(keep(watched_all<Watched>{}, alone)...);
}

template <class T, class... Alone>
constexpr auto watched_by(watched_all<Alone...> alone) {
    if constexpr (events_of_set<T>::is_set) return without(typename events_of_set<T>::type{}, alone);
    else return decltype(watched_alone<T>()){};
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
constexpr pipeline<Watched...> make_pipeline(watched_all<Watched...>) {
    check_events<typename Watched::event_type...>();
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
template <class Event, class... Descriptors, class... A>
struct sorted<Event, type_list<Descriptors...>, type_list<A...>> {
    static constexpr auto make(Event const& event) {
        (diagnose_unmeasured<Event, Descriptors>(), ...);
        check_asked<Event, A...>();
        if constexpr (sizeof...(Descriptors) == 0) return watched<Event, A...>{event};
        else if constexpr ((event_gives<Event, Descriptors> && ...))
            return enriching<watched<Event, A...>, Descriptors...>{{event}};
        else return watched<Event, A...>{event};
    }
};
template <class Event, class... Descriptors, class... A, class First, class... Rest>
struct sorted<Event, type_list<Descriptors...>, type_list<A...>, First, Rest...> {
    static constexpr auto make(Event const& event) {
        if constexpr (derived_descriptor<First>)
            return sorted<Event, type_list<Descriptors..., First>, type_list<A...>, Rest...>::make(event);
        else if constexpr (is_asked<First>)
            return sorted<Event, type_list<Descriptors...>, type_list<A..., First>, Rest...>::make(event);
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

/// Joins what a session listens to: events, or `on(event, …)` where statistics are wanted; all events of a category or
/// a registry: `watch(ct::catalog::training::category)`, `watch(ct::catalog::standard{})`. One that is named by itself
/// beside them is listened to as it is there.
template <class... Given>
constexpr auto watch(Given const&...) {
    [[maybe_unused]] constexpr auto alone = detail::joined_watched(detail::watched_alone<Given>()...);
    return detail::make_pipeline(detail::joined_watched(detail::watched_by<Given>(alone)...));
}

} // namespace crucible::telemetry
