// SPDX-License-Identifier: MIT
#pragma once
// Compositions: `count | mean | variance` is one type that knows which cells answer all of them. No cell occurs twice,
// and none whose work a derived one does anyway: mean and count share the cell of moments.

#include <crucible/telemetry/core/type_set.hpp>
#include <crucible/telemetry/statistics/detail/statistic_mistake.hpp>

namespace crucible::telemetry {

template <statistic... S>
struct statistics;

namespace detail {

/// No mistake. A verdict is this type or a diagnostic; naming a diagnostic is silent, completing it is the error.
struct sound {};

/// The first verdict that is a mistake.
template <class... Verdicts>
struct first_mistake {
    using type = sound;
};
template <class Mistake, class... Rest>
struct first_mistake<Mistake, Rest...> {
    using type = Mistake;
};
template <class... Rest>
struct first_mistake<sound, Rest...> : first_mistake<Rest...> {};

template <class Statistic>
struct duplicate_statistic {
    static_assert(accepted<Statistic>, "a statistic was asked for twice in one composition");
};

/// The verdict on a list of statistics: the first that was asked for before.
template <class Seen, class... S>
struct first_duplicate {
    using type = sound;
};
template <class Seen, class S, class... Rest>
struct first_duplicate<Seen, S, Rest...> : first_duplicate<typename Seen::template with<S>, Rest...> {};
template <class Seen, class S, class... Rest>
    requires(Seen::template contains<S>)
struct first_duplicate<Seen, S, Rest...> {
    using type = duplicate_statistic<statistic_named<S::name>>;
};

template <class Base, class Derived>
inline constexpr bool answered_by = !std::same_as<Base, Derived> && std::derived_from<Derived, Base>;

/// Those of a set's cells that no other one derives from.
template <class Chosen, class Set, class... Cells>
struct most_derived {
    using type = Chosen;
};
template <class... Chosen, class... All, class Cell, class... Rest>
struct most_derived<type_set<Chosen...>, type_set<All...>, Cell, Rest...>
    : most_derived<std::conditional_t<(answered_by<Cell, All> || ...), type_set<Chosen...>, type_set<Chosen..., Cell>>,
                   type_set<All...>, Rest...> {};

template <class Set>
struct shared;
template <class... Cells>
struct shared<type_set<Cells...>> : most_derived<type_set<>, type_set<Cells...>, Cells...> {};

template <class Composition>
struct as_statistics {
    using type = statistics<Composition>;
};
template <class... S>
struct as_statistics<statistics<S...>> {
    using type = statistics<S...>;
};

template <class T>
inline constexpr bool is_statistics = false;
template <class... S>
inline constexpr bool is_statistics<statistics<S...>> = true;

} // namespace detail

/// What was asked for, in order. An empty value; the type says it all.
template <statistic... S>
struct statistics {
    static constexpr std::size_t size = sizeof...(S);

    /// False when one of them keeps every value.
    static constexpr bool bounded = (S::bounded && ...);

    template <class T>
    static constexpr bool contains = (std::same_as<T, S> || ...);

    /// The cells, as a type_set, that answer all of them.
    using cells = typename detail::shared<type_set_of<typename S::cell...>>::type;

    /// `f(S{})` for each statistic, in order.
    template <class F>
    static constexpr void for_each(F&& f) {
        (f(S{}), ...);
    }

    static_assert(sizeof(typename detail::first_duplicate<type_set<>, S...>::type) != 0);
};

/// A statistic or several.
template <class T>
concept composition = statistic<T> || detail::is_statistics<std::remove_cv_t<T>>;

/// A composition as `statistics<...>`, also when it is a single statistic.
template <composition T>
using statistics_of = typename detail::as_statistics<std::remove_cv_t<T>>::type;

namespace detail {

template <class... A, class... B>
statistics<A..., B...> join(statistics<A...>, statistics<B...>);

} // namespace detail

/// Asks for both: `count | mean | variance`.
template <composition A, composition B>
constexpr auto operator|(A, B) -> decltype(detail::join(statistics_of<A>{}, statistics_of<B>{})) {
    return {};
}

namespace detail {

/// A statistic that lacks something is reported, and left out.
template <class T>
constexpr auto without_lacking() {
    if constexpr (composition<T>) return statistics_of<T>{};
    else return report_statistic<T>(), statistics<>{};
}

template <class T>
concept meant_as_composition = composition<T> || lacking_statistic<T>;

} // namespace detail

template <detail::meant_as_composition A, detail::meant_as_composition B>
    requires(detail::lacking_statistic<A> || detail::lacking_statistic<B>)
constexpr auto operator|(A, B) {
    return decltype(detail::join(detail::without_lacking<A>(), detail::without_lacking<B>())){};
}

} // namespace crucible::telemetry
