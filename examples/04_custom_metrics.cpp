// SPDX-License-Identifier: MIT
// Metrics of one's own: a vocabulary, events in a category of one's own, a measurement derived from others, statistics
// while it runs, windows afterwards, and values recorded by step.

#include "options.hpp"

#include <crucible/telemetry.hpp>
#include <crucible/telemetry/metrics.hpp>
#include <crucible/telemetry/query.hpp>
#include <crucible/telemetry/schema/catalog/training.hpp>

namespace {

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;

namespace m {
inline constexpr ct::index<"shard"> shard{.help = "which part of the index"};
inline constexpr ct::timer<"elapsed", std::chrono::microseconds> elapsed{.help = "time of one search"};
inline constexpr ct::counter<"candidates"> candidates{.help = "documents looked at"};
inline constexpr ct::gauge<"recall"> recall{.in = ct::ratio, .help = "share of the right documents that were found"};
inline constexpr ct::tag<"strategy"> strategy{.help = "how the index is searched"};
inline constexpr ct::gauge<"cache_use"> cache_use{.in = ct::ratio, .help = "share of the cache in use"};
} // namespace m

inline constexpr ct::event<"search.query.stop", m::shard, m::elapsed, m::candidates, m::recall, m::strategy> query_stop{
    .help = "A query was answered"};
inline constexpr ct::event<"search.cache", m::cache_use> cache{.help = "State of the cache"};
inline constexpr ct::category<"search", query_stop, cache> search{.help = "Retrieval"};

/// Ours beside those of the library.
using events = ct::catalog_of<search, ct::catalog::training::category>;

/// Candidates per millisecond.
struct speed_rule {
    static constexpr ct::unit in{"{document}/ms", "documents per millisecond"};
    static constexpr std::string_view help = "documents looked at per millisecond";

    template <class Event>
    static consteval bool applies() {
        return ct::event_with<Event, decltype(m::candidates)> && ct::event_with<Event, decltype(m::elapsed)>;
    }
    template <class Row>
    static std::optional<double> of(Row const& row) {
        std::chrono::duration<double, std::milli> const took = row[m::elapsed];
        if (took.count() <= 0) return std::nullopt;
        return static_cast<double>(row[m::candidates]) / took.count();
    }
};
inline constexpr ct::derived<"speed", double, ct::kind::gauge, speed_rule> speed{};

void answer_queries(int n) {
    example::dice roll{7};
    for (int i = 0; i != n; ++i) {
        bool const exhaustive = roll.chance(.2);
        auto const looked_at = roll.between(exhaustive ? 5000 : 200, exhaustive ? 9000 : 900);
        auto const took = std::chrono::microseconds{looked_at / 2 + roll.between(20, 80)};
        ct::emit(query_stop(m::shard = i % 4, m::elapsed = took, m::candidates = looked_at,
                            m::recall = exhaustive ? 1.0 : .9 + .05 * roll.uniform(),
                            m::strategy = exhaustive ? "exhaustive" : "graph"));
        if (i % 100 == 0) ct::emit(cache(m::cache_use = static_cast<double>(i) / n));
    }
}

/// The same figures by step, for tools that know nothing of events.
void record_by_step(std::string const& file, example::checks& check) {
    std::filesystem::remove(file); // the log appends, and an earlier run of this example may have left one
    ct::metric_log log{ct::jsonl_metrics{file}};
    for (std::int64_t step = 0; step != 50; ++step)
        log.record("run-1", step, {{"loss", std::exp(-.1 * static_cast<double>(step))}, {"learning_rate", 1e-3}},
                   {{"phase", step < 10 ? "warmup" : "main"}});
    check(!log.flush(), "the metrics are durable");
    check(log.read("run-1").points.size() == 100, "and read back");
    check(log.read("another run").points.empty(), "by run");
}

} // namespace

int main(int argc, char** argv) {
    example::checks check;
    auto const folder = example::output_folder(argc, argv);
    check(events::find("search.query.stop")->category == "search", "the catalog knows the events");

    ct::session run{ct::experiment{.name = "retrieval", .hypothesis = "graphs find 90 % in a tenth of the time"},
                    ct::watch(on(query_stop, speed, speed >> (ct::mean | ct::max), m::recall >> (ct::mean | ct::min),
                                 m::elapsed >> (ct::count | ct::mean)),
                              on(cache, m::cache_use >> ct::last)),
                    ct::policies<ct::block>, ct::csv{(folder / "custom_metrics.csv").string()}};
    answer_queries(1000);
    check(!run.pause(), "pausing works");
    answer_queries(10); // counted, not recorded
    check(!run.resume(), "and resuming");
    check(!run.stop(), "the CSV file is in place");

    std::printf("%d queries, %.1f us each, %.0f documents/ms, recall %.3f (least %.3f)\n", int(run[m::elapsed][ct::count]),
                run[m::elapsed][ct::mean].count(), run[speed][ct::mean], run[m::recall][ct::mean],
                run[m::recall][ct::min]);
    check(run[m::elapsed][ct::count] == 1000, "what was emitted during the pause is no part of the statistics");
    check(run.ledger().total().dropped() == 11 && run.ledger().balanced(), "but it is accounted for");

    auto const queries = run.rows(query_stop);
    for (auto const& by : queries | ct::group_by(m::strategy) | ct::select(m::elapsed) | ct::over(ct::median))
        std::printf("  %-10s half of them below %.0f us\n", by.label.c_str(), by[ct::median].count());
    auto const fast = queries | ct::where(m::strategy == "graph" && m::elapsed < 400us) | ct::select(m::recall) | ct::over(ct::min);
    check(fast[ct::min] >= .9, "what graphs find fast is nine of ten at least");

    int windows = 0;
    for (auto const& window : queries | ct::sliding(200, 100) | ct::select(speed) | ct::over(ct::mean | ct::count)) {
        check(window[ct::count] == 200, "each window holds 200 queries");
        ++windows;
    }
    check(windows == 9, "1000 queries are nine windows of 200, 100 apart");
    record_by_step((folder / "custom_metrics.steps.jsonl").string(), check);
    return check.exit_code();
}
