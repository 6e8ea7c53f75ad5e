// SPDX-License-Identifier: MIT
#pragma once
// Explanations of what a model predicted.

#include <crucible/telemetry/schema/catalog/shapes.hpp>

namespace crucible::telemetry::vocabulary {

inline constexpr tag<"method"> method{.help = "how it was explained: lime, shap, gradient"};
inline constexpr gauge<"features", std::int64_t> features{.in = {"{feature}", "features"},
                                                          .help = "features that the explanation weighs"};
inline constexpr gauge<"fidelity"> fidelity{
    .in = ratio, .help = "how well the explanation predicts the model near the sample, as R squared"};

} // namespace crucible::telemetry::vocabulary

namespace crucible::telemetry::catalog::explanation {

inline constexpr detail::stopped<"crucible_xai.explanation.generated", v::method, optional<v::model_name>,
                                 optional<v::model_version>, optional<v::features>, optional<v::samples>,
                                 optional<v::fidelity>>
    explanation_generated{.help = "Explanation of a prediction generated"};

inline constexpr telemetry::category<"explanation", explanation_generated> category{
    .help = "Explanations of what models predict"};

} // namespace crucible::telemetry::catalog::explanation
