// SPDX-License-Identifier: MIT
#pragma once
// What a session is composed of, in any order: an experiment, `watch(…)`, policies, sinks; the one error about what is
// missing or strange; and the engine that is made of it.

#include <crucible/telemetry/session/detail/engine.hpp>

namespace crucible::telemetry::detail {

template <class Given>
struct no_experiment {
    static_assert(accepted<Given>, "a session is given an experiment: ct::session run{ct::experiment{.name = …}, "
                                   "ct::watch(…), policies and sinks in any order}");
};
template <class Given>
struct no_watch {
    static_assert(accepted<Given>, "a session is given what it listens to by watch: ct::session run{ct::experiment{…}, "
                                   "ct::watch(event, on(event, measurement >> statistics)), policies and sinks}");
};
template <class Given>
struct no_part_of_a_session {
    static_assert(accepted<Given>, "a session takes an experiment, ct::watch(…), ct::policies<…> and sinks, "
                                   "and this is none of them");
};
template <class Given>
struct given_twice {
    static_assert(accepted<Given>, "a session takes one experiment, one ct::watch(…) and one ct::policies<…>");
};

template <class T>
inline constexpr bool is_pipeline = false;
template <class... Watched>
inline constexpr bool is_pipeline<pipeline<Watched...>> = true;
template <class T>
inline constexpr bool is_policies = false;
template <class... Ps>
inline constexpr bool is_policies<policy_pack<Ps...>> = true;

/// Whether somebody meant it as a sink: then what it lacks is said.
template <class T>
concept meant_as_sink = opens<T> || opens<T, event_list<example_event<T>>> || requires { &T::open; } ||
                        requires(T const& s, run_info const& about) { s.open(about, event_list<>{}); };

template <class T>
inline constexpr bool is_part = std::same_as<T, experiment> || is_pipeline<T> || is_policies<T> || meant_as_sink<T>;

/// The first of these that is a `Kind` (by `Is`), or `Default`.
template <class Default, template <class> class Is, class... Given>
struct first_that {
    using type = Default;
};
template <class Default, template <class> class Is, class First, class... Rest>
struct first_that<Default, Is, First, Rest...>
    : std::conditional_t<Is<First>::value, std::type_identity<First>, first_that<Default, Is, Rest...>> {};

template <class T>
struct is_pipeline_type : std::bool_constant<is_pipeline<T>> {};
template <class T>
struct is_policies_type : std::bool_constant<is_policies<T>> {};
template <class T>
struct is_no_part : std::bool_constant<!is_part<T>> {};

template <class... Sinks>
struct sink_list {};
template <class List, class... Given>
struct sinks_among {
    using type = List;
};
template <class... Sinks, class First, class... Rest>
struct sinks_among<sink_list<Sinks...>, First, Rest...>
    : sinks_among<std::conditional_t<meant_as_sink<First>, sink_list<Sinks..., First>, sink_list<Sinks...>>, Rest...> {
};

/// The events that were given without `watch`: the session goes on with them, so that this mistake is the only error.
template <class Watched, class... Given>
struct events_among {
    using type = Watched;
};
template <class... Watched, class First, class... Rest>
struct events_among<pipeline<Watched...>, First, Rest...> : events_among<pipeline<Watched...>, Rest...> {};
template <class... Watched, any_event First, class... Rest>
struct events_among<pipeline<Watched...>, First, Rest...>
    : events_among<pipeline<Watched..., watched<First>>, Rest...> {};

/// The one mistake in what a session is given; `int` when there is none.
template <class... Given>
struct composition_mistake {
    static consteval auto find() {
        constexpr int experiments = (int{std::same_as<Given, experiment>} + ... + 0);
        constexpr int pipelines = (int{is_pipeline<Given>} + ... + 0);
        constexpr int packs = (int{is_policies<Given>} + ... + 0);
        using stranger = typename first_that<void, is_no_part, Given...>::type;
        using all = argument<sink_list<Given...>>;
        if constexpr (experiments == 0) return std::type_identity<no_experiment<all>>{};
        else if constexpr (pipelines == 0) return std::type_identity<no_watch<all>>{};
        else if constexpr (!std::is_void_v<stranger>)
            return std::type_identity<no_part_of_a_session<argument<stranger>>>{};
        else if constexpr (experiments > 1 || pipelines > 1 || packs > 1)
            return std::type_identity<given_twice<all>>{};
        else return std::type_identity<int>{};
    }
    using type = typename decltype(find())::type;
    static constexpr bool none = std::same_as<type, int>;
};

template <class Event>
struct findings_have_no_event {
    static_assert(accepted<Event>, "a statistic of this event raises findings: include "
                                   "<crucible/telemetry/detect/finding.hpp>, which has their event");
};

/// A pipeline with the event of findings, where a statistic can find and it is not watched anyway.
template <class Pipeline>
struct with_findings;
template <class... Watched>
struct with_findings<pipeline<Watched...>> {
    static constexpr bool wanted =
        (Watched::finds || ...) && !(is_event_of_findings<typename Watched::event_type> || ...);

    template <bool Wanted, class... Finding>
    static auto add() {
        if constexpr (!Wanted) return std::type_identity<pipeline<Watched...>>{};
        else if constexpr (requires { typename event_of_findings<Finding...>::type; })
            return std::type_identity<pipeline<Watched..., watched<typename event_of_findings<Finding...>::type>>>{};
        else {
            constexpr std::array<bool, sizeof...(Watched)> finds{Watched::finds...};
            using event = typename nth_t<first_true(finds), Watched...>::event_type;
            (void)findings_have_no_event<event_named<event::name_text>>{};
            return std::type_identity<pipeline<Watched...>>{};
        }
    }
    using type = typename decltype(add<wanted>())::type;
};

/// The engine for what a session is given, in whatever order; after a mistake one without sinks, which answers all that
/// the session was meant to, so that the mistake remains the only error.
template <class Sinks, class... Given>
struct engine_for;
template <class... Sinks, class... Given>
struct engine_for<sink_list<Sinks...>, Given...> {
    using mistake = composition_mistake<Given...>;
    using events_alone = typename events_among<pipeline<>, Given...>::type;
    using pipeline_type = typename first_that<events_alone, is_pipeline_type, Given...>::type;
    using policies_type = typename first_that<policy_pack<>, is_policies_type, Given...>::type;
    using listened = typename with_findings<pipeline_type>::type;
    using type = std::conditional_t<mistake::none, engine<listened, policies_type, Sinks...>,
                                    engine<listened, policies_type>>;

    static type* make(Given const&... given) {
        if constexpr (!mistake::none) return new type(experiment{});
        else return make_of(std::index_sequence_for<Sinks...>{}, std::forward_as_tuple(given...));
    }

private:
    static constexpr std::array<bool, sizeof...(Given) + 1> sinks{meant_as_sink<Given>..., true};
    static constexpr std::size_t about =
        first_true(std::array<bool, sizeof...(Given)>{std::same_as<Given, experiment>...});

    /// Place of the sink of this number among what is given.
    static consteval std::size_t place_of_sink(std::size_t n) {
        std::size_t i = 0;
        while (!sinks[i] || n-- != 0) ++i;
        return i;
    }

    template <std::size_t... I, class All>
    static type* make_of(std::index_sequence<I...>, All const& all) {
        return new type(std::get<about>(all), std::get<place_of_sink(I)>(all)...);
    }
};

} // namespace crucible::telemetry::detail
