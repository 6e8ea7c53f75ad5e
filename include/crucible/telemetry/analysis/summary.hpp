// SPDX-License-Identifier: MIT
#pragma once
// `summarize(run)`: latency, cost, reliability and tokens of all rows of a run, over all its events and by kind of work.

#include <crucible/telemetry/analysis/detail/summary_of_rows.hpp>

namespace crucible::telemetry {

namespace detail {

inline void add_quantiles(latency_figures& f, kept_values const& of) {
    auto const found = of.quantiles(std::array{.5, .9, .95, .99});
    auto const typed = [&](std::size_t i) {
        return found[i] ? std::optional<in_milliseconds>(as_milliseconds(*found[i])) : std::nullopt;
    };
    f.median = f.p50 = typed(0);
    f.p90 = typed(1);
    f.p95 = typed(2);
    f.p99 = typed(3);
}

/// Quantiles of each kind of work, as they were met, and of all together.
inline void add_quantiles(summary& s, std::vector<exact_values>& kept) {
    auto const median = [](kept_values const& of) { return of.quantiles(std::array{.5})[0]; };
    for (std::size_t i = 0; i != kept.size(); ++i) {
        add_quantiles(s.by_work[i].latency, kept[i].latencies);
        s.by_work[i].cost.median = median(kept[i].costs);
    }
    exact_values all;
    for (exact_values& each : kept) {
        all.latencies.add(std::move(each.latencies));
        all.costs.add(std::move(each.costs));
        each = {};
    }
    add_quantiles(s.latency, all.latencies);
    s.cost.median = median(all.costs);
}

/// Who was measured and for how long, where the source knows.
template <class Source>
void identify(summary& s, [[maybe_unused]] Source const& source) {
    if constexpr (source_of_an_experiment<Source>) {
        experiment_info const& info = source.info();
        s.id = info.id;
        s.name = info.about.name;
        s.condition = info.about.condition;
        if (info.wall.count() == 0) return;
        s.wall = info.wall;
        s.active = info.active;
        s.paused = info.pausing;
    }
}

} // namespace detail

/// Summary of a source, or of several as one run: sessions, recordings, `ct::rows`. Identity and times are those of a
/// single source. Rows without a stated cost are charged by `Prices`: `summarize<my_prices>(run)`. O(n); 8 bytes for
/// each latency and each cost while it works, for the exact quantiles; twice that for several kinds of work; 24 more for
/// each where rows have weights.
template <auto const& Prices = default_prices, class... Sources>
    requires(sizeof...(Sources) != 0)
[[nodiscard]] summary summarize(Sources const&... sources) {
    detail::summary_cells<Prices> cells;
    std::vector<detail::exact_values> kept; // by kind of work
    std::apply([&](auto const&... all) { (cells.add(all, kept), ...); }, detail::all_rows_of(sources...));
    summary result = cells.read();
    detail::add_quantiles(result, kept);
    cells.finish(result);
    if constexpr (sizeof...(Sources) == 1) (detail::identify(result, sources), ...);
    return result;
}

} // namespace crucible::telemetry
