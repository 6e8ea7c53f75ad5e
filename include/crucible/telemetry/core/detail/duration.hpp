// SPDX-License-Identifier: MIT
#pragma once
// Whether a type is a std::chrono::duration.

#include <crucible/telemetry/core/clock.hpp>

namespace crucible::telemetry::detail {

template <class Type>
inline constexpr bool is_duration = false;
template <class Rep, class Period>
inline constexpr bool is_duration<std::chrono::duration<Rep, Period>> = true;

} // namespace crucible::telemetry::detail
