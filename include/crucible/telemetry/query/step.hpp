// SPDX-License-Identifier: MIT
#pragma once
// Steps and pipelines of steps: a query as a value. `last(5min) | where(loss < 1) | over(mean)` says what is asked; it
// runs when a source or a range of rows is piped into it. Its parameters can be read, by a source that runs it itself.

#include <crucible/telemetry/core/stretch.hpp>
#include <crucible/telemetry/core/window_grid.hpp>
#include <crucible/telemetry/query/source.hpp>

#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace crucible::telemetry {

namespace detail {
template <class S, class A, class B>
struct of_pair;

/// How a value that says which rows runs on rows.
template <class Value>
struct value_on_rows;
} // namespace detail

/// Marks steps: types with `on_rows(range)`, which runs them on rows, or on what the steps before have made of them.
struct step_base {};

/// Steps of this room, those of one's own, and the values of core/ that say which rows.
template <class T>
concept query_step = std::derived_from<T, step_base> || std::same_as<T, stretch> || std::same_as<T, latest_time> ||
               std::same_as<T, latest_rows> || std::same_as<T, windows_of_time> || std::same_as<T, windows_of_rows>;

/// Steps in order. An expression: nothing runs before a source is given.
template <query_step... Steps>
struct query {
    std::tuple<Steps...> steps;

    static constexpr std::size_t size = sizeof...(Steps);

    /// `f(step)` for each, in order.
    template <class F>
    constexpr void for_each(F f) const {
        std::apply([&](Steps const&... each) { (f(each), ...); }, steps);
    }

    /// The answer of a source, or of a range of rows: `source | *this`.
    template <class Source>
    auto operator()(Source&& source) const;
};

namespace steps {

/// A view or an action of range-v3, as `ranges::views::sliding(5)`. Always on rows.
template <class Closure>
struct view : step_base {
    Closure closure;

    constexpr explicit view(Closure given) : closure(std::move(given)) {}

    template <class Range>
    auto on_rows(Range&& range) const {
        return std::forward<Range>(range) | closure;
    }
};

/// A statistic of two measurements, as `correlation(loss, step)`; `statistic` has both descriptors in its type.
template <class Pair>
struct paired : step_base {
    using statistic = Pair;
    static constexpr bool eager = true;

    template <class Range>
    auto on_rows(Range&& range) const {
        return Pair{}(range);
    }
};

} // namespace steps

namespace detail {

template <class T>
inline constexpr bool is_of_pair = false;
template <class S, class A, class B>
inline constexpr bool is_of_pair<of_pair<S, A, B>> = true;

template <class T>
inline constexpr bool is_query = false;
template <class... S>
inline constexpr bool is_query<query<S...>> = true;

/// A step or a pipeline of ours.
template <class T>
concept query_part = is_query<std::remove_cvref_t<T>> || query_step<std::remove_cvref_t<T>>;

/// What can be a part of a pipeline.
template <class T>
concept any_part_of_query =
    query_part<T> || is_of_pair<std::remove_cvref_t<T>> || ranges::is_pipeable_v<std::remove_cvref_t<T>>;

template <any_part_of_query T>
constexpr auto as_query(T const& part) {
    if constexpr (is_query<T>) return part;
    else if constexpr (query_step<T>) return query<T>{std::tuple<T>(part)};
    else if constexpr (is_of_pair<T>) return query<steps::paired<T>>{};
    else return query<steps::view<T>>{std::tuple<steps::view<T>>(steps::view<T>(part))};
}

template <class... A, class... B>
constexpr query<A..., B...> join(query<A...> const& a, query<B...> const& b) {
    return {std::tuple_cat(a.steps, b.steps)};
}

template <class Step, class Range>
auto run_on_rows(Step const& step, Range&& range) {
    if constexpr (std::derived_from<Step, step_base>) return step.on_rows(std::forward<Range>(range));
    else return value_on_rows<Step>::run(step, std::forward<Range>(range));
}

/// Steps that have looked at all rows when they return, which may be gone then.
template <class Step>
inline constexpr bool is_eager = requires { requires Step::eager; };

/// One step: by the source if it takes it, on its rows otherwise.
template <class At, class Step>
auto run(At&& at, Step const& step) {
    using from = std::remove_cvref_t<At>;
    if constexpr (std::same_as<from, refused_source>) return from{};
    else if constexpr (!std::derived_from<from, source_base>) {
        if constexpr (!ranges::input_range<At>) {
            (void)not_a_source<given_type<from>>{};
            return refused_source{};
        } else if constexpr (!is_eager<Step> && !ranges::viewable_range<At>) {
            (void)rows_would_be_gone<given_type<from>>{};
            return refused_source{};
        } else return run_on_rows(step, std::forward<At>(at));
    } else if constexpr (std::same_as<Step, latest_time>) return run(at, stretch{.from = step.begin(now_of(at))});
    else if constexpr (takes<from, Step>) return taken(at, step);
    else return run(rows_of_source(at), step);
}

/// What is no source and no rows, but makes a source by `make(given)`.
template <class Given>
struct source_made_of;

template <class Given>
decltype(auto) as_source(Given&& given) {
    using type = std::remove_cvref_t<Given>;
    if constexpr (requires { source_made_of<type>::make(given); })
        return source_made_of<type>::make(std::forward<Given>(given));
    else return std::forward<Given>(given);
}

template <std::size_t I, class At, class Steps>
auto run_from(At&& at, Steps const& steps) {
    if constexpr (I + 1 == std::tuple_size_v<Steps>) return run(std::forward<At>(at), std::get<I>(steps));
    else return run_from<I + 1>(run(std::forward<At>(at), std::get<I>(steps)), steps);
}

} // namespace detail

template <query_step... Steps>
template <class Source>
auto query<Steps...>::operator()(Source&& source) const {
    return detail::run_from<0>(detail::as_source(std::forward<Source>(source)), steps);
}

/// Two parts of a pipeline are a longer one. Parts are our steps and pipelines, statistics of pairs, and what range-v3
/// pipes; one of the two is ours.
template <detail::any_part_of_query A, detail::any_part_of_query B>
    requires(detail::query_part<A> || detail::query_part<B>)
constexpr auto operator|(A const& a, B const& b) {
    return detail::join(detail::as_query(a), detail::as_query(b));
}

/// Runs a step or a pipeline on a source, or on a range of rows.
template <class Source, detail::any_part_of_query Part>
    requires(!detail::any_part_of_query<Source> &&
             (detail::query_part<Part> || std::derived_from<std::remove_cvref_t<Source>, source_base>))
auto operator|(Source&& source, Part const& part) { return detail::as_query(part)(std::forward<Source>(source)); }

} // namespace crucible::telemetry
