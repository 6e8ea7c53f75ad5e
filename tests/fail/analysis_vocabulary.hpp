// SPDX-License-Identifier: MIT
#pragma once
// What the rows of tests/fail/analysis_*.cpp are made of.

#include <crucible/telemetry/analysis.hpp>
#include <crucible/telemetry/store/columnar.hpp>

namespace ct = crucible::telemetry;

namespace m {
inline constexpr ct::event<"analysis.fail", ct::vocabulary::epoch, ct::vocabulary::loss> epoch_stop{};
inline constexpr ct::price_list prices{{{"bert", {1, 2}}}};
} // namespace m

using stored = ct::rows<std::remove_cv_t<decltype(m::epoch_stop)>>;
