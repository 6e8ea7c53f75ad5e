// SPDX-License-Identifier: MIT
#pragma once
// The accumulator of a measurement: a composition checked against its descriptor, with one error that names both.

#include <crucible/telemetry/statistics/accumulator.hpp>

namespace crucible::telemetry {

namespace detail {

/// Stands in where an error was reported, so that it remains the only one.
template <class Value>
struct refused_accumulator {
    using value_type = Value;

    template <class... Arguments>
    void operator()(Arguments const&...) {}

    refused_accumulator& operator+=(refused_accumulator const&) { return *this; }

    template <statistic T>
    auto operator[](T) const {
        return as_reading<Value, T::yields>(T::read(typename T::cell{}));
    }

    friend bool operator==(refused_accumulator const&, refused_accumulator const&) = default;
};

template <class Descriptor, bool Stream, class Statistics>
struct checked_accumulator;
template <class Descriptor, bool Stream, class... S>
struct checked_accumulator<Descriptor, Stream, statistics<S...>> {
    using value = typename Descriptor::value_type;
    using mistake = typename first_mistake<verdict_on_measured<S, Descriptor, Stream>...>::type;
    using type = std::conditional_t<std::same_as<mistake, sound>, accumulator<value, statistics<S...>>,
                                    refused_accumulator<value>>;
    static_assert(sizeof(mistake) != 0);
};

} // namespace detail

/// For a window of a measurement's rows: any statistic that the descriptor's kind allows.
template <any_descriptor Descriptor, composition T>
using window_accumulator =
    typename detail::checked_accumulator<std::remove_cv_t<Descriptor>, false, statistics_of<T>>::type;

/// For an endless stream of a measurement: refuses statistics that keep every value.
template <any_descriptor Descriptor, composition T>
using stream_accumulator =
    typename detail::checked_accumulator<std::remove_cv_t<Descriptor>, true, statistics_of<T>>::type;

} // namespace crucible::telemetry
