// SPDX-License-Identifier: MIT
#pragma once
// Samplers, as sessions see them: a policy that says of each row how many rows it stands for, or that it is not kept.
// Sessions without one pay nothing. (Ready-made ones will be in sample/.)

#include <crucible/telemetry/core/policy.hpp>
#include <crucible/telemetry/record/row.hpp>

namespace crucible::telemetry {

namespace detail {

template <class P>
concept weighs_rows = requires(P& sampler, row<example_event<P>> const& one) {
    { sampler.weight(one) } noexcept -> std::same_as<double>;
};

template <class Policy>
struct sampling_policy_without_weight {
    static_assert(accepted<Policy>, "a sampling policy has `double weight(auto const& row) noexcept`: the number of rows "
                                    "that a row stands for, or 0 where it is not kept");
};

/// Of a session without a sampler.
struct every_row {};

} // namespace detail

/// An object of it lives as long as its session, whose worker asks it about every row of every event, in order of time
/// within an event. A row that is kept with the probability p has the weight 1/p, so that sums, means and counts stay
/// unbiased (Horvitz, Thompson 1952). A weight that is not finite and above 0 counts as 0.
template <class P>
concept sampling_policy = policy_of<P, sampling_role> && std::default_initializable<P> && detail::weighs_rows<P>;

} // namespace crucible::telemetry
