// SPDX-License-Identifier: MIT
#pragma once
// What analysis looks at: everything that can give the rows of its events (a session, a recording), or rows themselves.

#include <crucible/telemetry/enrich/latency.hpp>
#include <crucible/telemetry/session/experiment.hpp>
#include <crucible/telemetry/store/rows.hpp>

#include <algorithm>
#include <limits>
#include <tuple>

namespace crucible::telemetry {

namespace detail {

template <class T>
inline constexpr bool is_rows = false;
template <class Event>
inline constexpr bool is_rows<rows<Event>> = true;

template <class T>
inline constexpr bool is_tuple_of_rows = false;
template <class... Events>
inline constexpr bool is_tuple_of_rows<std::tuple<rows<Events>...>> = true;

} // namespace detail

/// `ct::rows` of one event, or what gives those of all its events by `all_rows()`. When its `info()` is an
/// experiment_info, results carry the identity and the times of the experiment.
template <class S>
concept row_source = detail::is_rows<S> || requires(S const& source) {
    requires detail::is_tuple_of_rows<decltype(source.all_rows())>;
};

namespace detail {

template <class Given>
struct not_a_source_of_rows {
    static_assert(accepted<Given>, "analysis takes ct::rows, or what has `all_rows()`: a session, a recording");
};

template <class Event>
std::tuple<rows<Event>> rows_in(rows<Event> const& source) {
    return {source};
}
template <class Source>
auto rows_in(Source const& source) {
    if constexpr (row_source<Source>) return source.all_rows();
    else return (void)not_a_source_of_rows<given_type<Source>>{}, std::tuple<>{};
}

/// The rows of all sources, one `rows` for each event of each.
template <class... Sources>
auto all_rows_of(Sources const&... sources) {
    return std::tuple_cat(rows_in(sources)...);
}

template <class S>
concept source_of_an_experiment = requires(S const& source) {
    { source.info() } -> std::convertible_to<experiment_info>;
};

/// Takes the number of a name, of whatever width: training loops count and measure in several.
template <fixed_string Name>
struct number_input {
    template <any_descriptor Descriptor>
    static constexpr bool takes(Descriptor const&) {
        return Descriptor::name == Name.view() && number_value<typename Descriptor::value_type>;
    }
};
template <fixed_string Name>
struct integer_input {
    template <any_descriptor Descriptor>
    static constexpr bool takes(Descriptor const& d) {
        return std::integral<typename Descriptor::value_type> && number_input<Name>::takes(d);
    }
};

template <class Event, fixed_string Name>
inline constexpr bool has_number = has_input<Event, number_input<Name>>;

/// The number of a name, in a row of any event.
template <fixed_string Name, class Row>
std::optional<double> number_in(Row const& row) {
    return input_of<number_input<Name>, double>(row);
}
template <fixed_string Name, class Row>
std::optional<std::int64_t> integer_in(Row const& row) {
    return input_of<integer_input<Name>, std::int64_t>(row);
}

/// The value of a measurement, declared or derived, in a row of any event.
template <class Descriptor, class Row>
typename Descriptor::optional_type value_in(Row const& row) {
    if constexpr (event_gives<typename Row::event_type, Descriptor>) return row[Descriptor{}];
    else return std::nullopt;
}

/// Whether every row of an event has the duration that its latency is. Then it is read as it is declared, which g++
/// compiles to a seventh of the time of reading what a row may lack.
template <class Event>
consteval bool always_has_duration() {
    constexpr std::size_t place = find_input<Event, duration_input>();
    if constexpr (place == Event::size) return false;
    else return !schema<Event>::template entry_at<place>::optional;
}

template <class Row>
std::optional<std::chrono::nanoseconds> latency_in(Row const& row) {
    using event = typename Row::event_type;
    if constexpr (always_has_duration<event>()) {
        constexpr typename schema<event>::template entry_at<find_input<event, duration_input>()>::type duration{};
        return in_nanoseconds(row[duration]);
    } else return value_in<std::remove_cv_t<decltype(latency)>>(row);
}

/// A sum of integers, which stops at the ends of their range.
inline void add_to(std::int64_t& total, std::int64_t n) {
    using limits = std::numeric_limits<std::int64_t>;
    if (__builtin_add_overflow(total, n, &total)) total = n < 0 ? limits::min() : limits::max();
}

/// Whether rows of an event tell of work: those about a state do not.
template <class Event>
inline constexpr bool tells_of_work = Event::role_of != role::state;

} // namespace detail
} // namespace crucible::telemetry
