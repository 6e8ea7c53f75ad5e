// SPDX-License-Identifier: MIT
#pragma once
// Policies: types with a role. A pack of them is free of order, holds one per role at most, and has a default
// for the rest.

#include <crucible/telemetry/core/diagnostic.hpp>

#include <concepts>
#include <cstddef>
#include <type_traits>

namespace crucible::telemetry {

struct sampling_role;    ///< which rows are kept, and how many rows each of them stands for
struct collection_role;  ///< who drains the rings: background, manual, inplace, off
struct overflow_role;    ///< what happens with a row that does not fit: drop_newest, block, overwrite_oldest
struct clock_role;       ///< what stamps rows: tsc_clock, steady_clock, coarse_clock, step_clock
struct ring_role;        ///< how large a thread's ring may get: ring_of
struct ring_memory_role; ///< how large all rings of a session may get together: rings_within
struct routing_role;     ///< whom `ct::emit` reaches: attached, scoped
struct deadline_role;    ///< how long the exit may take: exit_within
struct flush_role;       ///< how old rows may get until files that grow have them: flush_within
struct loss_role;        ///< what is done at the end when rows were lost: print_loss, ignore_loss
struct finding_role;     ///< what is done about what statistics find: raise_only, pause_on, request_stop_on
struct privacy_role;     ///< what is hidden of people: keep_personal, anonymize, pseudonymize

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
    static_assert(accepted<Given>, "this type is not a policy: it names no role; stores and exporters are given to the "
                                   "session as values, beside its policies");
};

template <class Role, class Default, class... Ps>
struct choose {
    using type = Default;
};
template <class Role, class Default, class P, class... Ps>
struct choose<Role, Default, P, Ps...>
    : std::conditional_t<policy_of<P, Role>, std::type_identity<P>, choose<Role, Default, Ps...>> {};

/// The report on the first mistake in a pack; `int` when there is none.
template <class... Ps>
struct policy_mistake {
    using type = int;
};
template <class P, class... Rest>
struct policy_mistake<P, Rest...> {
    using type = not_a_policy<P>;
};
template <policy P, class... Rest>
struct policy_mistake<P, Rest...> {
    using other = typename choose<typename P::role, void, Rest...>::type;
    using type = typename std::conditional_t<std::is_void_v<other>, policy_mistake<Rest...>,
                                             std::type_identity<two_policies_of_one_role<P, other>>>::type;
};

} // namespace detail

/// An order-free pack of policies; written `policies<manual, step_clock>`.
template <class... Ps>
struct policy_pack {
    /// The policy of this role, or the default.
    template <class Role, class Default>
    using of = typename detail::choose<Role, Default, Ps...>::type;

    /// What a session has to report of the pack, by asking for its size.
    using mistake = typename detail::policy_mistake<Ps...>::type;
};

template <class... Ps>
inline constexpr policy_pack<Ps...> policies{};

} // namespace crucible::telemetry
