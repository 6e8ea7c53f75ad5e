// SPDX-License-Identifier: MIT
#pragma once
// Which events are read: given one by one, as lists, registries, categories, or catalogs.

#include <crucible/telemetry/core/run_info.hpp>
#include <crucible/telemetry/schema/registry.hpp>

namespace crucible::telemetry::detail {

template <class Given>
struct neither_event_nor_list {
    static_assert(accepted<Given>, "name events, or registries, categories, catalogs or a ct::event_list of them");
};
template <class Event>
struct two_events_of_one_name {
    static_assert(accepted<Event>, "two different events of this name cannot be told apart in a file");
};

template <class Given>
struct events_in {
    using type = event_list<>;
    static constexpr neither_event_nor_list<Given> mistake{};
};
template <any_event Event>
struct events_in<Event> {
    using type = event_list<std::remove_cv_t<Event>>;
};
template <class... Events>
struct events_in<event_list<Events...>> {
    using type = event_list<std::remove_cv_t<Events>...>;
};
template <auto const&... Events>
struct events_in<registry<Events...>> {
    using type = event_list<std::remove_cvref_t<decltype(Events)>...>;
};
template <class Given>
    requires requires { typename Given::events; }
struct events_in<Given> : events_in<typename Given::events> {}; // a category, a catalog, a recording

template <class... Lists>
struct events_of_lists : joined_events<event_list<>, Lists...> {};
template <class... Events>
struct events_of_lists<event_list<Events...>> { // alone it need not be searched for repetitions
    using type = event_list<Events...>;
};

/// All events named by the arguments, each once, in order of first appearance.
template <class... Given>
using events_of = typename events_of_lists<typename events_in<Given>::type...>::type;

/// Reports the first name that two different events have.
template <class... Events>
constexpr void check_distinct(event_list<Events...>) {
    constexpr std::size_t twice = repeated_name(std::array<std::string_view, sizeof...(Events)>{Events::name...});
    if constexpr (twice != sizeof...(Events))
        (void)two_events_of_one_name<event_named<nth_t<twice, Events...>::name_text>>{};
}

} // namespace crucible::telemetry::detail
