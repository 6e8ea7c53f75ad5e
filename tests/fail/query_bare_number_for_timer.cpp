// EXPECT: measurement<.*"latency"
// EXPECT: a timer compares with a std::chrono duration, not with a bare number without a unit
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/query.hpp>
#include <crucible/telemetry/store/columnar.hpp>

namespace ct = crucible::telemetry;

namespace m {
inline constexpr ct::index<"epoch"> epoch{};
inline constexpr ct::gauge<"accuracy"> accuracy{};
inline constexpr ct::gauge<"gradient_norm"> gradient_norm{};
inline constexpr ct::timer<"latency"> latency{};
inline constexpr ct::flag<"ok"> ok{};
inline constexpr ct::tag<"model"> model{};
inline constexpr ct::text<"note"> note{};
inline constexpr ct::event<"query.fail", epoch, accuracy, latency, ok, model, note> epoch_stop{};
} // namespace m

using stored = ct::rows<std::remove_cv_t<decltype(m::epoch_stop)>>;

long kept(stored const& all) { return ranges::distance(all | ct::where(m::latency > 5)); }
