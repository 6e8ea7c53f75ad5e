// SPDX-License-Identifier: MIT
#pragma once
// The figures of a summary: plain data. What cannot be said, as a mean of nothing, is not there.

#include <crucible/telemetry/core/detail/time_span.hpp>
#include <crucible/telemetry/schema/event.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crucible::telemetry {

using in_milliseconds = std::chrono::duration<double, std::milli>;

namespace detail {

/// The work that rows of an event are about: its beginning, its end and its failure are of the same.
[[nodiscard]] constexpr std::string_view work_of(std::string_view event_name) {
    for (std::string_view const end : {".start", ".stop", ".exception"})
        if (event_name.ends_with(end)) return event_name.substr(0, event_name.size() - end.size());
    return event_name;
}

} // namespace detail

// Rows that stand for more than themselves, as a sampler makes them, count by their weight in every figure; counts are
// rounded to whole rows.

/// How many rows of one event were there.
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
    std::int64_t prompt = 0, completion = 0, total = 0; ///< sums stop at the greatest number; then there is no mean
    std::optional<double> mean_prompt{}, mean_completion{}, mean_total{};

    /// Whether a sum stopped there.
    [[nodiscard]] bool saturated() const {
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
        return prompt == most || completion == most || total == most;
    }

    friend bool operator==(token_figures const&, token_figures const&) = default;
};

/// Rows stand for more or less than themselves, as in a session with a sampler.
struct sampled_rows {
    std::uint64_t rows = 0; ///< that there are
    /// (sum w)^2 / sum w^2 (Kish 1965): so many rows of equal weight tell as much. What tests and errors of means take.
    double effective = 0;

    friend bool operator==(sampled_rows const&, sampled_rows const&) = default;
};

/// Of the rows of one kind of work: those of `x.stop` and `x.exception` are of the work `x`, those of an event of
/// another name are of a kind of their own. The models without a price are those of the summary.
struct work_figures {
    std::string name{};
    telemetry::role role = telemetry::role::none; ///< of the first of its events that has one
    latency_figures latency{};
    cost_figures cost{};
    reliability_figures reliability{};
    token_figures tokens{};
    std::optional<sampled_rows> sampled{}; ///< nothing when every row stands for itself

    friend bool operator==(work_figures const&, work_figures const&) = default;
};

/// Retention let rows go: figures are of those that are left.
struct partial_rows {
    std::uint64_t evicted = 0; ///< rows let go
    timestamp since{};         ///< from here on no row was let go

    friend bool operator==(partial_rows const&, partial_rows const&) = default;
};

/// What a run was like. Rows of events whose role is `state` are counted, and in no other figure.
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
    std::vector<work_figures> by_work{};   ///< the same, of each kind of work that tells any of it, in order of names
    std::optional<partial_rows> partial{}; ///< nothing when no row was let go
    std::optional<sampled_rows> sampled{}; ///< nothing when every row stands for itself

    /// The figures of a kind of work, by its name or that of one of its events; nothing when it did not occur.
    [[nodiscard]] work_figures const* find(std::string_view work) const {
        for (work_figures const& f : by_work)
            if (f.name == detail::work_of(work)) return &f;
        return nullptr;
    }

    /// Rows of the event of this name.
    [[nodiscard]] std::uint64_t count_of(std::string_view event_name) const {
        auto const found = std::find_if(by_event.begin(), by_event.end(),
                                        [=](event_count const& e) { return e.name == event_name; });
        return found == by_event.end() ? 0 : found->count;
    }

    friend bool operator==(summary const&, summary const&) = default;
};

} // namespace crucible::telemetry
