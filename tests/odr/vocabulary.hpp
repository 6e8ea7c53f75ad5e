// SPDX-License-Identifier: MIT
#pragma once
// What the program and its parts share: one event, and what each part does with it.

#include <crucible/telemetry/emit.hpp>

#include <string_view>

namespace ct = crucible::telemetry;

namespace m {
inline constexpr ct::gauge<"loss", double> loss{.in = ct::nats};
inline constexpr ct::index<"step"> step{};
inline constexpr ct::tag<"part"> part{};
} // namespace m

inline constexpr ct::event<"odr.step", m::step, m::loss, m::part> step_event{};

inline constexpr int rows_of_a_part = 100;

/// Emits the rows of one part and returns the sum of their losses.
[[gnu::visibility("default")]] double first();
[[gnu::visibility("default")]] double second();
