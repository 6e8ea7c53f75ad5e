// SPDX-License-Identifier: MIT
#pragma once
// `windowed(run, 1min, 10s)`: latency, cost, success, tokens and loss of a run in windows of time over all its events.

#include <crucible/telemetry/analysis/detail/row_panes.hpp>
#include <crucible/telemetry/analysis/detail/row_totals.hpp>
#include <crucible/telemetry/analysis/detail/training_of_rows.hpp>
#include <crucible/telemetry/core/window_grid.hpp>

namespace crucible::telemetry {

/// Of the rows with `from <= at < until`, each by its weight.
struct window_figures {
    timestamp from{};
    timestamp until{};
    std::uint64_t events = 0;
    std::optional<in_milliseconds> mean_latency{};
    double total_cost = 0;
    std::uint64_t succeeded = 0, failed = 0;
    std::int64_t tokens = 0;
    std::optional<double> mean_loss{}; ///< of the finite losses of steps; where no event of the run has such, of epochs

    friend bool operator==(window_figures const&, window_figures const&) = default;
};

namespace detail {

inline constexpr std::size_t most_windows = 10'000'000;

inline error too_many_windows() {
    return {std::make_error_code(std::errc::invalid_argument),
            "more than 10000000 windows would hold rows: take a larger step"};
}

template <class... Events>
std::optional<timestamp> first_stamp(rows<Events> const&... all) {
    std::optional<timestamp> earliest;
    auto const look = [&](auto const& of_event) {
        if (!of_event.empty() && (!earliest || of_event.front().at < *earliest)) earliest = of_event.front().at;
    };
    (look(all), ...);
    return earliest;
}

/// What the rows of a window add up to.
template <auto const& Prices, bool LossOfSteps>
class window_cells {
public:
    template <class Event>
    void add(rows<Event> const& all) {
        add_rows(all);
        if constexpr (tells_of_work<Event>) add_work(all);
        if constexpr (has_number<Event, "loss"> && Event::role_of == (LossOfSteps ? role::step : role::epoch))
            feed_all(all, [](auto const& row) { return number_in<"loss">(row); }, loss_);
    }

    window_cells& operator+=(window_cells const& other) {
        events_ += other.events_;
        latency_ += other.latency_;
        cost_ += other.cost_;
        loss_ += other.loss_;
        outcomes_ += other.outcomes_;
        tokens_ += other.tokens_;
        return *this;
    }

    [[nodiscard]] window_figures read(timestamp from, timestamp until) const {
        window_figures f{.from = from, .until = until, .events = events_.whole()};
        if (auto const ns = mean_of(latency_)) f.mean_latency = as_milliseconds(*ns);
        f.total_cost = cost_[sum];
        f.succeeded = outcomes_.succeeded.whole();
        f.failed = outcomes_.failed.whole();
        f.tokens = tokens_.total.whole();
        f.mean_loss = mean_of(loss_);
        return f;
    }

private:
    template <class Event>
    void add_rows(rows<Event> const& all) {
        if (!all.weighted()) events_.add_single(all.size());
        else
            for (auto const row : all) events_.add(row.weight());
    }

    template <class Event>
    void add_work(rows<Event> const& all) {
        if constexpr (event_gives<Event, latency_measurement>)
            feed_all(all, [](auto const& row) { return latency_of(row); }, latency_);
        if constexpr (can_be_charged<Event>)
            feed_all(all, [](auto const& row) { return bill_for<Prices>(row).dollars; }, cost_);
        if constexpr (event_gives<Event, success_measurement>)
            for_each_row(all, [&](auto const& row, double weight) { outcomes_.add(row, weight); });
        if constexpr (event_gives<Event, tokens_measurement>)
            for_each_row(all, [&](auto const& row, double weight) { tokens_.add(row, weight); });
    }

    using total = accumulator<double, statistics<count_t, sum_t>>;

    static std::optional<double> mean_of(total const& of) { return share(of[sum], weight_in(of)); }

    row_count events_;
    total latency_, cost_, loss_;
    outcome_cell outcomes_;
    token_cell tokens_;
};

template <class Cells>
std::vector<window_figures> join_into_windows(std::vector<pane<Cells>> panes, timestamp begin,
                                              window_grid const& grid) {
    std::size_t n = 0;
    for_each_window(panes, grid, [&](auto const&...) {
        if (++n > most_windows) throw too_many_windows();
    });
    std::vector<window_figures> windows;
    windows.reserve(n);
    sliding_sum<Cells> sums(panes);
    for_each_window(panes, grid, [&](window_offset at, window_offset end, std::size_t from, std::size_t to) {
        windows.push_back(sums.of(from, to).read(stamp_at(begin, at), stamp_at(begin, end)));
    });
    return windows;
}

template <class Cells, class... Events>
std::vector<window_figures> figures_in_windows(windows_of_time const& spec, rows<Events> const&... all) {
    std::optional<timestamp> const earliest = first_stamp(all...);
    if (!earliest) return {};
    timestamp const begin = spec.begin(*earliest);
    window_grid const grid = spec.grid();
    std::vector<pane<Cells>> panes;
    auto const fill = [](Cells& cells, auto const& rows_of_pane) { cells.add(rows_of_pane); };
    ((panes = join_panes(std::move(panes), cut_into_panes<Cells>(all, begin, grid, fill))), ...);
    return join_into_windows(std::move(panes), begin, grid);
}

template <auto const& Prices, class... Events>
std::vector<window_figures> windowed(windows_of_time const& spec, std::tuple<rows<Events>...> const& all) {
    constexpr bool of_steps = ((training_step<Events> && has_number<Events, "loss">) || ...);
    return std::apply(
        [&](auto const&... each) { return figures_in_windows<window_cells<Prices, of_steps>>(spec, each...); }, all);
}

} // namespace detail

/// Windows [from, from + size) of a source, or of several as one run, over the rows of all events together; overlapping
/// when `step` is less than `size`. Which windows there are is the rule of `sliding` in query/windows.hpp: those that
/// hold a row, on the grid from the first row or the clock on; the first one that holds the newest row is the last, and
/// a window longer than the run holds the run. Throws ct::error unless size and step are positive, and when more than
/// ten million windows would hold rows. O(n + windows), however far windows overlap.
template <auto const& Prices = default_prices, class Source>
[[nodiscard]] std::vector<window_figures> windowed(Source const& source, std::chrono::nanoseconds size,
                                                   std::chrono::nanoseconds step,
                                                   alignment aligned = alignment::first_row) {
    detail::require_positive(size, step);
    return detail::windowed<Prices>(windows_of_time{size, step, aligned}, detail::all_rows_of(source));
}

/// Windows side by side.
template <auto const& Prices = default_prices, class Source>
[[nodiscard]] std::vector<window_figures> windowed(Source const& source, std::chrono::nanoseconds size,
                                                   alignment aligned = alignment::first_row) {
    return windowed<Prices>(source, size, size, aligned);
}

} // namespace crucible::telemetry
