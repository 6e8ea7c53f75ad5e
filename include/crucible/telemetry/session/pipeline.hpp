// SPDX-License-Identifier: MIT
#pragma once
// The pipeline: which events a session listens to, and which statistics it keeps of their measurements.
//   watch(on(epoch_stop, loss >> (count | mean), accuracy >> max), on(request_stop, latency.by(model) >> mean))

#include <crucible/telemetry/accumulate/live_groups.hpp>
#include <crucible/telemetry/accumulate/measured.hpp>
#include <crucible/telemetry/record/record.hpp>

#include <array>

namespace crucible::telemetry {

namespace detail {

/// Under which key the statistics of a measurement are read: itself, or it by a label.
template <class D, class Kept>
struct stream_key {
    using type = D;
    static constexpr std::string_view label{};
};
template <class D, class Kept>
    requires requires { typename Kept::tag; }
struct stream_key<D, Kept> {
    using type = grouped<D, typename Kept::tag>;
    static constexpr std::string_view label = Kept::tag::name;
};

} // namespace detail

/// The statistics asked of one measurement, and what is kept of them: what `loss >> (count | mean)` makes.
template <any_descriptor D, class Statistics, class Kept = detail::overall>
struct asked {
    using descriptor = D;
    using statistics = Statistics;
    using kept = Kept;
    using key = typename detail::stream_key<D, Kept>::type;
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
template <class D, class S, class K>
inline constexpr bool is_asked<asked<D, S, K>> = true;

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

template <class Event, class D>
constexpr void check_measured() {
    if constexpr (event_gives<Event, D>) return;
    else if constexpr (derived_descriptor<D>) diagnose_underivable<D, Event>();
    else diagnose_binding<Event, fault::unknown, D, void>();
}

/// Whether the event gives the measurement and, where its statistics are kept by a label, that.
template <class Event, class Asked>
concept event_gives_asked = event_gives<Event, typename Asked::descriptor> && (!requires {
    typename Asked::kept::tag;
} || event_gives<Event, typename stream_key<typename Asked::descriptor, typename Asked::kept>::type::label>);

template <class Event, class Asked>
constexpr void check_given() {
    check_measured<Event, typename Asked::descriptor>();
    if constexpr (event_gives<Event, typename Asked::descriptor> && requires { typename Asked::kept::tag; })
        check_measured<Event, typename Asked::kept::tag>();
}

template <class Event, class... Asked>
constexpr void check_asked() {
    if constexpr (!(event_gives_asked<Event, Asked> && ...)) {
        (check_given<Event, Asked>(), ...);
    } else {
        constexpr std::size_t twice = first_repeated(
            stream_name{Asked::descriptor::name, stream_key<typename Asked::descriptor, typename Asked::kept>::label}...);
        if constexpr (twice != sizeof...(Asked))
            (void)measurement_watched_twice<measurement<nth_t<twice, Asked...>::descriptor::name_text>,
                                            in_event<Event::name_text>>{};
    }
}

template <class... Events>
constexpr void check_events() {
    constexpr std::size_t twice = first_repeated(stream_name{Events::name}...);
    if constexpr (twice != sizeof...(Events)) (void)event_watched_twice<event_named<nth_t<twice, Events...>::name_text>>{};
}

template <class... Watched>
constexpr pipeline<Watched...> make_pipeline(Watched const&...) {
    if constexpr ((is_watched<Watched> && ...)) check_events<typename Watched::event_type...>();
    return {};
}

} // namespace detail

namespace detail {

template <class D, class Kept, class... S>
constexpr asked<D, statistics<S...>, Kept> ask(statistics<S...>) {
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
    return detail::ask<D, detail::overall>(statistics_of<Asked>{});
}

/// `latency.by(model) >> (count | mean)`: the same for each model.
template <any_descriptor D, any_descriptor Label, std::size_t MostLabels, composition Asked>
constexpr auto operator>>(grouped<D, Label, MostLabels> const&, Asked const&) {
    return detail::ask<D, detail::by_label<Label, MostLabels, detail::overall>>(statistics_of<Asked>{});
}

/// `latency >> (count | mean) >> panes<10s, 1h>`: keeps them by panes as well (accumulate/panes.hpp).
template <class D, class Statistics, class Kept, class Panes>
    requires(detail::is_panes<Panes>)
constexpr asked<D, Statistics, typename Kept::template with<Panes>> operator>>(asked<D, Statistics, Kept> const&,
                                                                               Panes const&) {
    return {};
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
