// SPDX-License-Identifier: MIT
#pragma once
// What a summary adds up for each kind of work: latency, cost, outcomes and tokens. All kinds together are the sum.

#include <crucible/telemetry/analysis/detail/row_totals.hpp>

namespace crucible::telemetry::detail {

/// Values kept for exact quantiles.
struct exact_values {
    std::vector<double> latencies; ///< in nanoseconds
    std::vector<double> costs;
};

class work_totals {
public:
    role what = role::none;
    accumulator<double, statistics<count_t, mean_t, stddev_t, population_stddev_t, min_t, max_t>> latency;
    accumulator<double, statistics<count_t, sum_t>> cost;
    std::uint64_t unpriced = 0, fallback = 0;
    outcome_cell outcomes;
    token_cell tokens;

    work_totals& operator+=(work_totals const& other) {
        latency += other.latency;
        cost += other.cost;
        unpriced += other.unpriced;
        fallback += other.fallback;
        outcomes += other.outcomes;
        tokens += other.tokens;
        return *this;
    }

    /// Whether its rows tell anything of what is added up here.
    [[nodiscard]] bool tells_any() const {
        return latency[count] != 0 || cost[count] != 0 || unpriced != 0 || outcomes.succeeded != 0 ||
               outcomes.failed != 0 || tokens.rows != 0;
    }

    void read(latency_figures& f) const {
        f.count = latency[count];
        if (f.count == 0) return;
        f.mean = as_milliseconds(latency[mean]);
        f.deviation = as_milliseconds(latency[population_stddev]);
        if (f.count > 1) f.sample_deviation = as_milliseconds(latency[stddev]);
        f.minimum = as_milliseconds(latency[min]);
        f.maximum = as_milliseconds(latency[max]);
    }
    void read(cost_figures& f) const {
        f.count = cost[count];
        f.total = cost[sum];
        f.mean = share(f.total, f.count);
        f.per_thousand = share(f.total * 1e3, f.count);
        f.per_million = share(f.total * 1e6, f.count);
        f.unpriced = unpriced;
        f.fallback = fallback;
    }
    void read(reliability_figures& f) const {
        f.succeeded = outcomes.succeeded;
        f.failed = outcomes.failed;
        f.requests = f.succeeded + f.failed;
        f.success_rate = share(static_cast<double>(f.succeeded), f.requests);
        f.failure_rate = share(static_cast<double>(f.failed), f.requests);
    }
    void read(token_figures& f) const {
        f.count = tokens.rows;
        f.prompt = tokens.prompt;
        f.completion = tokens.completion;
        f.total = tokens.total;
        if (f.saturated()) return;
        f.mean_prompt = share(static_cast<double>(f.prompt), f.count);
        f.mean_completion = share(static_cast<double>(f.completion), f.count);
        f.mean_total = share(static_cast<double>(f.total), f.count);
    }
    /// Into a summary, or the figures of one kind of work.
    template <class Figures>
    void read_all(Figures& f) const {
        read(f.latency);
        read(f.cost);
        read(f.reliability);
        read(f.tokens);
    }
};

} // namespace crucible::telemetry::detail
