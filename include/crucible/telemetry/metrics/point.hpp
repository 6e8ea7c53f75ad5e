// SPDX-License-Identifier: MIT
#pragma once
// A metric recorded at a step of a run: `metric_point` owns its texts, `metric_view` refers to those of somebody else.

#include <crucible/telemetry/core/clock.hpp>
#include <crucible/telemetry/core/diagnostic.hpp>
#include <crucible/telemetry/metrics/metric_value.hpp>

#include <concepts>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crucible::telemetry {

/// Key and value of one piece of metadata.
using metric_label = std::pair<std::string, std::string>;
using metric_label_view = std::pair<std::string_view, std::string_view>;

/// A range of them: std::vector<metric_label>, std::map<std::string, std::string> ...
template <class Labels>
concept metric_labels = requires(Labels const& labels) {
    labels.begin() != labels.end();
    { labels.begin()->first } -> std::convertible_to<std::string_view>;
    { labels.begin()->second } -> std::convertible_to<std::string_view>;
};

namespace detail {

template <class Given>
struct metric_step_is_no_integer {
    static_assert(accepted<Given>, "a metric's step is an integer");
};

} // namespace detail

/// Any integer, or none (`{}`, `std::nullopt`). What lies beyond std::int64_t becomes its maximum.
class metric_step {
public:
    constexpr metric_step() noexcept = default;
    constexpr metric_step(std::nullopt_t) noexcept {}
    constexpr metric_step(std::optional<std::int64_t> step) noexcept : step_(step) {}

    template <std::integral T>
        requires(!std::same_as<T, bool>)
    constexpr metric_step(T step) noexcept
        : step_(std::in_range<std::int64_t>(step) ? static_cast<std::int64_t>(step)
                                                  : std::numeric_limits<std::int64_t>::max()) {}
    template <class T>
        requires std::floating_point<T> || std::same_as<T, bool>
    constexpr metric_step(T) noexcept {
        (void)detail::metric_step_is_no_integer<given_type<T>>{};
    }

    [[nodiscard]] constexpr std::optional<std::int64_t> get() const noexcept { return step_; }

private:
    std::optional<std::int64_t> step_{};
};

/// One of several metrics of a step: `{"loss", 0.25}`.
struct metric_reading {
    std::string_view name{};
    metric_value value{};
};

struct metric_point {
    std::string run{};
    std::string name{};
    metric_value value{};
    std::optional<std::int64_t> step{};
    timestamp time{}; ///< when it was recorded, by the system's clock
    std::vector<metric_label> metadata{};

    friend bool operator==(metric_point const&, metric_point const&) = default;
};

struct metric_view {
    std::string_view run{};
    std::string_view name{};
    metric_value value{};
    std::optional<std::int64_t> step{};
    timestamp time{};
    std::span<metric_label_view const> metadata{};

    [[nodiscard]] metric_point owned() const {
        return {std::string(run), std::string(name), value, step, time, {metadata.begin(), metadata.end()}};
    }
};

} // namespace crucible::telemetry
