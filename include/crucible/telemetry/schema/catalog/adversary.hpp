// SPDX-License-Identifier: MIT
#pragma once
// Attacks on models, to learn how robust they are.

#include <crucible/telemetry/schema/catalog/shapes.hpp>

namespace crucible::telemetry::vocabulary {

inline constexpr tag<"attack"> attack{.help = "kind of the attack"};
inline constexpr flag<"attack_succeeded"> attack_succeeded{.help = "whether the model was misled"};
inline constexpr gauge<"perturbation"> perturbation{.in = ratio, .help = "share of the input that was changed"};
inline constexpr counter<"queries"> queries{.in = requests, .help = "requests to the model that it took"};

} // namespace crucible::telemetry::vocabulary

namespace crucible::telemetry::catalog::adversary {

inline constexpr detail::stopped<"crucible_adversary.attack.executed", v::attack, optional<v::attack_succeeded>,
                                 optional<v::perturbation>, optional<v::queries>, optional<v::model_name>,
                                 optional<v::model_version>, optional<v::cost>>
    attack_executed{.help = "Adversarial attack executed"};

inline constexpr telemetry::category<"adversary", attack_executed> category{
    .help = "Attacks on models, to learn how robust they are"};

} // namespace crucible::telemetry::catalog::adversary
