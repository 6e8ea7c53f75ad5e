// SPDX-License-Identifier: MIT
#pragma once
// The one error about a type that was meant as a statistic and lacks something, by itself or in its cell.

#include <crucible/telemetry/cells/finding.hpp>
#include <crucible/telemetry/core/diagnostic.hpp>
#include <crucible/telemetry/statistics/statistic.hpp>

namespace crucible::telemetry::detail {

template <class Statistic>
struct statistic_without_cell {
    static_assert(accepted<Statistic>, "a statistic has `using cell = …`, the state that it is read from");
};
template <class Statistic>
struct statistic_without_name {
    static_assert(accepted<Statistic>, "a statistic has `static constexpr ct::fixed_string name{\"…\"}`");
};
template <class Statistic>
struct statistic_without_read {
    static_assert(accepted<Statistic>, "a statistic has `static … read(cell const&)`, which reads it from its cell");
};
template <class Statistic>
struct statistic_with_members {
    static_assert(accepted<Statistic>, "a statistic is a name: it has no data of its own; the state is its cell's");
};
template <class Statistic>
struct statistic_without_base {
    static_assert(accepted<Statistic>, "a statistic derives from `ct::statistic_base`, and what it says otherwise than "
                                       "that (`yields`, `bounded`, `allows`) is of the same type");
};

template <class Cell>
struct cell_is_not_regular {
    static_assert(accepted<Cell>, "a cell is made empty, copied and compared: it has a default constructor and `==`");
};
template <class Cell>
struct cell_takes_no_value {
    static_assert(accepted<Cell>, "a cell takes a value by `void operator()(double value)`");
};
template <class Cell>
struct cell_without_weight {
    static_assert(accepted<Cell>, "a cell takes a value that stands for several rows by "
                                  "`void operator()(double value, double weight)`");
};
template <class Cell>
struct cell_does_not_merge {
    static_assert(accepted<Cell>, "a cell takes in what another one has seen by `operator+=`");
};
template <class Cell>
struct cell_finds_something_else {
    static_assert(accepted<Cell>, "the `take_finding()` of a cell returns `std::optional<ct::finding>`");
};

/// Meant as a statistic: what it lacks is said.
template <class T>
concept lacking_statistic = std::derived_from<T, statistic_base> && !statistic<T>;

/// Whether a cell was meant to find something.
template <class C>
concept seems_to_find = requires(C& c) { c.take_finding(); };

/// The report on a cell; `int` when it lacks nothing.
template <class C>
consteval auto mistake_of_cell() {
    if constexpr (!std::regular<C>) return std::type_identity<cell_is_not_regular<C>>{};
    else if constexpr (!requires(C c, double x) { c(x); }) return std::type_identity<cell_takes_no_value<C>>{};
    else if constexpr (!requires(C c, double x) { c(x, x); }) return std::type_identity<cell_without_weight<C>>{};
    else if constexpr (!cell<C>) return std::type_identity<cell_does_not_merge<C>>{};
    else return std::type_identity<int>{};
}

/// The same of a statistic and its cell.
template <class S>
consteval auto mistake_of_statistic() {
    if constexpr (!requires { typename S::cell; }) return std::type_identity<statistic_without_cell<S>>{};
    else {
        constexpr auto in_cell = mistake_of_cell<typename S::cell>();
        if constexpr (!std::same_as<decltype(in_cell), std::type_identity<int> const>) return in_cell;
        else if constexpr (!std::is_empty_v<S>) return std::type_identity<statistic_with_members<S>>{};
        else if constexpr (!requires { S::name.view(); }) return std::type_identity<statistic_without_name<S>>{};
        else if constexpr (!requires(typename S::cell const& c) { S::read(c); })
            return std::type_identity<statistic_without_read<S>>{};
        else if constexpr (!statistic<S>) return std::type_identity<statistic_without_base<S>>{};
        else return std::type_identity<int>{};
    }
}

/// Instantiates the error.
template <class S>
constexpr void report_statistic() {
    using mistake = typename decltype(mistake_of_statistic<S>())::type;
    static_assert(sizeof(mistake) != 0);
}

} // namespace crucible::telemetry::detail
