// SPDX-License-Identifier: MIT
#pragma once
// What a sink is told about the run whose rows it gets, and of which events they will be.

#include <crucible/telemetry/core/clock.hpp>

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace crucible::telemetry {

/// Identity of one run of an experiment.
struct run_info {
    std::string id{};
    std::string name{};
    std::string hypothesis{};
    std::string condition{};
    std::vector<std::string> tags{};
    std::vector<std::pair<std::string, std::string>> metadata{};
    std::uint64_t sample_size = 0; ///< rows that it is to record; 0: as many as come
    timestamp started{};
    bool weighted = false; ///< rows stand for more than themselves: the session has a sampler
};

/// The events whose rows will come.
template <class... Events>
struct event_list {};

namespace detail {

/// The events of several lists, each once, in order of first appearance.
template <class List, class... More>
struct joined_events {
    using type = List;
};
template <class... Events, class Next, class... Rest, class... More>
struct joined_events<event_list<Events...>, event_list<Next, Rest...>, More...>
    : joined_events<std::conditional_t<(std::same_as<Events, Next> || ...), event_list<Events...>,
                                       event_list<Events..., Next>>, event_list<Rest...>, More...> {};
template <class... Events, class... More>
struct joined_events<event_list<Events...>, event_list<>, More...> : joined_events<event_list<Events...>, More...> {};

} // namespace detail

} // namespace crucible::telemetry
