// SPDX-License-Identifier: MIT
#pragma once
// Export after the fact: ranges of rows at rest, of any events, into one export in order of time.

#include <crucible/telemetry/export/row_file.hpp>
#include <crucible/telemetry/record/detail/time_order.hpp>

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

/// Gives a writer one row, in the form that it takes.
template <class Writer, class... Events, class Row>
void write_row(Writer& to, event_list<Events...>, Row const& from) {
    using event = typename Row::event_type;
    if constexpr (requires { to.write(from); }) {
        to.write(from);
    } else {
        row<event> const plain = plain_row<event>(from);
        double const weight = weight_of(from);
        batch const one = batch_of_one(plain, weight);
        if constexpr (takes_passes<Writer>) {
            constexpr std::size_t place = first_true(std::array{std::same_as<event, Events>...});
            std::array<batch, sizeof...(Events)> all{};
            all[place] = one;
            batches::place const alone{static_cast<std::uint32_t>(place), 0};
            to.take(batches{all, {&alone, 1}});
        } else if constexpr (takes_batches<Writer>) {
            to.take(one);
        } else {
            to.take(batch_of<event>{one});
        }
    }
}

/// Whether some of these rows stand for more than themselves. O(n) where the range cannot say.
template <class Range>
[[nodiscard]] bool have_weights([[maybe_unused]] Range const& rows) {
    if constexpr (requires { rows.weighted(); }) return rows.weighted();
    else if constexpr (weighted_row<row_of_range<Range>>) {
        for (auto&& row : rows)
            if (row.weight() != 1) return true;
    }
    return false;
}

} // namespace detail

/// Rows in order of time: a vector of row<Event>, a store's rows.
template <class R>
concept exportable_rows = any_row<detail::row_of_range<R>>;

/// Writes all rows, merged by time (equal times: in order of the arguments), and returns how many they are.
/// Any sink will do; it is told that rows are weighted where `about` or one of the ranges says so. Throws `error` when
/// that fails; then an old file stands, and the message says where what could be written is.
template <sink Exporter, exportable_rows... Ranges>
std::uint64_t write(Exporter const& to, run_info const& about, Ranges const&... rows) {
    using events = typename detail::each_once<event_list<>, typename detail::row_of_range<Ranges>::event_type...>::type;
    run_info told = about;
    told.weighted = (about.weighted || ... || detail::have_weights(rows));
    auto writer = to.open(told, events{});
    detail::in_order_of_time([&](auto const& row) { detail::write_row(writer, events{}, row); }, rows...);
    if (std::error_code const failure = writer.close()) {
        std::string what = "rows could not be written";
        if constexpr (requires { what.append(writer.why()); }) what.append(": ").append(writer.why());
        else if constexpr (requires { what.append(to.path); }) what.append(": ").append(to.path);
        throw error(failure, what);
    }
    return writer.written();
}

} // namespace crucible::telemetry
