// SPDX-License-Identifier: MIT
#pragma once
// What a summary adds up for each kind of work: latency, cost, outcomes and tokens. All kinds together are the sum.

#include <crucible/telemetry/analysis/detail/row_totals.hpp>

namespace crucible::telemetry::detail {

/// Values kept for exact quantiles.
struct exact_values {
    kept_values latencies; ///< in nanoseconds
    kept_values costs;
};

class work_totals {
public:
    role what = role::none;
    accumulator<double, statistics<count_t, mean_t, stddev_t, population_stddev_t, min_t, max_t>> latency;
    accumulator<double, statistics<count_t, sum_t>> cost;
    row_count unpriced, fallback;
    outcome_cell outcomes;
    token_cell tokens;
    row_weights weights; // of all its rows

    work_totals& operator+=(work_totals const& other) {
        latency += other.latency;
        cost += other.cost;
        unpriced += other.unpriced;
        fallback += other.fallback;
        outcomes += other.outcomes;
        tokens += other.tokens;
        weights += other.weights;
        return *this;
    }

    /// Whether its rows tell anything of what is added up here.
    [[nodiscard]] bool tells_any() const {
        return weight_in(latency) != 0 || weight_in(cost) != 0 || unpriced.any() || outcomes.succeeded.any() ||
               outcomes.failed.any() || tokens.rows.any();
    }

    void read(latency_figures& f) const {
        double const seen = weight_in(latency);
        if (seen == 0) return;
        f.count = latency[count];
        f.mean = as_milliseconds(latency[mean]);
        f.deviation = as_milliseconds(latency[population_stddev]);
        if (seen > 1) f.sample_deviation = as_milliseconds(latency[stddev]);
        f.minimum = as_milliseconds(latency[min]);
        f.maximum = as_milliseconds(latency[max]);
    }
    void read(cost_figures& f) const {
        double const seen = weight_in(cost);
        f.count = cost[count];
        f.total = cost[sum];
        f.mean = share(f.total, seen);
        f.per_thousand = share(f.total * 1e3, seen);
        f.per_million = share(f.total * 1e6, seen);
        f.unpriced = unpriced.whole();
        f.fallback = fallback.whole();
    }
    void read(reliability_figures& f) const {
        row_count requests = outcomes.succeeded;
        requests += outcomes.failed;
        f.requests = requests.whole();
        f.succeeded = outcomes.succeeded.whole();
        f.failed = outcomes.failed.whole();
        f.success_rate = share(outcomes.succeeded.exact(), requests.exact());
        f.failure_rate = share(outcomes.failed.exact(), requests.exact());
    }
    void read(token_figures& f) const {
        f.count = tokens.rows.whole();
        f.prompt = tokens.prompt.whole();
        f.completion = tokens.completion.whole();
        f.total = tokens.total.whole();
        if (f.saturated()) return;
        f.mean_prompt = share(tokens.prompt.exact(), tokens.rows.exact());
        f.mean_completion = share(tokens.completion.exact(), tokens.rows.exact());
        f.mean_total = share(tokens.total.exact(), tokens.rows.exact());
    }
    /// Into a summary, or the figures of one kind of work.
    template <class Figures>
    void read_all(Figures& f) const {
        read(f.latency);
        read(f.cost);
        read(f.reliability);
        read(f.tokens);
        f.sampled = weights.sampled();
    }
};

} // namespace crucible::telemetry::detail
