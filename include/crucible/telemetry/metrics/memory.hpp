// SPDX-License-Identifier: MIT
#pragma once
// Metrics kept in memory: for tests, notebooks, and programs that look at their own metrics.

#include <crucible/telemetry/metrics/adapter.hpp>

#include <algorithm>
#include <iterator>

namespace crucible::telemetry {

struct memory_metrics_options {
    std::size_t most_points = 1'000'000; ///< of all runs; more are refused (std::errc::no_buffer_space)
};

/// `metric_log log{memory_metrics{}}`
class memory_metrics {
public:
    memory_metrics() = default;
    explicit memory_metrics(memory_metrics_options options) : options_(options) {}

    [[nodiscard]] metric_appended append(std::span<metric_view const> points) {
        std::size_t const taken = std::min(points.size(), options_.most_points - points_.size());
        if (taken == 0 && !points.empty()) return {0, std::make_error_code(std::errc::no_buffer_space)};
        std::size_t const before = points_.size();
        try {
            for (metric_view const& each : points.first(taken)) points_.push_back(each.owned());
        } catch (std::bad_alloc const&) {
            return {points_.size() - before, std::make_error_code(std::errc::not_enough_memory)};
        }
        return {taken};
    }

    [[nodiscard]] static std::error_code sync() noexcept { return {}; }

    [[nodiscard]] metric_history read(std::string_view run) const {
        metric_history history;
        history.report.lines = points_.size();
        std::copy_if(points_.begin(), points_.end(), std::back_inserter(history.points),
                     [&](metric_point const& each) { return each.run == run; });
        history.report.other_runs = points_.size() - history.points.size();
        return history;
    }

    /// Of all runs, in the order in which they were appended. A log's buffer is not among them until it is flushed.
    [[nodiscard]] std::span<metric_point const> points() const noexcept { return points_; }

private:
    memory_metrics_options options_{};
    std::vector<metric_point> points_{};
};

} // namespace crucible::telemetry
