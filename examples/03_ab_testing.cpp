// SPDX-License-Identifier: MIT
// An A/B test: two arms serve requests at the same time, each in a thread of its own, by the same code. Each arm's
// session holds its own rows only; then the arms are compared, archived in one file, and read back.

#include "options.hpp"

#include <crucible/telemetry.hpp>
#include <crucible/telemetry/analysis.hpp>
#include <crucible/telemetry/archive.hpp>
#include <crucible/telemetry/schema/catalog/llm.hpp>

#include <thread>

namespace {

namespace ct = crucible::telemetry;
namespace v = ct::vocabulary;
namespace llm = ct::catalog::llm;
using namespace std::chrono_literals;

struct arm_settings {
    std::string_view model;
    double median_ms;
    double failures;
    std::int64_t requests;
};

/// What is tested: it does not know of arms, it emits to whoever its thread is bound to.
void serve(arm_settings const& arm) {
    example::dice roll{42}; // the same traffic for both
    for (std::int64_t i = 0; i != arm.requests; ++i) {
        auto const took = std::chrono::nanoseconds{static_cast<std::int64_t>(roll.log_normal(arm.median_ms, .3) * 1e6)};
        auto const prompt = roll.between(200, 600);
        auto const completion = roll.between(50, 400);
        if (roll.chance(arm.failures))
            ct::emit(llm::request_exception(v::duration = took, v::model = arm.model, v::reason = "timeout"));
        else
            ct::emit(llm::request_stop(v::duration = took, v::model = arm.model, v::prompt_tokens = prompt,
                                       v::completion_tokens = completion, v::response = "ok"));
    }
}

constexpr auto watching = ct::watch(on(llm::request_stop, ct::latency, ct::cost), llm::request_exception);

auto start(char const* condition) {
    return ct::session{ct::experiment{.name = "shorter answers", .hypothesis = "the small model is faster and cheaper",
                                      .condition = condition, .tags = {"llm", "ab"}},
                       watching, ct::policies<ct::scoped, ct::block>};
}

void print(ct::summary const& arm) {
    std::printf("%-10s %6llu requests, mean latency %7.1f ms, p99 %7.1f ms, $%.4f, %.1f%% succeeded\n",
                arm.condition.c_str(), static_cast<unsigned long long>(arm.reliability.requests),
                arm.latency.mean->count(), arm.latency.p99->count(), arm.cost.total, *arm.reliability.success_rate * 100);
}

} // namespace

int main(int argc, char** argv) {
    example::checks check;
    auto const folder = example::output_folder(argc, argv);
    constexpr arm_settings large{"gpt-4", 800, .02, 1000};
    constexpr arm_settings small{"gpt-3.5-turbo", 400, .05, 1500};

    auto control = start("control");
    auto treatment = start("treatment");
    std::thread a{[&] {
        auto const bound = control.bind();
        serve(large);
    }};
    std::thread b{[&] {
        auto const bound = treatment.bind();
        serve(small);
    }};
    a.join();
    b.join();
    check(!control.stop() && !treatment.stop(), "both arms end in time");

    ct::summary const of_control = ct::summarize(control);
    ct::summary const of_treatment = ct::summarize(treatment);
    print(of_control);
    print(of_treatment);
    ct::comparison const result = ct::compare(control, treatment);
    result.for_each([](ct::difference const& d) {
        if (d.verdict() == ct::verdict::unknown) return;
        std::printf("  %-28.*s %s (%s)\n", static_cast<int>(d.of.name.size()), d.of.name.data(),
                    ct::to_text(d).c_str(), std::string{ct::to_text(d.verdict())}.c_str());
    });

    check(of_control.events == 1000 && of_treatment.events == 1500, "each arm holds its own rows, all of them");
    check(result.latency.verdict() == ct::verdict::better, "the treatment is faster");
    check(result.cost_per_request.verdict() == ct::verdict::better, "and cheaper");
    check(result.success_rate.verdict() == ct::verdict::worse, "and fails more often");

    auto const file = (folder / "ab_testing.archive.jsonl").string();
    check(ct::archive(file, control, treatment) == 2500, "all rows are archived");
    using request_stop = std::remove_const_t<decltype(llm::request_stop)>;
    using request_exception = std::remove_const_t<decltype(llm::request_exception)>;
    auto const arms = ct::read_archive<request_stop, request_exception>(file);
    check(arms.size() == 2, "both arms are read back");
    check(ct::compare(arms[0], arms[1]).latency.percent() == result.latency.percent(), "and compare as before");
    std::printf("archived in %s\n", file.c_str());
    return check.exit_code();
}
