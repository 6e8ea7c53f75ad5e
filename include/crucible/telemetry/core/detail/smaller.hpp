// SPDX-License-Identifier: MIT
#pragma once
// The smaller and the larger of two values: std::min, std::max and std::clamp come by <algorithm>, which costs every compile a sixth
// of what <string>, <vector> and <chrono> do, and are macros on some systems.

namespace crucible::telemetry::detail {

/// The first of equal ones.
template <class Type>
[[nodiscard]] constexpr Type const& smaller(Type const& a, Type const& b) noexcept {
    return b < a ? b : a;
}
template <class Type>
[[nodiscard]] constexpr Type const& larger(Type const& a, Type const& b) noexcept {
    return a < b ? b : a;
}
/// The nearest to `value` that is in [least, most].
template <class Type>
[[nodiscard]] constexpr Type const& clamped(Type const& value, Type const& least, Type const& most) noexcept {
    return smaller(larger(value, least), most);
}

} // namespace crucible::telemetry::detail
