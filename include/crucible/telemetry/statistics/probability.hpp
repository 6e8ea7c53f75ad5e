// SPDX-License-Identifier: MIT
#pragma once
// Probabilities as template arguments: `exact_quantile<.95>`, `success_interval<.95>`.

#include <concepts>

namespace crucible::telemetry {

/// A probability as a template argument.
struct probability {
    double value;
    constexpr probability(std::convertible_to<double> auto p) : value(static_cast<double>(p)) {}
};

} // namespace crucible::telemetry
