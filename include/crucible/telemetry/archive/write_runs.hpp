// SPDX-License-Identifier: MIT
#pragma once
// Export after the fact: whole experiments, any number of them, into one export; each row names its own.

#include <crucible/telemetry/archive/archive.hpp>
#include <crucible/telemetry/archive/detail/events.hpp>
#include <crucible/telemetry/export/write.hpp>

namespace crucible::telemetry {

namespace detail {

template <class Exporter>
struct takes_rows_of_one_run {
    static_assert(accepted<Exporter>, "this sink takes the rows of one run: give ct::write one session or recording, or a "
                                      "sink that has `open_runs(runs, event_list)`, as ct::csv and ct::jsonl");
};

template <class Rows>
struct events_of_rows;
template <class... Events>
struct events_of_rows<std::tuple<rows<Events>...>> {
    using type = event_list<Events...>;
};

/// The events of a run, or of a range of runs.
template <class Given>
struct events_of_run {
    using type = event_list<>;
};
template <archivable Given>
struct events_of_run<Given> : events_of_rows<decltype(std::declval<Given const&>().all_rows())> {};
template <class Given>
    requires(!archivable<Given> && requires(Given const& all) { requires archivable<std::remove_cvref_t<decltype(*std::begin(all))>>; })
struct events_of_run<Given> : events_of_run<std::remove_cvref_t<decltype(*std::begin(std::declval<Given const&>()))>> {};

template <class... Rows>
bool any_weight(std::tuple<Rows...> const& all) {
    return std::apply([](Rows const&... rows) { return ((rows.weighted() && some_weight(rows)) || ...); }, all);
}

template <archivable Run>
run_info about_run(Run const& run) {
    experiment_info const info = run.info();
    run_info about = describe(info.id, info.about, info.started);
    about.weighted = any_weight(run.all_rows());
    return about;
}

template <class Exporter, class Events>
concept opens_runs = requires(Exporter const& to, std::span<run_info const> runs) { to.open_runs(runs, Events{}); };

template <class... Runs>
inline constexpr bool is_one_run = sizeof...(Runs) == 1 && (archivable<Runs> && ...);

template <class Exporter, class Events, class... Runs>
std::uint64_t write_runs(Exporter const& to, Events, Runs const&... runs) {
    std::vector<run_info> about;
    (for_each_run(runs, [&](auto const& run) { about.push_back(about_run(run)); }), ...);
    auto const all = [&](auto& writer, auto write) {
        std::size_t number = 0;
        auto const one = [&](auto const& run) {
            in_order_of_time([&](auto const& row) { write(row, number); }, run.all_rows());
            ++number;
        };
        (for_each_run(runs, one), ...);
        return end_export(to, writer);
    };
    if constexpr (is_one_run<Runs...>) {
        auto writer = to.open(about.front(), Events{});
        return all(writer, [&](auto const& row, std::size_t) { write_row(writer, Events{}, row); });
    } else if constexpr (opens_runs<Exporter, Events>) {
        auto writer = to.open_runs(std::span<run_info const>{about}, Events{});
        return all(writer, [&](auto const& row, std::size_t run) { writer.write(row, run); });
    } else return (void)takes_rows_of_one_run<argument<Exporter>>{}, 0;
}

} // namespace detail

/// Writes sessions and recordings, or ranges of recordings, into one export: run by run, the rows of each in order of
/// time, with the columns of all their events. Of several, each row says id, name and condition of its run. Returns how
/// many rows; throws `error` when that fails, and then an old file stands. A session is written as it stands.
template <sink Exporter, class First, class... More>
    requires(!std::convertible_to<First const&, run_info const&>)
std::uint64_t write(Exporter const& to, First const& run, More const&... more) {
    using events = typename detail::joined_events<event_list<>, typename detail::events_of_run<First>::type,
                                                  typename detail::events_of_run<More>::type...>::type;
    detail::check_distinct(events{});
    return detail::write_runs(to, events{}, run, more...);
}

} // namespace crucible::telemetry
