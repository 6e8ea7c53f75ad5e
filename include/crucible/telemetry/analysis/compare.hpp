// SPDX-License-Identifier: MIT
#pragma once
// `compare(control, treatment)`: how runs differ from the first of them, the baseline.

#include <crucible/telemetry/analysis/difference.hpp>
#include <crucible/telemetry/analysis/summary.hpp>
#include <crucible/telemetry/analysis/training.hpp>
#include <crucible/telemetry/text/write_time.hpp>

#include <algorithm>

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

/// What is compared of rows that are about the same.
struct work_differences {
    difference latency{.of = {"mean latency", "faster", "slower", preference::lower, false, "ms"}}; ///< in milliseconds
    difference latency_p95{.of = {"95th percentile of latency", "faster", "slower", preference::lower, false, "ms"}};
    difference cost_per_request{.of = {"cost per request", "cheaper", "dearer", preference::lower, false, "US dollars"}};
    difference success_rate{.of = {"success rate", "lower", "higher", preference::higher, true}};
};

/// One kind of work of both.
struct work_comparison : work_differences {
    std::string name{};

    /// `f(difference)` for each.
    template <class F>
    void for_each(F&& f) const {
        for (difference const* d : {&latency, &latency_p95, &cost_per_request, &success_rate}) f(*d);
    }
};

/// A treatment against the baseline. What one side has not is unknown, never an error. Latency, cost per request and
/// success rate are those of one kind of work, the primary one, since those of several (a batch, and the epoch that it
/// is in) have no common mean: the only kind there is, else the only one whose role is `request`, else the only one
/// whose role is `step`, else none, and they are unknown. `with_primary` states another; all kinds are in `by_work`.
struct comparison : work_differences {
    run_identity baseline{};
    run_identity treatment{};
    std::optional<partial_rows> baseline_partial{}, treatment_partial{}; ///< rows that retention let go, if it did
    std::optional<sampled_rows> baseline_sampled{}, treatment_sampled{}; ///< rows have weights, if they do
    std::string primary{}; ///< empty when no kind of work stands out
    std::vector<work_comparison> by_work{}; ///< in order of names
    difference events{.of = {"events", "fewer", "more"}};
    difference cost{.of = {"total cost", "cheaper", "dearer", preference::lower, false, "US dollars"}}; ///< of all work
    difference tokens{.of = {"tokens", "fewer", "more"}};
    difference loss{.of = {"final loss", "lower", "higher", preference::lower}};
    difference accuracy{.of = {"final accuracy", "lower", "higher", preference::higher, true}};
    difference batches_per_second{
        .of = {"batches per second", "fewer", "more", preference::higher, false, "batches per second"}};

    /// `f(difference)` for each of the run and of its primary work.
    template <class F>
    void for_each(F&& f) const {
        for (difference const* d : {&events, &latency, &latency_p95, &cost, &cost_per_request, &success_rate, &tokens,
                                    &loss, &accuracy, &batches_per_second})
            f(*d);
    }

    /// A kind of work, by its name or that of one of its events; nothing when neither has it.
    [[nodiscard]] work_comparison const* find(std::string_view name) const {
        for (work_comparison const& w : by_work)
            if (w.name == detail::work_of(name)) return &w;
        return nullptr;
    }

    /// The same, with this kind of work as the primary one: `compare(a, b).with_primary(epoch_stop)`. Its figures are
    /// unknown when neither has it.
    [[nodiscard]] comparison with_primary(std::string_view work) const {
        comparison stated = *this;
        stated.primary = detail::work_of(work);
        auto const* const found = find(work);
        static_cast<work_differences&>(stated) = found != nullptr ? *found : work_comparison{};
        return stated;
    }
    template <any_event Event>
    [[nodiscard]] comparison with_primary(Event const&) const {
        return with_primary(Event::name);
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

inline std::optional<double> if_any(double total, bool rows_tell) {
    return rows_tell ? std::optional<double>(total) : std::nullopt;
}

inline work_comparison compare_work(std::string_view name, work_figures const* baseline, work_figures const* treatment) {
    work_comparison c;
    c.name = name;
    auto const set = [&](difference& d, auto const& read) {
        if (baseline != nullptr) d.baseline = read(*baseline);
        if (treatment != nullptr) d.treatment = read(*treatment);
    };
    set(c.latency, [](work_figures const& f) { return count_of_milliseconds(f.latency.mean); });
    set(c.latency_p95, [](work_figures const& f) { return count_of_milliseconds(f.latency.p95); });
    set(c.cost_per_request, [](work_figures const& f) { return f.cost.mean; });
    set(c.success_rate, [](work_figures const& f) { return f.reliability.success_rate; });
    return c;
}

/// The kinds of work of both, in order of names, and which of them is the primary one.
class compared_work {
public:
    compared_work(summary const& baseline, summary const& treatment) {
        auto a = baseline.by_work.begin();
        auto b = treatment.by_work.begin();
        while (a != baseline.by_work.end() || b != treatment.by_work.end()) {
            bool const has_a = b == treatment.by_work.end() || (a != baseline.by_work.end() && a->name <= b->name);
            bool const has_b = a == baseline.by_work.end() || (b != treatment.by_work.end() && b->name <= a->name);
            work_figures const& either = has_a ? *a : *b;
            all.push_back(compare_work(either.name, has_a ? &*a : nullptr, has_b ? &*b : nullptr));
            roles_.push_back(either.role);
            if (has_a) ++a;
            if (has_b) ++b;
        }
    }

    [[nodiscard]] std::string primary() const {
        if (all.size() == 1) return all[0].name;
        std::string_view const request = only(role::request);
        return std::string(request.empty() ? only(role::step) : request);
    }

    std::vector<work_comparison> all;

private:
    /// The name of the only one in a role.
    [[nodiscard]] std::string_view only(role wanted) const {
        auto const first = std::find(roles_.begin(), roles_.end(), wanted);
        if (first == roles_.end() || std::find(first + 1, roles_.end(), wanted) != roles_.end()) return {};
        return all[static_cast<std::size_t>(first - roles_.begin())].name;
    }

    std::vector<role> roles_;
};

inline comparison compare_arms(arm const& baseline, arm const& treatment) {
    comparison c;
    c.baseline = {baseline.summary.id, baseline.summary.name, baseline.summary.condition};
    c.treatment = {treatment.summary.id, treatment.summary.name, treatment.summary.condition};
    c.baseline_partial = baseline.summary.partial;
    c.treatment_partial = treatment.summary.partial;
    c.baseline_sampled = baseline.summary.sampled;
    c.treatment_sampled = treatment.summary.sampled;
    auto const set = [&](difference& d, auto const& read) {
        d.baseline = read(baseline.summary, baseline.training);
        d.treatment = read(treatment.summary, treatment.training);
    };
    using told = std::optional<double>;
    set(c.events, [](auto& s, auto&) { return told(static_cast<double>(s.events)); });
    set(c.cost, [](auto& s, auto&) { return if_any(s.cost.total, s.cost.mean.has_value()); });
    set(c.tokens, [](auto& s, auto&) {
        return if_any(static_cast<double>(s.tokens.total), s.tokens.mean_total || s.tokens.saturated());
    });
    set(c.loss, [](auto&, auto& t) { return t.final_loss(); });
    set(c.accuracy, [](auto&, auto& t) { return t.final_accuracy(); });
    set(c.batches_per_second, [](auto&, auto& t) { return t.overall.batches_per_second; });
    compared_work work(baseline.summary, treatment.summary);
    std::string const primary = work.primary();
    c.by_work = std::move(work.all);
    return primary.empty() ? c : c.with_primary(primary);
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

namespace detail {

/// What tells two runs apart: their names, else their conditions, else their ids.
inline std::string_view name_beside(run_identity const& who, run_identity const& other) {
    if (who.name != other.name) return who.name.empty() ? who.id : who.name;
    if (who.condition != other.condition) return who.condition;
    return who.id.empty() ? who.name : who.id;
}

inline void append_partial(std::string& text, std::string_view who, std::optional<partial_rows> const& partial) {
    if (!partial) return;
    char time[time_writer::size];
    std::string_view const since(time, static_cast<std::size_t>(time_writer{}.write(time, partial->since) - time));
    text.append(who).append(" is partial: of ").append(std::to_string(partial->evicted));
    text.append(" rows that were let go nothing is told; all are there since ").append(since).append("\n");
}

inline void append_sampled(std::string& text, std::string_view who, std::optional<sampled_rows> const& sampled) {
    if (!sampled) return;
    char number[32];
    auto const effective =
        std::to_chars(number, number + sizeof number, sampled->effective, std::chars_format::general, 3);
    text.append(who).append(" is sampled: its figures rest on ").append(std::to_string(sampled->rows));
    text.append(" rows, which tell as much as ").append(number, effective.ptr).append(" of equal weight\n");
}

inline void append_line(std::string& text, std::string_view before, difference const& d) {
    if (d.baseline || d.treatment)
        text.append(before).append(d.of.name).append(": ").append(to_text(d)).append("\n");
}

} // namespace detail

/// One line for each quantity that both have, or that one of them has: "mean latency: 12.3% faster"; of several kinds of
/// work, those that are not the primary one follow by name.
[[nodiscard]] inline std::string to_text(comparison const& c) {
    std::string_view const baseline = detail::name_beside(c.baseline, c.treatment);
    std::string_view const treatment = detail::name_beside(c.treatment, c.baseline);
    std::string text;
    text.append(treatment).append(" against ").append(baseline).append("\n");
    detail::append_partial(text, "the baseline", c.baseline_partial);
    detail::append_partial(text, "the treatment", c.treatment_partial);
    detail::append_sampled(text, "the baseline", c.baseline_sampled);
    detail::append_sampled(text, "the treatment", c.treatment_sampled);
    bool const several = c.by_work.size() > 1;
    if (several && !c.primary.empty()) text.append("primary: ").append(c.primary).append("\n");
    c.for_each([&](difference const& d) { detail::append_line(text, "", d); });
    for (work_comparison const& w : c.by_work)
        if (w.name != c.primary) w.for_each([&](difference const& d) { detail::append_line(text, w.name + ": ", d); });
    return text;
}

} // namespace crucible::telemetry
