// SPDX-License-Identifier: MIT
#pragma once
// Which statistics mean something for which measurement, and the one error that says so when they do not.

#include <crucible/telemetry/statistics/compose.hpp>
#include <crucible/telemetry/statistics/number_of.hpp>
#include <crucible/telemetry/core/diagnostic.hpp>

#include <concepts>
#include <type_traits>

namespace crucible::telemetry {
namespace detail {

template <fixed_string... Names>
struct asked_for;
template <kind Kind>
struct of_kind;

template <class Statistic, class AskedFor>
struct statistic_not_asked_for {
    static_assert(accepted<Statistic, AskedFor>, "this statistic was not asked for when the statistics were composed");
};
template <class Statistic, class Value>
struct statistic_not_for_values {
    static_assert(accepted<Statistic, Value>, "this statistic means nothing for values of this type");
};
template <class Statistic, class Measurement, class Kind>
struct statistic_not_for_kind {
    static_assert(accepted<Statistic, Measurement, Kind>, "this statistic means nothing for this kind of measurement");
};
template <class Statistic, class Measurement>
struct needs_every_value {
    static_assert(accepted<Statistic, Measurement>,
                  "this statistic keeps every value, which an endless stream cannot; ask it of a window of rows");
};

/// Whether some kind of descriptor with such values allows the statistic.
template <class S, class Value>
consteval bool suits() {
    if constexpr (std::same_as<Value, bool>) return S::allows(kind::flag);
    else if constexpr (is_duration<Value>) return S::allows(kind::timer);
    else if constexpr (calculable<Value>)
        return S::allows(kind::gauge) || S::allows(kind::counter) || S::allows(kind::index);
    else return S::allows(kind::tag) || S::allows(kind::text);
}

/// The verdict on a cell's `take_finding()`, where it has one.
template <class C>
using verdict_on_finder =
    std::conditional_t<seems_to_find<C> && !finding_cell<C>, cell_finds_something_else<C>, sound>;

/// The verdict on a statistic of such values.
template <class S, class Value>
using verdict_on_values =
    std::conditional_t<suits<S, Value>(), verdict_on_finder<typename S::cell>,
                       statistic_not_for_values<statistic_named<S::name>, given_type<Value>>>;

/// The verdict on a statistic of a measurement, over an endless stream or not.
template <class S, class Descriptor, bool Stream>
using verdict_on_measured = std::conditional_t<
    !S::allows(Descriptor::kind_of),
    statistic_not_for_kind<statistic_named<S::name>, measurement<Descriptor::name_text>, of_kind<Descriptor::kind_of>>,
    std::conditional_t<Stream && !S::bounded,
                       needs_every_value<statistic_named<S::name>, measurement<Descriptor::name_text>>,
                       verdict_on_finder<typename S::cell>>>;

} // namespace detail
} // namespace crucible::telemetry
