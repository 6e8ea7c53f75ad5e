// SPDX-License-Identifier: MIT
#pragma once
// What is asked of a measurement: `loss >> (count | mean)`.

#include <crucible/telemetry/accumulate/measured.hpp>

namespace crucible::telemetry {

/// The statistics asked of one measurement: what `loss >> (count | mean)` makes.
template <any_descriptor D, class Statistics>
struct asked {
    using descriptor = D;
    using statistics = Statistics;
};

namespace detail {

template <class T>
inline constexpr bool is_asked = false;
template <class D, class S>
inline constexpr bool is_asked<asked<D, S>> = true;

template <class D, class... S>
constexpr asked<D, statistics<S...>> ask(statistics<S...>) {
    static_assert(sizeof(stream_accumulator<D, statistics<S...>>) != 0); // where a statistic that does not suit is named
    return {};
}

} // namespace detail

/// `loss >> (count | mean)`: asks for statistics of a measurement.
template <any_descriptor D, composition Asked>
constexpr auto operator>>(D const&, Asked const&) {
    return detail::ask<D>(statistics_of<Asked>{});
}

} // namespace crucible::telemetry
