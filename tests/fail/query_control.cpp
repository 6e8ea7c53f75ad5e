// COMPILES
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

double everything(stored const& all) {
    using namespace std::chrono_literals;
    double total = 0;
    for (auto g : all | ct::where(m::accuracy > 0.6 && !m::ok && m::model != "b" && m::latency < 5ms) | ct::last(5min) |
                      ct::group_by(m::model) | ct::select(m::latency) | ct::over(ct::mean))
        total += g[ct::mean].count();
    for (auto w : all | ct::sliding(1min, 10s) | ct::select(m::accuracy) | ct::over(ct::mean)) total += w[ct::mean];
    return total + all[0][m::accuracy];
}
