// SPDX-License-Identifier: MIT
// Every statistic that a session keeps is handed over: durations, labels, panes, several values, tallies.
#include "emit/vocabulary.hpp"

#include <crucible/telemetry/live/panes.hpp>
#include <crucible/telemetry/statistics/histogram.hpp>
#include <crucible/telemetry/statistics/quantiles.hpp>
#include <crucible/telemetry/tally.hpp>

#include <map>

namespace {

using namespace std::chrono_literals;

namespace n {
constexpr ct::timer<"latency"> latency{.help = "request wall time"};
constexpr ct::tag<"model"> model{};
constexpr ct::counter<"tokens"> tokens{.in = ct::tokens};
} // namespace n
constexpr ct::event<"walk.request", n::latency, n::model> request_stop{};
constexpr auto token_out = ct::tallied(ct::event<"walk.token", n::tokens>{}, n::tokens >> ct::sum);

template <class Reading>
std::string text_of(Reading const& reading) {
    if constexpr (std::integral<Reading>) return std::to_string(reading);
    else if constexpr (std::floating_point<Reading>) return std::to_string(static_cast<long>(reading));
    else if constexpr (requires { reading.count(); }) return std::to_string(static_cast<long>(reading.count())) + "ns";
    else return "...";
}

} // namespace

TEST_CASE("all statistics are walked, with what they are of") {
    ct::session run{ct::experiment{.name = "walked"},
                    ct::watch(on(request_stop, n::latency >> (ct::count | ct::max) >> ct::panes<1s, 1min>,
                                 n::latency.by(n::model) >> ct::min),
                              on(batch, m::loss >> (ct::mean | ct::histogram<1, 10>)), token_out),
                    ct::policies<ct::manual>};
    ct::emit(request_stop(n::latency = 30ns, n::model = "a"));
    ct::emit(request_stop(n::latency = 20ns, n::model = "b"));
    ct::emit(batch(m::step = 1, m::loss = 4));
    ct::emit(token_out(n::tokens = 5));
    run.drain();

    std::map<std::string, std::string> seen;
    run.for_each_statistic([&](auto const& of, auto const& reading) {
        std::string key{of.event()};
        key.append("/").append(of.measurement.name);
        if (!of.label_name.empty()) key.append("{").append(of.label_name).append("=").append(of.label).append("}");
        seen[key.append("/").append(of.statistic())] = text_of(reading);
        CHECK_FALSE(of.others);
        if (of.measurement.name == "latency") CHECK(of.measurement.help == "request wall time");
        if (of.measurement.name == "tokens") CHECK(of.measurement.in == ct::tokens);
        if (of.measurement.name == "loss") CHECK(of.measurement.kind_of == ct::kind::gauge);
    });
    std::map<std::string, std::string> const expected{
        {"walk.request/latency/count", "2"},
        {"walk.request/latency/max", "30ns"},
        {"walk.request/latency{model=a}/min", "30ns"},
        {"walk.request/latency{model=b}/min", "20ns"},
        {"train.batch/loss/mean", "4"},
        {"train.batch/loss/" + std::string{ct::histogram<1, 10>.name.view()}, "..."},
        {"walk.token/tokens/sum", "5"},
    };
    for (auto const& [k, v] : seen) UNSCOPED_INFO(k << " = " << v);
    CHECK(seen == expected);
}

TEST_CASE("rows beyond the most labels are walked as others") {
    ct::session run{ct::experiment{.name = "others"}, ct::watch(on(request_stop, n::latency.by<1>(n::model) >> ct::count)),
                    ct::policies<ct::manual>};
    ct::emit(request_stop(n::latency = 1ns, n::model = "a"));
    ct::emit(request_stop(n::latency = 2ns, n::model = "b"));
    ct::emit(request_stop(n::latency = 3ns, n::model = "c"));
    run.drain();
    std::map<std::string, std::uint64_t> counts;
    run.for_each_statistic([&](auto const& of, auto const& count) {
        counts[std::string{of.label}] = count;
        CHECK(of.others == (of.label == "(others)"));
    });
    CHECK(counts == std::map<std::string, std::uint64_t>{{"a", 1}, {"(others)", 2}});
}
