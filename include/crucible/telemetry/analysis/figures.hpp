// SPDX-License-Identifier: MIT
#pragma once
// The figures of a summary: plain data. What cannot be said, as a mean of nothing, is not there.

#include <crucible/telemetry/analysis/detail/time_span.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crucible::telemetry {

using in_milliseconds = std::chrono::duration<double, std::milli>;

/// How many rows of one event there are.
struct event_count {
    std::string name;
    std::uint64_t count = 0;

    friend bool operator==(event_count const&, event_count const&) = default;
};

/// From the stamp of the first row to that of the last.
struct time_range {
    timestamp first{};
    timestamp last{};

    [[nodiscard]] std::chrono::nanoseconds duration() const { return detail::length_of(first, last); }
    friend bool operator==(time_range const&, time_range const&) = default;
};

/// Of the rows that have a latency. Quantiles are exact (type 7), and only there when rows are summarised: a stream
/// keeps none.
struct latency_figures {
    std::uint64_t count = 0;
    std::optional<in_milliseconds> mean{};
    std::optional<in_milliseconds> deviation{};        ///< of these very values: divided by n
    std::optional<in_milliseconds> sample_deviation{}; ///< of what they are a sample of: divided by n - 1; needs two
    std::optional<in_milliseconds> minimum{};
    std::optional<in_milliseconds> maximum{};
    std::optional<in_milliseconds> median{}, p50{}, p90{}, p95{}, p99{};

    friend bool operator==(latency_figures const&, latency_figures const&) = default;
};

/// Of the rows that have a cost, in US dollars.
struct cost_figures {
    std::uint64_t count = 0;
    double total = 0;
    std::optional<double> mean{};
    std::optional<double> median{}; ///< as the quantiles of latency
    std::optional<double> per_thousand{}, per_million{}; ///< requests at that mean
    std::uint64_t unpriced = 0; ///< rows with tokens that have no cost, because their model has no price
    std::uint64_t fallback = 0; ///< rows priced as models that are not listed
    std::vector<std::string> unknown_models{}; ///< the models of both, in order; the first `most_unknown_models` met

    static constexpr std::size_t most_unknown_models = 100;

    friend bool operator==(cost_figures const&, cost_figures const&) = default;
};

/// Of the rows that tell whether they succeeded.
struct reliability_figures {
    std::uint64_t requests = 0;
    std::uint64_t succeeded = 0;
    std::uint64_t failed = 0;
    std::optional<double> success_rate{}; ///< 0 to 1
    std::optional<double> failure_rate{};

    /// Whether at least that share succeeded; false when nothing is known: `meets(0.999)`.
    [[nodiscard]] bool meets(double share) const { return success_rate && *success_rate >= share; }

    friend bool operator==(reliability_figures const&, reliability_figures const&) = default;
};

/// Of the rows that count tokens. Where a row states no total, prompt and completion are it.
struct token_figures {
    std::uint64_t count = 0;
    std::int64_t prompt = 0, completion = 0, total = 0;
    std::optional<double> mean_prompt{}, mean_completion{}, mean_total{};

    friend bool operator==(token_figures const&, token_figures const&) = default;
};

/// What a run was like.
struct summary {
    std::string id{}, name{}, condition{}; ///< of the experiment, where the source knows it
    std::uint64_t events = 0;
    std::vector<event_count> by_event{}; ///< events that occurred, in order of their names
    std::optional<time_range> time{};
    std::optional<std::chrono::nanoseconds> wall{}, active{}, paused{}; ///< where the source has them
    latency_figures latency{};
    cost_figures cost{};
    reliability_figures reliability{};
    token_figures tokens{};

    /// Rows of the event of this name.
    [[nodiscard]] std::uint64_t count_of(std::string_view event_name) const {
        auto const found = std::find_if(by_event.begin(), by_event.end(),
                                        [=](event_count const& e) { return e.name == event_name; });
        return found == by_event.end() ? 0 : found->count;
    }

    friend bool operator==(summary const&, summary const&) = default;
};

} // namespace crucible::telemetry
