// SPDX-License-Identifier: MIT
#pragma once
// The words of compile-time errors. A diagnostic is a type whose arguments are facts (`measurement<"loss">`,
// `in_event<"train.epoch.stop">`) and whose only content is one failing assertion: one mistake, one error.

#include <crucible/telemetry/core/fixed_string.hpp>

namespace crucible::telemetry {

// Facts. Undefined on purpose: they only carry names into the compiler's message.
template <fixed_string Name> struct measurement;
template <fixed_string Name> struct in_event;
template <fixed_string Name> struct did_you_mean;
template <fixed_string Name> struct event_named;
template <fixed_string Name> struct statistic_named;
template <class Type> struct expected_type;
template <class Type> struct given_type;
template <class Type> struct argument;

/// Never true; the facts in its arguments are what clang prints.
template <class... Facts>
inline constexpr bool accepted = false;

} // namespace crucible::telemetry
