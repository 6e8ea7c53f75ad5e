// SPDX-License-Identifier: MIT
#pragma once
// What the program and its parts share: an event, a kind of session, and what a part does with them.

#include <crucible/telemetry.hpp>

namespace ct = crucible::telemetry;

namespace m {
inline constexpr ct::gauge<"loss", double> loss{.in = ct::nats};
inline constexpr ct::index<"step"> step{};
inline constexpr ct::tag<"part"> part{};
} // namespace m

inline constexpr ct::event<"odr.step", m::step, m::loss, m::part> step_event{};
inline constexpr auto listens_to = ct::watch(ct::on(step_event, m::loss >> (ct::count | ct::sum)));
using session = ct::session<ct::experiment, std::remove_const_t<decltype(listens_to)>>;

inline constexpr int rows_of_a_part = 100;

/// Emits `rows_of_a_part` rows of loss 1 to everyone who listens, and as many of loss 2 to one session.
[[gnu::visibility("default")]] void first(session const& run);
[[gnu::visibility("default")]] void second(session const& run);
