// SPDX-License-Identifier: MIT
// A simulated LLM service: requests with a first token, a queue and a price; a second request where the first is slow
// (hedging); three models that vote (ensemble). What it cost, how fast and how reliable it was, by model and by minute.

#include "options.hpp"

#include <crucible/telemetry.hpp>
#include <crucible/telemetry/analysis.hpp>
#include <crucible/telemetry/emit/context.hpp>
#include <crucible/telemetry/query.hpp>
#include <crucible/telemetry/schema/catalog/ensemble.hpp>
#include <crucible/telemetry/schema/catalog/hedging.hpp>
#include <crucible/telemetry/schema/catalog/llm.hpp>

#include <array>

namespace {

namespace ct = crucible::telemetry;
namespace v = ct::vocabulary;
namespace llm = ct::catalog::llm;
namespace hedging = ct::catalog::hedging;
namespace ensemble = ct::catalog::ensemble;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr std::array models{"gpt-4o", "claude-3-sonnet", "in-house-7b"}; // the last one is on no price list
constexpr int requests = 2000;

nanoseconds milliseconds(double n) { return nanoseconds{static_cast<std::int64_t>(n * 1e6)}; }

struct answer {
    nanoseconds took;
    bool failed;
};

/// One request to one model, as its client and its server see it.
answer ask(std::string_view model, example::dice& roll) {
    auto const prompt = roll.between(100, 1500);
    auto const cached = roll.chance(.3) ? prompt / 2 : 0;
    auto const completion = roll.between(20, 500);
    auto const queued = milliseconds(roll.log_normal(5, 1));
    auto const first = queued + milliseconds(roll.log_normal(120, .4));
    auto const per_token = milliseconds(roll.log_normal(8, .2));
    auto const took = first + per_token * (completion - 1);
    if (roll.chance(.01)) {
        ct::emit(llm::request_exception(v::duration = 30s, v::model = model, v::reason = "timeout"));
        return {30s, true};
    }
    ct::emit(llm::request_stop(v::duration = took, v::model = model, v::prompt_tokens = prompt,
                               v::cached_tokens = cached, v::completion_tokens = completion,
                               v::time_to_first_token = first, v::time_per_output_token = per_token,
                               v::queue_time = queued, v::response = "…"));
    return {took, false};
}

/// Asks a second time when the first answer takes too long; the faster one counts.
answer ask_hedged(std::string_view model, std::string_view id, example::dice& roll) {
    constexpr auto patience = 3s;
    answer const primary = ask(model, roll);
    bool const hedged = primary.took > patience;
    if (!hedged) {
        ct::emit(hedging::request_stop(v::duration = primary.took, v::request_id = id, v::hedged = false));
        return primary;
    }
    ct::emit(hedging::request_duplicated(v::delay = patience, v::request_id = id));
    answer backup = ask(model, roll);
    backup.took += patience;
    bool const won = !backup.failed && (primary.failed || backup.took < primary.took);
    answer const best = won ? backup : primary;
    ct::emit(hedging::request_stop(v::duration = best.took, v::request_id = id, v::hedged = true, v::hedge_won = won,
                                   v::status = best.failed ? v::outcome::error : v::outcome::ok));
    return best;
}

/// All models answer, the majority counts.
void vote(example::dice& roll) {
    nanoseconds slowest{};
    int agreeing = 0;
    for (std::string_view const model : models) {
        answer const one = ask(model, roll);
        slowest = std::max(slowest, one.took);
        agreeing += !one.failed && roll.chance(.9) ? 1 : 0;
    }
    ct::emit(ensemble::prediction_stop(v::duration = slowest, v::models = "gpt-4o,claude-3-sonnet,in-house-7b",
                                       v::consensus = agreeing / 3.0,
                                       v::status = agreeing >= 2 ? v::outcome::ok : v::outcome::error));
}

void serve() {
    example::dice roll{2026};
    for (int i = 0; i != requests; ++i) {
        std::string const id = "req-" + std::to_string(i);
        ct::context const here{{.user_id = i % 2 == 0 ? "ada" : "grace", .correlation_id = id}};
        if (i % 10 == 0) vote(roll);
        else (void)ask_hedged(models[static_cast<std::size_t>(i) % models.size()], id, roll);
    }
}

} // namespace

int main(int argc, char** argv) {
    example::checks check;
    auto const folder = example::output_folder(argc, argv);
    ct::live_summary live;
    ct::session run{
        ct::experiment{.name = "serving", .hypothesis = "hedging keeps the slowest below 8 s"},
        ct::watch(on(llm::request_stop, ct::latency, ct::cost, ct::pricing, v::time_to_first_token >> ct::mean),
                  llm::request_exception, hedging::request_duplicated, hedging::request_stop, ensemble::prediction_stop),
        ct::policies<ct::block, ct::pseudonymize>, live.attach(), ct::jsonl{(folder / "llm_serving.jsonl").string()}};
    serve();
    check(!run.stop(), "the service ends in time, and its file is in place");

    ct::summary const all = ct::summarize(run);
    std::printf("%llu rows; latency mean %.0f ms, p95 %.0f ms, p99 %.0f ms; first token after %.0f ms\n",
                static_cast<unsigned long long>(all.events), all.latency.mean->count(), all.latency.p95->count(),
                all.latency.p99->count(),
                std::chrono::duration<double, std::milli>(run[v::time_to_first_token][ct::mean]).count());
    std::printf("$%.2f for %llu requests ($%.0f a million); %llu without a price (%s)\n", all.cost.total,
                static_cast<unsigned long long>(all.cost.count), *all.cost.per_million,
                static_cast<unsigned long long>(all.cost.unpriced), all.cost.unknown_models.at(0).c_str());
    std::printf("%.2f%% succeeded: 99%% %s, 99.9%% %s\n", *all.reliability.success_rate * 100,
                all.reliability.meets(.99) ? "held" : "missed", all.reliability.meets(.999) ? "held" : "missed");

    auto const answers = run.rows(llm::request_stop);
    for (auto const& by : answers | ct::group_by(v::model) | ct::select(ct::latency) | ct::over(ct::mean | ct::count))
        std::printf("  %-16s %5d answers, %6.0f ms each\n", by.label.c_str(), int(by[ct::count]),
                    std::chrono::duration<double, std::milli>(by[ct::mean]).count());

    auto const hedged = ranges::distance(run.rows(hedging::request_stop) | ct::where(v::hedged));
    auto const won = ranges::distance(run.rows(hedging::request_stop) | ct::where(v::hedge_won));
    std::printf("%lld requests were hedged, %lld of them won\n", static_cast<long long>(hedged), static_cast<long long>(won));

    check(run.ledger().balanced() && run.ledger().total().dropped() == 0, "every row is recorded");
    check(all.count_of("ensemble.prediction.stop") == requests / 10, "every tenth request is a vote");
    check(all.count_of("hedging.request.stop") == requests - requests / 10, "the others are hedged");
    check(all.count_of("hedging.request.duplicated") == static_cast<std::uint64_t>(hedged), "as often as duplicated");
    check(won > 0 && won < hedged, "some hedges win");
    check(all.cost.unknown_models == std::vector<std::string>{"in-house-7b"}, "a model without a price is named");
    check(all.cost.unpriced > 0 && all.cost.total > 0, "and not charged");
    check(all.reliability.failed > 0, "exceptions are failures");
    check(live.now().reliability == all.reliability && live.now().cost.count == all.cost.count,
          "the live summary says the same as the rows");
    check(ranges::distance(answers | ct::where(v::user_id == "ada")) == 0, "no user is named in what is stored");
    check(ranges::distance(answers | ct::where(ct::given(v::user_id))) == ranges::distance(answers),
          "but each row has a pseudonym");
    return check.exit_code();
}
