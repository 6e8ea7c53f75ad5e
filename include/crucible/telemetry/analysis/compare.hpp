// SPDX-License-Identifier: MIT
#pragma once
// `compare(control, treatment)`: how runs differ from the first of them, the baseline.

#include <crucible/telemetry/analysis/difference.hpp>
#include <crucible/telemetry/analysis/summary.hpp>
#include <crucible/telemetry/analysis/training.hpp>

namespace crucible::telemetry {

/// What is compared: one run.
struct arm {
    telemetry::summary summary{};
    training_summary training{};
};

/// Who was compared.
struct run_identity {
    std::string id{}, name{}, condition{};
};

/// A treatment against the baseline. What one side has not is unknown, never an error.
struct comparison {
    run_identity baseline{};
    run_identity treatment{};
    difference events{.of = {"events", "fewer", "more"}};
    difference latency{.of = {"mean latency", "faster", "slower", preference::lower}};     ///< in milliseconds
    difference latency_p95{.of = {"95th percentile of latency", "faster", "slower", preference::lower}};
    difference cost{.of = {"total cost", "cheaper", "dearer", preference::lower}};         ///< in US dollars
    difference cost_per_request{.of = {"cost per request", "cheaper", "dearer", preference::lower}};
    difference success_rate{.of = {"success rate", "lower", "higher", preference::higher, true}};
    difference tokens{.of = {"tokens", "fewer", "more"}};
    difference loss{.of = {"final loss", "lower", "higher", preference::lower}};
    difference accuracy{.of = {"final accuracy", "lower", "higher", preference::higher, true}};
    difference batches_per_second{.of = {"batches per second", "fewer", "more", preference::higher}};

    /// `f(difference)` for each.
    template <class F>
    void for_each(F&& f) const {
        for (difference const* d : {&events, &latency, &latency_p95, &cost, &cost_per_request, &success_rate, &tokens,
                                    &loss, &accuracy, &batches_per_second})
            f(*d);
    }
};

namespace detail {

template <class T>
concept running_summary = requires(T const& live) {
    { live.now() } -> std::same_as<summary>;
    { live.training() } -> std::same_as<training_summary>;
};

template <auto const& Prices, class T>
arm as_arm(T const& given) {
    if constexpr (std::same_as<T, arm>) return given;
    else if constexpr (std::same_as<T, summary>) return {given, {}};
    else if constexpr (running_summary<T>) return {given.now(), given.training()};
    else if constexpr (row_source<T>) return {summarize<Prices>(given), summarize_training(given)};
    else return (void)not_a_source_of_rows<given_type<T>>{}, arm{};
}

inline std::optional<double> count_of_milliseconds(std::optional<in_milliseconds> const& time) {
    return time ? std::optional<double>(time->count()) : std::nullopt;
}

inline std::optional<double> if_any(double total, std::uint64_t rows_that_tell) {
    return rows_that_tell != 0 ? std::optional<double>(total) : std::nullopt;
}

inline comparison compare_arms(arm const& baseline, arm const& treatment) {
    comparison c;
    c.baseline = {baseline.summary.id, baseline.summary.name, baseline.summary.condition};
    c.treatment = {treatment.summary.id, treatment.summary.name, treatment.summary.condition};
    auto const set = [&](difference& d, auto const& read) {
        d.baseline = read(baseline.summary, baseline.training);
        d.treatment = read(treatment.summary, treatment.training);
    };
    using told = std::optional<double>;
    set(c.events, [](auto& s, auto&) { return told(static_cast<double>(s.events)); });
    set(c.latency, [](auto& s, auto&) { return count_of_milliseconds(s.latency.mean); });
    set(c.latency_p95, [](auto& s, auto&) { return count_of_milliseconds(s.latency.p95); });
    set(c.cost, [](auto& s, auto&) { return if_any(s.cost.total, s.cost.count); });
    set(c.cost_per_request, [](auto& s, auto&) { return s.cost.mean; });
    set(c.success_rate, [](auto& s, auto&) { return s.reliability.success_rate; });
    set(c.tokens, [](auto& s, auto&) { return if_any(static_cast<double>(s.tokens.total), s.tokens.count); });
    set(c.loss, [](auto&, auto& t) { return t.final_loss(); });
    set(c.accuracy, [](auto&, auto& t) { return t.final_accuracy(); });
    set(c.batches_per_second, [](auto&, auto& t) { return t.overall.batches_per_second; });
    return c;
}

} // namespace detail

/// A run as it is compared, to be kept: of a source, a running live_summary, or a summary alone, whose training is then
/// unknown.
template <auto const& Prices = default_prices, class T>
[[nodiscard]] arm arm_of(T const& given) {
    return detail::as_arm<Prices>(given);
}

/// The second against the first. Either is an arm, a summary, a live_summary or a source of rows.
template <auto const& Prices = default_prices, class A, class B>
[[nodiscard]] comparison compare(A const& baseline, B const& treatment) {
    return detail::compare_arms(detail::as_arm<Prices>(baseline), detail::as_arm<Prices>(treatment));
}

/// Each arm but the first against the first; nothing when there are fewer than two.
[[nodiscard]] inline std::vector<comparison> compare(std::span<arm const> arms) {
    std::vector<comparison> all;
    for (std::size_t i = 1; i < arms.size(); ++i) all.push_back(detail::compare_arms(arms[0], arms[i]));
    return all;
}

/// Each but the first against the first.
template <auto const& Prices = default_prices, class A, class B, class C, class... More>
[[nodiscard]] std::vector<comparison> compare(A const& baseline, B const& second, C const& third, More const&... more) {
    std::array<arm, 3 + sizeof...(More)> const arms{detail::as_arm<Prices>(baseline), detail::as_arm<Prices>(second),
                                                    detail::as_arm<Prices>(third), detail::as_arm<Prices>(more)...};
    return compare(std::span<arm const>(arms));
}

/// One line for each quantity that both have, or that one of them has: "mean latency: 12.3% faster".
[[nodiscard]] inline std::string to_text(comparison const& c) {
    std::string text;
    auto const name = [](run_identity const& who) { return who.name.empty() ? who.id : who.name; };
    text.append(name(c.treatment)).append(" against ").append(name(c.baseline)).append("\n");
    c.for_each([&](difference const& d) {
        if (d.baseline || d.treatment) text.append(d.of.name).append(": ").append(to_text(d)).append("\n");
    });
    return text;
}

} // namespace crucible::telemetry
