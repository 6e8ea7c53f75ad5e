// SPDX-License-Identifier: MIT
#pragma once
// Sets of types: what a composition needs, each once. One of the two headers that name Boost.Hana's containers.

#include <boost/hana/set.hpp>
#include <boost/hana/tuple.hpp>
#include <boost/hana/type.hpp>
#include <boost/hana/unpack.hpp>

#include <concepts>
#include <cstddef>

namespace crucible::telemetry {

/// Distinct types in a stated order. Make one with `type_set_of`, which drops repetitions.
template <class... Ts>
struct type_set {
    static constexpr std::size_t size = sizeof...(Ts);

    template <class T>
    static constexpr bool contains = (std::same_as<T, Ts> || ...);

    /// The set with one type more. Pre-condition: it is not in there.
    template <class T>
    using with = type_set<Ts..., T>;

    /// The types as arguments of a template: `type_set<int, char>::into<std::variant>`.
    template <template <class...> class Template>
    using into = Template<Ts...>;
};

namespace detail {

struct to_type_set {
    template <class... Types>
    constexpr auto operator()(Types...) const -> type_set<typename Types::type...> {
        return {};
    }
};

template <class... Ts>
consteval auto distinct() {
    return boost::hana::unpack(boost::hana::to_set(boost::hana::tuple_t<Ts...>), to_type_set{});
}

} // namespace detail

/// The types without repetitions, in the order of their first appearance.
template <class... Ts>
using type_set_of = decltype(detail::distinct<Ts...>());

} // namespace crucible::telemetry
