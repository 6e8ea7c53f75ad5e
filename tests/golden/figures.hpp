// SPDX-License-Identifier: MIT
#pragma once
// Figures of a summary against those of the reference, which leaves out what it cannot say.

#include "golden/stream.hpp"

#include <crucible/telemetry/analysis/figures.hpp>

namespace golden {

inline double number_in(double x) { return x; }
inline double number_in(ct::in_milliseconds x) { return x.count(); }

/// There on both sides or on neither, and equal.
template <class T>
void check_same(std::optional<T> const& found, json const& in, std::string const& key) {
    INFO(key);
    bool const expected = in.contains(key) && !in.at(key).is_null();
    REQUIRE(found.has_value() == expected);
    if (!expected) return;
    INFO(number_in(*found) << " and " << in.at(key));
    CHECK(close(number_in(*found), in.at(key).template get<double>()));
}

inline void check_counts(ct::summary const& found, json const& expected) {
    CHECK(found.by_event.size() == expected.size());
    for (auto const& [event, n] : expected.items()) {
        INFO(event);
        CHECK(found.count_of(event) == n);
    }
}

inline void check_time(ct::summary const& found, json const& expected) {
    json const& range = expected.at("time_range");
    bool const any = !range.is_null() && !range.at("start").is_null();
    REQUIRE(found.time.has_value() == any);
    if (!any) return;
    CHECK(microseconds_of(found.time->first) == range.at("start"));
    CHECK(microseconds_of(found.time->last) == range.at("end"));
    CHECK(close(std::chrono::duration<double>(found.time->duration()).count(), expected.at("duration_seconds")));
}

inline void check_latency(ct::latency_figures const& found, json const& expected) {
    CHECK(found.count == expected.at("count"));
    check_same(found.mean, expected, "mean");
    check_same(found.minimum, expected, "min");
    check_same(found.maximum, expected, "max");
}

inline void check_quantiles(ct::latency_figures const& found, json const& expected) {
    check_same(found.median, expected, "median");
    check_same(found.p50, expected, "p50");
    check_same(found.p90, expected, "p90");
    check_same(found.p95, expected, "p95");
    check_same(found.p99, expected, "p99");
}

/// `free`: rows that cost nothing there and nobody knows what here. With none, all figures are the reference's.
inline void check_cost(ct::cost_figures const& found, json const& expected, std::uint64_t free) {
    CHECK(found.count + free == expected.at("count").get<std::uint64_t>());
    CHECK(close(found.total, expected.at("total")));
    if (free != 0) return;
    check_same(found.mean, expected, "mean_per_request");
    check_same(found.per_thousand, expected, "cost_per_1k_requests");
    check_same(found.per_million, expected, "cost_per_1m_requests");
}

/// `untotalled`: tokens of rows without a total, which are none in the reference's.
inline void check_tokens(ct::token_figures const& found, json const& expected, std::int64_t untotalled) {
    CHECK(found.count == expected.at("count"));
    if (found.count == 0) return;
    CHECK(found.prompt == expected.at("total_prompt"));
    CHECK(found.completion == expected.at("total_completion"));
    CHECK(found.total == expected.at("total").get<std::int64_t>() + untotalled);
    check_same(found.mean_prompt, expected, "mean_prompt");
    check_same(found.mean_completion, expected, "mean_completion");
    if (untotalled == 0) check_same(found.mean_total, expected, "mean_total");
}

/// Exceptions without `error` are failures here and nothing there: with none, all figures are the reference's.
inline void check_reliability(ct::reliability_figures const& found, json const& expected, std::size_t silent_failures) {
    std::uint64_t const succeeded = expected.value("successful", 0);
    std::uint64_t const failed = expected.value("failed", 0);
    CHECK(found.succeeded == succeeded);
    CHECK(found.failed == failed + silent_failures);
    CHECK(found.requests == found.succeeded + found.failed);
    if (silent_failures != 0) {
        CHECK(close(*found.success_rate, static_cast<double>(succeeded) / static_cast<double>(found.requests)));
        return;
    }
    check_same(found.success_rate, expected, "success_rate");
    if (!found.success_rate) return;
    CHECK(found.meets(.99) == expected.at("sla_99"));
    CHECK(found.meets(.999) == expected.at("sla_999"));
    CHECK(found.meets(.9999) == expected.at("sla_9999"));
}

} // namespace golden
