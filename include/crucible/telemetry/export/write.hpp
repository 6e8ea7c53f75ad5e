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

/// The event of such rows; of rows of several events, as a timeline has them, those.
template <class Row>
struct events_of_row {
    using type = event_list<typename Row::event_type>;
};
template <class Row>
    requires requires { typename Row::events; }
struct events_of_row<Row> {
    using type = typename Row::events;
};

/// Gives a writer one row, in the form that it takes.
template <class Writer, class... Events, class Row>
void write_row(Writer& to, event_list<Events...> all, Row const& from) {
    using event = typename Row::event_type;
    if constexpr (requires { typename Row::events; }) {
        from.visit([&](auto const& row) { write_row(to, all, row); });
    } else if constexpr (requires { to.write(from); }) {
        to.write(from);
    } else {
        row<event> const plain = plain_row<event>(from);
        double const weight = weight_of(from);
        batch const one = batch_of_one(plain, weight);
        if constexpr (takes_passes<Writer>) {
            constexpr std::size_t place =
                first_true(std::array<bool, sizeof...(Events)>{std::same_as<event, Events>...});
            std::array<batch, sizeof...(Events)> pass{};
            pass[place] = one;
            batches::place const alone{static_cast<std::uint32_t>(place), 0};
            to.take(batches{pass, {&alone, 1}});
        } else if constexpr (takes_batches<Writer>) {
            to.take(one);
        } else {
            to.take(batch_of<event>{one});
        }
    }
}

/// Whether some of these rows do not stand for themselves alone. O(n).
template <class Range>
[[nodiscard]] bool some_weight([[maybe_unused]] Range const& rows) {
    bool some = false;
    auto const look = [&](auto const& row) { some = some || weight_of(row) != 1; };
    if constexpr (requires { typename row_of_range<Range>::events; }) {
        for (auto&& row : rows) row.visit(look);
    } else if constexpr (weighted_row<row_of_range<Range>>) {
        for (auto&& row : rows) look(row);
    }
    return some;
}

/// Whether they are written with weights. O(n) where the range cannot say.
template <class Range>
[[nodiscard]] bool have_weights(Range const& rows) {
    if constexpr (requires { rows.weighted(); }) return rows.weighted();
    else return some_weight(rows);
}

/// Ends an export; returns how many rows it has. Throws `error` when that fails.
template <class Exporter, class Writer>
std::uint64_t end_export(Exporter const& to, Writer& writer) {
    if (std::error_code const failure = writer.close()) {
        std::string what = "rows could not be written";
        if constexpr (requires { what.append(writer.why()); }) what.append(": ").append(writer.why());
        else if constexpr (requires { what.append(to.path); }) what.append(": ").append(to.path);
        throw error(failure, what);
    }
    return writer.written();
}

} // namespace detail

/// Rows in order of time: a vector of row<Event>, a store's rows, a timeline.
template <class R>
concept exportable_rows = any_row<detail::row_of_range<R>>;

/// Writes all rows, merged by time (equal times: in order of the arguments), and returns how many they are.
/// Any sink will do; it is told that rows are weighted where `about` or one of the ranges says so. Throws `error` when
/// that fails; then an old file stands, and the message says where what could be written is.
template <sink Exporter, exportable_rows... Ranges>
std::uint64_t write(Exporter const& to, run_info const& about, Ranges const&... rows) {
    using events = typename detail::joined_events<
        event_list<>, typename detail::events_of_row<detail::row_of_range<Ranges>>::type...>::type;
    run_info told = about;
    told.weighted = (about.weighted || ... || detail::have_weights(rows));
    auto writer = to.open(told, events{});
    detail::in_order_of_time([&](auto const& row) { detail::write_row(writer, events{}, row); }, rows...);
    return detail::end_export(to, writer);
}

} // namespace crucible::telemetry
