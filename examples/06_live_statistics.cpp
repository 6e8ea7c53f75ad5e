// SPDX-License-Identifier: MIT
// Statistics while a server runs, and no rows at all: latencies by model, by panes of time, and tokens counted by the
// threads that make them.

#include "options.hpp"

#include <crucible/telemetry.hpp>
#include <crucible/telemetry/live/panes.hpp>
#include <crucible/telemetry/statistics/quantiles.hpp>
#include <crucible/telemetry/tally.hpp>

#include <cstdio>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;

namespace m {
inline constexpr ct::timer<"latency"> latency{.help = "time of one request"};
inline constexpr ct::tag<"model"> model{};
inline constexpr ct::counter<"tokens"> tokens{};
} // namespace m

inline constexpr ct::event<"serve.request.stop", m::latency, m::model> request_stop{};

/// Counted by the emitting thread itself: some nanoseconds' worth of work a million times a second.
inline constexpr auto token_out =
    ct::tallied(ct::event<"serve.token.out", m::tokens>{}, m::tokens >> (ct::count | ct::sum));

constexpr int threads = 2, requests = 400, tokens_per_request = 500;

void serve(unsigned seed) {
    example::dice roll{seed};
    for (int i = 0; i != requests; ++i) {
        bool const large = roll.chance(.25);
        for (int t = 0; t != tokens_per_request; ++t) ct::emit(token_out(m::tokens = 1));
        ct::emit(request_stop(m::latency = std::chrono::microseconds{roll.between(large ? 900 : 100, large ? 1500 : 300)},
                              m::model = large ? "large" : "small"));
        if (i % 20 == 0) std::this_thread::sleep_for(1ms);
    }
}

double milliseconds(std::chrono::duration<double, std::milli> t) { return t.count(); }

} // namespace

int main() {
    example::checks check;
    constexpr auto figures = ct::count | ct::mean | ct::max | ct::quantile<.5, .99>;
    ct::session run{ct::experiment{.name = "live-statistics", .hypothesis = "the large model is three times as slow"},
                    ct::watch(on(request_stop, m::latency >> figures >> ct::panes<5ms, 10s>,
                                 m::latency.by(m::model) >> figures),
                              token_out),
                    ct::policies<ct::block>, ct::nothing{}};

    std::vector<std::thread> servers;
    for (unsigned i = 0; i != threads; ++i) servers.emplace_back(serve, i + 1);
    for (int i = 0; i != 3; ++i) {
        std::this_thread::sleep_for(5ms);
        auto const lately = run[m::latency].last(10ms); // waits for nobody, and nobody for it
        std::printf("the last 10 ms: %4d requests, 99 %% within %.2f ms; tokens so far: %.0f\n", int(lately[ct::count]),
                    milliseconds(lately[ct::quantile<.5, .99>][1]), run[m::tokens][ct::sum]);
    }
    for (std::thread& s : servers) s.join();
    if (run.flush()) return 1;

    auto const by_model = run[m::latency.by(m::model)];
    by_model.for_each([](std::string const& model, auto const& latency) {
        auto const [half, most] = latency[ct::quantile<.5, .99>];
        std::printf("%-6s %4d requests, mean %.2f ms, half within %.2f ms, 99 %% within %.2f ms\n", model.c_str(),
                    int(latency[ct::count]), milliseconds(latency[ct::mean]), milliseconds(half), milliseconds(most));
    });

    std::uint64_t in_windows = 0;
    for (auto const& window : run[m::latency].tumbling(20ms)) {
        in_windows += window[ct::count];
        std::printf("20 ms with %4d requests, slowest %.2f ms\n", int(window[ct::count]), milliseconds(window[ct::max]));
    }

    auto const all = run[m::latency];
    check(all[ct::count] == threads * requests, "every request is in the statistics");
    check(in_windows == all[ct::count], "and in one window");
    check(run[m::tokens][ct::sum] == threads * requests * tokens_per_request, "every token is counted");
    check(run.ledger().balanced(), "nothing is unaccounted for");
    check(by_model["large"][ct::mean] > 3 * by_model["small"][ct::mean], "the large model is three times as slow");
    return check.exit_code();
}
