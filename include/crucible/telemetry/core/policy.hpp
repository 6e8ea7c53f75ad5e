// SPDX-License-Identifier: MIT
#pragma once
// Policies: types with a role. A pack of them is free of order, holds one per role at most, and has a default for the rest.

#include <crucible/telemetry/core/diagnostic.hpp>

#include <concepts>
#include <cstddef>
#include <type_traits>

namespace crucible::telemetry {

struct storage_role;    ///< where rows rest: columnar, nothing
struct collection_role; ///< who drains the rings: background, manual, inplace
struct overflow_role;   ///< what a full ring does: drop_newest, block, overwrite_oldest
struct clock_role;      ///< what stamps rows: tsc_clock, steady_clock, coarse_clock, step_clock
struct ring_role;       ///< how large a thread's ring is: ring_of
struct routing_role;    ///< whom `ct::emit` reaches: attached, scoped
struct deadline_role;   ///< how long the exit may take: exit_within

template <class P>
concept policy = requires { typename P::role; };

template <class P, class Role>
concept policy_of = policy<P> && std::same_as<typename P::role, Role>;

namespace detail {

template <class First, class Second>
struct two_policies_of_one_role {
    static_assert(accepted<First, Second>, "two policies of one role were given; keep one of them");
};
template <class Given>
struct not_a_policy {
    static_assert(accepted<Given>, "this type is not a policy: it names no role");
};

template <class A, class B>
inline constexpr bool same_role = false;
template <policy A, policy B>
inline constexpr bool same_role<A, B> = std::same_as<typename A::role, typename B::role>;

template <class Role, class Default, class... Ps>
struct choose {
    using type = Default;
};
template <class Role, class Default, class P, class... Ps>
struct choose<Role, Default, P, Ps...>
    : std::conditional_t<policy_of<P, Role>, std::type_identity<P>, choose<Role, Default, Ps...>> {};

} // namespace detail

/// An order-free pack of policies; written `policies<columnar, background>`.
template <class... Ps>
struct policy_pack {
    /// The policy of this role, or the default.
    template <class Role, class Default>
    using of = typename detail::choose<Role, Default, Ps...>::type;

    static consteval bool check() { return (check_one<Ps>() && ...); }

private:
    template <class P>
    static consteval bool check_one() {
        if constexpr (!policy<P>) (void)detail::not_a_policy<P>{};
        else check_pair<P, Ps...>();
        return true;
    }
    /// Reports `P` once: with the first policy of its role, when that is another one.
    template <class P, class Q, class... Rest>
    static consteval void check_pair() {
        if constexpr (!detail::same_role<P, Q>) check_pair<P, Rest...>();
        else if constexpr (!std::same_as<P, Q> || (std::same_as<P, Rest> || ...))
            (void)detail::two_policies_of_one_role<Q, P>{};
    }
};

template <class... Ps>
inline constexpr policy_pack<Ps...> policies{};

} // namespace crucible::telemetry
