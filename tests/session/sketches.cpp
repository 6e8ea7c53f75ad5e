// SPDX-License-Identifier: MIT
// Statistics with headers of their own, asked of a session's stream and of windows of its rows.
#include <crucible/telemetry.hpp>
#include <crucible/telemetry/statistics/distinct.hpp>
#include <crucible/telemetry/statistics/ewma.hpp>
#include <crucible/telemetry/statistics/histogram.hpp>
#include <crucible/telemetry/statistics/kll.hpp>
#include <crucible/telemetry/statistics/quantiles.hpp>
#include <crucible/telemetry/statistics/shape.hpp>
#include <crucible/telemetry/statistics/top.hpp>
#include <crucible/telemetry/query.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;

namespace m {
namespace {
constexpr ct::gauge<"loss"> loss{};
constexpr ct::tag<"model"> model{};
constexpr ct::timer<"latency", std::chrono::microseconds> latency{};
} // namespace
} // namespace m

namespace {
constexpr ct::event<"train.step", m::loss, m::model, m::latency> stepped{};
constexpr int rows = 5000;

void train(auto& run) {
    for (int i = 0; i != rows; ++i)
        run.emit(stepped(m::loss = i, m::model = i % 3 == 0 ? "bert" : "gpt", m::latency = i * 1us));
}
} // namespace

TEST_CASE("quantiles, distinct and frequent values of a session's stream") {
    ct::session run{ct::experiment{.name = "sketches"},
                    ct::watch(on(stepped,
                                 m::loss >> (ct::count | ct::skewness | ct::quantiles | ct::kll_quantile<.5> |
                                             ct::ewma<100> | ct::histogram<1000, 2000>),
                                 m::model >> (ct::distinct | ct::top<2> | ct::count), m::latency >> ct::quantile<.5>)),
                    ct::policies<ct::manual>};
    train(run);
    run.drain();
    auto const loss = run[m::loss];
    CHECK(std::abs(loss[ct::quantiles][0] - 2499.5) < 5);
    CHECK(std::abs(loss[ct::kll_quantile<.5>] - 2499.5) < 100);
    CHECK(std::abs(loss[ct::skewness]) < 1e-9);
    CHECK(loss[ct::ewma<100>] > 4800);
    CHECK(loss[ct::histogram<1000, 2000>].rows == std::array{1001.0, 1000.0, 2999.0});
    auto const model = run[m::model];
    CHECK(model[ct::distinct] == 2);
    CHECK(model[ct::top<2>][0].text() == "gpt");
    CHECK(model[ct::top<2>][1].rows == 1667);
    CHECK(run[m::latency][ct::quantile<.5>] > 2490us);
    CHECK_FALSE(run.stop());
}

TEST_CASE("the same of windows of its rows") {
    ct::session run{ct::experiment{.name = "sketches"}, ct::watch(on(stepped)), ct::policies<ct::manual>};
    train(run);
    run.drain();
    int windows = 0;
    for (auto const& w : run.rows(stepped) | ct::tumbling(1000) | ct::select(m::loss) | ct::over(ct::quantile<0, 1>)) {
        CHECK(w[ct::quantile<0, 1>] == std::array{windows * 1000.0, windows * 1000.0 + 999});
        ++windows;
    }
    CHECK(windows == 5);
    for (auto const& w : run.rows(stepped) | ct::tumbling(2500) | ct::select(m::model) | ct::over(ct::distinct))
        CHECK(w[ct::distinct] == 2);
    CHECK_FALSE(run.stop());
}
