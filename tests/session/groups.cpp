// SPDX-License-Identifier: MIT
#include "emit/vocabulary.hpp"

#include <crucible/telemetry/query.hpp>

#include <map>
#include <string>

namespace g {
enum class phase { train, eval };
constexpr std::string_view to_text(phase p) { return p == phase::train ? "train" : "eval"; }

inline constexpr ct::timer<"latency"> latency{};
inline constexpr ct::tag<"model"> model{};
inline constexpr ct::tag<"phase", phase> phase_of{};
inline constexpr ct::flag<"cached"> cached{};
} // namespace g

namespace {

inline constexpr ct::event<"llm.call", g::latency, g::model, ct::optional<g::phase_of>, g::cached> call{};
ct::experiment const about{.name = "groups"};

constexpr auto asked = ct::watch(ct::on(call, g::latency >> ct::count, g::latency.by(g::model) >> (ct::count | ct::mean),
                                        g::latency.by(g::phase_of) >> ct::count, g::latency.by(g::cached) >> ct::max));

void emit_calls(int n) {
    for (int i = 0; i != n; ++i) {
        std::chrono::nanoseconds const t{i};
        std::string const model = "model " + std::to_string(i % 3);
        if (i % 2 == 0) ct::emit(call(g::latency = t, g::model = model, g::phase_of = g::phase::eval, g::cached = i > 50));
        else ct::emit(call(g::latency = t, g::model = model, g::cached = false));
    }
}

} // namespace

TEMPLATE_TEST_CASE("statistics by label equal those of the rows of the label", "", ct::manual, ct::inplace) {
    ct::session run{about, asked, ct::policies<TestType>};
    emit_calls(100);
    REQUIRE_FALSE(run.flush());
    auto const by_model = run[g::latency.by(g::model)];
    CHECK(by_model.size() == 3);
    std::map<std::string, std::uint64_t> counts;
    by_model.for_each([&](std::string const& label, auto const& of) { counts[label] = of[ct::count]; });
    auto const groups = run.rows(call) | ct::group_by(g::model) | ct::select(g::latency) | ct::over(ct::count | ct::mean);
    int n = 0;
    for (auto const& of : groups) {
        CHECK(by_model[of.label][ct::mean] == of[ct::mean]);
        CHECK(counts[of.label] == of[ct::count]);
        ++n;
    }
    CHECK(n == 3);
    CHECK(by_model["model 4"][ct::count] == 0);
    CHECK(run[g::latency][ct::count] == 100);
}

TEST_CASE("rows that lack the label are in no group, and enumerations and flags are labels") {
    ct::session run{about, asked, ct::policies<ct::manual>};
    emit_calls(100);
    run.drain();
    auto const by_phase = run[g::latency.by(g::phase_of)];
    CHECK(by_phase.size() == 1);
    CHECK(by_phase[g::phase::eval][ct::count] == 50);
    CHECK(by_phase[g::phase::train][ct::count] == 0);
    CHECK(run[call][g::latency.by(g::cached)][true][ct::max] == std::chrono::nanoseconds{98});
    CHECK(run[g::latency.by(g::cached)][false][ct::max] == std::chrono::nanoseconds{99});
}

TEST_CASE("a tag that explodes is bounded, and what is beyond is counted") {
    ct::session run{about, ct::watch(ct::on(call, g::latency.by<10>(g::model) >> ct::count)), ct::policies<ct::manual>};
    for (int i = 0; i != 100; ++i)
        ct::emit(call(g::latency = std::chrono::nanoseconds{1}, g::model = std::to_string(i), g::cached = false));
    run.drain();
    auto const all = run[g::latency.by(g::model)];
    CHECK(all.size() == 10);
    CHECK(all.beyond() == 90);
    CHECK(all.others()[ct::count] == 90);
    run.reset();
    CHECK(run[g::latency.by(g::model)].size() == 0);
    CHECK(run[g::latency.by(g::model)].beyond() == 0);
}
