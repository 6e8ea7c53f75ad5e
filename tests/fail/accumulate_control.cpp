// COMPILES
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/accumulate.hpp>
#include <crucible/telemetry/accumulate/bytes.hpp>
#include <crucible/telemetry/accumulate/distinct.hpp>
#include <crucible/telemetry/accumulate/ewma.hpp>
#include <crucible/telemetry/accumulate/histogram.hpp>
#include <crucible/telemetry/accumulate/paired.hpp>
#include <crucible/telemetry/accumulate/quantiles.hpp>
#include <crucible/telemetry/accumulate/recent_rate.hpp>
#include <crucible/telemetry/accumulate/success.hpp>
#include <crucible/telemetry/accumulate/top.hpp>

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
