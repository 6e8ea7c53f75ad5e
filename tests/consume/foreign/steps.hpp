// SPDX-License-Identifier: MIT
#pragma once
// What the two files of the program `session` share.

#ifdef SINGLE_HEADER
#include <crucible_telemetry.hpp>
#else
#include <crucible/telemetry/emit.hpp>
#endif

namespace ct = crucible::telemetry;

namespace m {
inline constexpr ct::index<"step"> step{};
inline constexpr ct::gauge<"loss"> loss{.in = ct::nats, .help = "mini-batch training loss"};
inline constexpr ct::tag<"model"> model{};
} // namespace m

inline constexpr ct::event<"my.step.stop", m::step, m::loss, m::model> step_stop{.help = "a step is done"};

void emit_steps(char const* model, int first, int last);
