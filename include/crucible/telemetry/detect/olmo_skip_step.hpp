// SPDX-License-Identifier: MIT
#pragma once
// Detector: the losses and gradient norms for which OLMo's SkipStepOptimizer would skip a step.

#include <crucible/telemetry/detect/z_score.hpp>

namespace crucible::telemetry {

/// x - mean > 6 sd over the 128 rows before, from the 64th row on.
struct olmo_skip_step_t
    : detector_base<cells::z_score<z_score_rule{.threshold = 6, .window = 128, .warm_up = 63, .side = side::up}>> {
    static constexpr fixed_string name{"olmo_skip_step"};
};
inline constexpr olmo_skip_step_t olmo_skip_step{};

} // namespace crucible::telemetry
