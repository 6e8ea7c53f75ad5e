// SPDX-License-Identifier: MIT
#pragma once
// `summarize_training(run)`: how training went, epoch by epoch: loss, accuracy, gradients, learning rate, throughput.

#include <crucible/telemetry/record/detail/time_order.hpp>
#include <crucible/telemetry/analysis/detail/training_of_rows.hpp>

#include <limits>

namespace crucible::telemetry {

namespace detail {

template <class Event>
auto if_it_trains(rows<Event> const& all) {
    if constexpr (trains<Event> || tells_of_training_without_a_role<Event>) return std::tuple{all};
    else return std::tuple{};
}

template <class Event>
void tell_evicted(rows<Event> const& all, training_cells& cells) {
    if constexpr (trains<Event>)
        if (all.evicted() != 0) cells.note_evicted(all.evicted(), all.empty() ? timestamp::min() : all.front().at);
}

} // namespace detail

/// Training summary of a source, or of several as one run: of events in the roles `step`, `epoch` and `run`. What they
/// measure is found by name among what an event declares, numbers of any width: epoch, batch, loss, accuracy, gradient_norm, learning_rate, samples; duration, or
/// start and stop, as for latency. O(n); about 1 kB an epoch.
template <class... Sources>
    requires(sizeof...(Sources) != 0)
[[nodiscard]] training_summary summarize_training(Sources const&... sources) {
    detail::training_cells cells(std::numeric_limits<std::size_t>::max());
    auto const training = std::apply([](auto const&... all) { return std::tuple_cat(detail::if_it_trains(all)...); },
                                     detail::all_rows_of(sources...));
    detail::in_order_of_time([&](auto const& row) { cells.add(row, row.weight()); }, training);
    std::apply([&](auto const&... all) { (detail::tell_evicted(all, cells), ...); }, training);
    return cells.read();
}

} // namespace crucible::telemetry
