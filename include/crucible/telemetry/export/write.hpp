// SPDX-License-Identifier: MIT
#pragma once
// Export after the fact: ranges of rows at rest, of any events, into one export in order of time.

#include <crucible/telemetry/export/row_file.hpp>

#include <iterator>
#include <type_traits>
#include <utility>

namespace crucible::telemetry {

namespace detail {

template <class Range>
using row_of_range = std::remove_cvref_t<decltype(*std::begin(std::declval<Range const&>()))>;

template <class List, class... More>
struct each_once {
    using type = List;
};
template <class... Events, class Next, class... More>
struct each_once<event_list<Events...>, Next, More...>
    : each_once<std::conditional_t<(std::same_as<Events, Next> || ...), event_list<Events...>,
                                   event_list<Events..., Next>>, More...> {};

/// What is left of a range of rows in order of time.
template <class Range>
struct rows_left {
    decltype(std::begin(std::declval<Range const&>())) next;
    decltype(std::end(std::declval<Range const&>())) end;

    void first_of(timestamp& first, bool& found) const {
        if (next == end || (found && timestamp{(*next).at} >= first)) return;
        first = (*next).at;
        found = true;
    }
    /// Writes the rows of this very time.
    template <class Writer>
    void write(Writer& writer, timestamp now) {
        for (; next != end && timestamp{(*next).at} == now; ++next) writer.write(*next);
    }
};

template <class Writer, class... Ranges>
void merge(Writer& writer, rows_left<Ranges>... left) {
    for (;;) {
        timestamp now{};
        bool found = false;
        (left.first_of(now, found), ...);
        if (!found) return;
        (left.write(writer, now), ...);
    }
}

} // namespace detail

/// Rows in order of time: a vector of row<Event>, a store's rows.
template <class R>
concept exportable_rows = exportable_row<detail::row_of_range<R>>;

/// Writes all rows, merged by time (equal times: in order of the arguments), and returns how many they are.
/// Throws `error` when that fails; then no incomplete file is left, and an old one stands.
template <exporter Exporter, exportable_rows... Ranges>
std::uint64_t write(Exporter const& to, run_info const& about, Ranges const&... rows) {
    using events = typename detail::each_once<event_list<>, typename detail::row_of_range<Ranges>::event_type...>::type;
    auto writer = to.open(about, events{});
    detail::merge(writer, detail::rows_left<Ranges>{std::begin(rows), std::end(rows)}...);
    if (std::error_code const failure = writer.close()) {
        std::string what = "rows could not be written; no incomplete file was put in place";
        if constexpr (requires { what.append(to.path); }) what.append(": ").append(to.path);
        throw error(failure, what);
    }
    return writer.written();
}

} // namespace crucible::telemetry
