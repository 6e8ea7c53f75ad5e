// SPDX-License-Identifier: MIT
#pragma once
// What a cell may notice about the value that it was just fed: an anomaly, a bound reached. A session raises it as an
// event (detect/finding.hpp).

#include <crucible/telemetry/core/clock.hpp>

#include <concepts>
#include <optional>
#include <string_view>

namespace crucible::telemetry {

enum class severity : unsigned char { notice, warning, critical };

constexpr std::string_view to_text(severity s) {
    switch (s) {
    case severity::notice: return "notice";
    case severity::warning: return "warning";
    case severity::critical: break;
    }
    return "critical";
}

/// What there is to say about one value. What does not apply is left out.
struct finding {
    telemetry::severity severity = severity::warning;
    std::optional<double> score{};     ///< how unusual the value is, in the unit of the threshold
    std::optional<double> threshold{}; ///< beyond which a value is told
    std::optional<double> expected_from{}, expected_to{}; ///< where the value was expected, in the measurement's unit
};

/// A cell that looks for something. `take_finding()` is asked after every value, and gives each finding once.
template <class C>
concept finding_cell = requires(C& cell) {
    { cell.take_finding() } -> std::same_as<std::optional<finding>>;
};

} // namespace crucible::telemetry
