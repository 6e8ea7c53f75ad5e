// COMPILES
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/serial/bytes.hpp>
#include <crucible/telemetry/statistics/distinct.hpp>
#include <crucible/telemetry/statistics/ewma.hpp>
#include <crucible/telemetry/statistics/histogram.hpp>
#include <crucible/telemetry/statistics/paired.hpp>
#include <crucible/telemetry/statistics/quantiles.hpp>
#include <crucible/telemetry/statistics/recent_rate.hpp>
#include <crucible/telemetry/statistics/success.hpp>
#include <crucible/telemetry/statistics/top.hpp>

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;

inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::gauge<"norm"> norm{};
inline constexpr ct::tag<"model"> model{};
inline constexpr ct::flag<"ok"> ok{};

auto asked = ct::correlation(loss, norm);

int main() {
    using statistics =
        decltype(ct::count | ct::mean | ct::variance | ct::quantile<.5, .99> | ct::quantiles | ct::ewma<100> |
                 ct::recent_rate<30s> | ct::histogram<.5, 1, 10> | ct::histogram_in<ct::linear_bounds<0, 1, 256>>);
    ct::stream_accumulator<decltype(loss), statistics> a;
    a(0.5);
    ct::window_accumulator<decltype(loss), decltype(ct::count | ct::median | ct::exact_quantile<.99>)> window;
    window(0.5);
    ct::stream_accumulator<decltype(model), decltype(ct::distinct | ct::top<1000> | ct::count)> tags;
    tags("bert");
    ct::stream_accumulator<decltype(ok), decltype(ct::success_rate | ct::success_interval<.95>)> flags;
    flags(true);
    return static_cast<int>(a[ct::quantiles][0] + window[ct::median] + flags[ct::success_rate]) +
           static_cast<int>(tags[ct::top<1000>].size + ct::to_bytes(a).size());
}
