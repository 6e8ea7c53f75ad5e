// SPDX-License-Identifier: MIT
#pragma once
// What the rows of tests/fail/{query,store}_*.cpp are made of.

#include <crucible/telemetry/query.hpp>
#include <crucible/telemetry/store/columnar.hpp>

namespace ct = crucible::telemetry;

namespace m {
inline constexpr ct::index<"epoch"> epoch{};
inline constexpr ct::gauge<"accuracy"> accuracy{};
inline constexpr ct::gauge<"accuracy", float> rounded{};
inline constexpr ct::gauge<"gradient_norm"> gradient_norm{};
inline constexpr ct::timer<"latency"> latency{};
inline constexpr ct::flag<"ok"> ok{};
inline constexpr ct::tag<"model"> model{};
inline constexpr ct::text<"note"> note{};
inline constexpr ct::event<"query.fail", epoch, accuracy, latency, ok, model, note> epoch_stop{};
} // namespace m

using stored = ct::rows<std::remove_cv_t<decltype(m::epoch_stop)>>;
