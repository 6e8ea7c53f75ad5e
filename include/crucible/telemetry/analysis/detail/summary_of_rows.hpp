// SPDX-License-Identifier: MIT
#pragma once
// The state behind a summary: rows go in one by one, as a running session hands them over, or event by event, as they
// are stored; both give the same figures.

#include <crucible/telemetry/analysis/detail/row_totals.hpp>

namespace crucible::telemetry::detail {

/// Values kept for exact quantiles.
struct exact_values {
    std::vector<double> latencies; ///< in nanoseconds
    std::vector<double> costs;
};

/// `Prices` is what rows without a stated cost are charged by.
template <auto const& Prices>
class summary_cells {
public:
    /// One row of any event. Throws std::bad_alloc, at the first row of an event or an unknown model; then only some of
    /// the row's figures are counted.
    template <class Row>
    void add(Row const& row) {
        note(Row::event_type::name, 1, row.at, row.at);
        if (auto const ns = latency_of(row)) latency_(*ns);
        outcomes_.add(row);
        tokens_.add(row);
        (void)add_cost(row);
    }

    /// All rows of an event. Their latencies and costs go into `kept` as well.
    template <class Event>
    void add(rows<Event> const& all, exact_values& kept) {
        if (all.empty()) return;
        note(Event::name, all.size(), all.front().at, all.back().at);
        if constexpr (event_gives<Event, latency_measurement>) add_latencies(all, kept.latencies);
        if constexpr (event_gives<Event, success_measurement>)
            for (auto const row : all) outcomes_.add(row);
        if constexpr (event_gives<Event, tokens_measurement>)
            for (auto const row : all) tokens_.add(row);
        if constexpr (can_be_charged<Event>)
            for (auto const row : all)
                if (auto const dollars = add_cost(row)) kept.costs.push_back(*dollars);
    }

    [[nodiscard]] summary read() const {
        summary s;
        s.events = events_.rows();
        s.by_event = events_.read();
        if (s.events != 0) s.time = time_range{first_at_, last_at_};
        read(s.latency);
        read(s.cost);
        read(s.reliability);
        read(s.tokens);
        return s;
    }

private:
    void note(std::string_view event_name, std::uint64_t n, timestamp from, timestamp to) {
        events_.add(event_name, n);
        first_at_ = std::min(first_at_, from);
        last_at_ = std::max(last_at_, to);
    }

    template <class Event>
    void add_latencies(rows<Event> const& all, std::vector<double>& kept) {
        std::size_t const before = kept.size();
        kept.reserve(before + all.size());
        for (auto const row : all)
            if (auto const ns = latency_of(row)) kept.push_back(*ns);
        latency_(std::span<double const>(kept).subspan(before));
    }

    /// The cost, if the row has one.
    template <class Row>
    std::optional<double> add_cost(Row const& row) {
        auto const [how, dollars] = bill_for<Prices>(row);
        if (dollars) cost_(*dollars);
        if (how == priced::unknown_model || how == priced::fallback) {
            ++(dollars ? fallback_ : unpriced_);
            unknown_models_.add(input_of<model_input, std::string_view>(row).value_or(""));
        }
        return dollars;
    }

    void read(latency_figures& f) const {
        f.count = latency_[count];
        if (f.count == 0) return;
        f.mean = as_milliseconds(latency_[mean]);
        f.deviation = as_milliseconds(latency_[population_stddev]);
        if (f.count > 1) f.sample_deviation = as_milliseconds(latency_[stddev]);
        f.minimum = as_milliseconds(latency_[min]);
        f.maximum = as_milliseconds(latency_[max]);
    }
    void read(cost_figures& f) const {
        f.count = cost_[count];
        f.total = cost_[sum];
        f.mean = share(f.total, f.count);
        f.per_thousand = share(f.total * 1e3, f.count);
        f.per_million = share(f.total * 1e6, f.count);
        f.unpriced = unpriced_;
        f.fallback = fallback_;
        f.unknown_models = unknown_models_.in_order();
    }
    void read(reliability_figures& f) const {
        f.succeeded = outcomes_.succeeded;
        f.failed = outcomes_.failed;
        f.requests = f.succeeded + f.failed;
        f.success_rate = share(static_cast<double>(f.succeeded), f.requests);
        f.failure_rate = share(static_cast<double>(f.failed), f.requests);
    }
    void read(token_figures& f) const {
        f.count = tokens_.rows;
        f.prompt = tokens_.prompt;
        f.completion = tokens_.completion;
        f.total = tokens_.total;
        f.mean_prompt = share(static_cast<double>(f.prompt), f.count);
        f.mean_completion = share(static_cast<double>(f.completion), f.count);
        f.mean_total = share(static_cast<double>(f.total), f.count);
    }

    event_cells events_;
    timestamp first_at_ = timestamp::max();
    timestamp last_at_ = timestamp::min();
    accumulator<double, statistics<count_t, mean_t, stddev_t, population_stddev_t, min_t, max_t>> latency_;
    accumulator<double, statistics<count_t, sum_t>> cost_;
    std::uint64_t unpriced_ = 0, fallback_ = 0;
    model_names unknown_models_;
    outcome_cell outcomes_;
    token_cell tokens_;
};

} // namespace crucible::telemetry::detail
