// SPDX-License-Identifier: MIT
#pragma once
// States to begin with, of rows that any test can make again.

#include <crucible/telemetry/core/clock.hpp>

#include <chrono>
#include <cstddef>

namespace cell_bytes {

/// A row of weight to a cell or an accumulator, with its time where it takes one: number i, i milliseconds after 1970.
template <class State>
void feed(State& state, double x, double weight, std::size_t i) {
    crucible::telemetry::timestamp const at{std::chrono::milliseconds{i}};
    if constexpr (requires { state(x, weight, at); }) state(x, weight, at);
    else state(x, weight);
}

/// State of a cell or an accumulator after n rows, some of them weighted.
template <class State>
State after(std::size_t n) {
    State state;
    for (std::size_t i = 0; i != n; ++i)
        feed(state, static_cast<double>((i * 37) % 101) * 0.25 - 3, i % 5 == 4 ? 2.5 : 1, i);
    return state;
}

} // namespace cell_bytes
