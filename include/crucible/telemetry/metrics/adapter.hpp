// SPDX-License-Identifier: MIT
#pragma once
// Adapters: where a metric log puts its points. Any type with `append`, `sync` and `read` is one.

#include <crucible/telemetry/archive/read_report.hpp>
#include <crucible/telemetry/core/diagnostic.hpp>
#include <crucible/telemetry/metrics/point.hpp>

#include <concepts>
#include <system_error>

namespace crucible::telemetry {

/// What became of points that were to be appended: so many of the first ones have a place.
struct metric_appended {
    std::size_t points = 0;
    std::error_code error{}; ///< why not all; the others are given again later
};

/// What was found where points are kept.
struct metric_report {
    std::uint64_t lines = 0;          ///< records, whole or broken
    std::uint64_t other_runs = 0;     ///< points of runs that were not asked for
    std::uint64_t broken = 0;         ///< lines that are no points, the torn tail apart
    std::uint64_t replaced = 0;       ///< U+FFFD put in place of what is no UTF-8
    std::uint64_t unwritten = 0;      ///< points of a log, of all runs, that could not be written yet
    bool torn_tail = false;           ///< the last line is not complete: its writer was killed, or is writing it now
    std::vector<import_note> notes{}; ///< what is wrong, and where: the first ones
};

struct metric_history {
    std::vector<metric_point> points{}; ///< in the order in which they were appended
    metric_report report{};
};

namespace detail {

template <class A>
concept appends_metrics = requires(A& to, std::span<metric_view const> points) {
    { to.append(points) } -> std::same_as<metric_appended>;
};
template <class A>
concept syncs_metrics = requires(A& to) {
    { to.sync() } -> std::same_as<std::error_code>;
};
template <class A>
concept reads_metrics = requires(A const& from, std::string_view run) {
    { from.read(run) } -> std::same_as<metric_history>;
};

template <class Adapter>
struct metric_adapter_does_not_move {
    static_assert(accepted<Adapter>, "a metric adapter can be moved: the log keeps it");
};
template <class Adapter>
struct metric_adapter_does_not_append {
    static_assert(accepted<Adapter>,
                  "a metric adapter has `ct::metric_appended append(std::span<ct::metric_view const>)`");
};
template <class Adapter>
struct metric_adapter_does_not_sync {
    static_assert(accepted<Adapter>, "a metric adapter has `std::error_code sync()`, which makes durable what it has");
};
template <class Adapter>
struct metric_adapter_does_not_read {
    static_assert(accepted<Adapter>, "a metric adapter has `ct::metric_history read(std::string_view run) const`");
};

} // namespace detail

/// `append` is given points in order, again and again those that it did not take, and keeps none of the views. `sync`
/// makes durable all that was appended; when it fails, none of that counts as such. One thread at a time calls them.
/// What they throw is caught, counted and remembered by the log; what `read` throws comes out of the log's `read`.
template <class A>
concept metric_adapter =
    std::movable<A> && detail::appends_metrics<A> && detail::syncs_metrics<A> && detail::reads_metrics<A>;

namespace detail {

/// Stands in for what is no adapter, after the one error about it.
struct no_metric_adapter {
    explicit no_metric_adapter(auto const&) {}
    static metric_appended append(std::span<metric_view const> points) { return {points.size()}; }
    static std::error_code sync() { return {}; }
    static metric_history read(std::string_view) { return {}; }
};

/// Reports what a type lacks to be an adapter.
template <class A>
constexpr void check_metric_adapter() {
    if constexpr (!std::movable<A>) (void)metric_adapter_does_not_move<A>{};
    else if constexpr (!appends_metrics<A>) (void)metric_adapter_does_not_append<A>{};
    else if constexpr (!syncs_metrics<A>) (void)metric_adapter_does_not_sync<A>{};
    else if constexpr (!reads_metrics<A>) (void)metric_adapter_does_not_read<A>{};
}

template <class A>
using metric_adapter_or_stand_in = std::conditional_t<metric_adapter<A>, A, no_metric_adapter>;

} // namespace detail
} // namespace crucible::telemetry
