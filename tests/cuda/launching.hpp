// SPDX-License-Identifier: MIT
#pragma once
// Code that emits beside kernel launches, compiled by nvcc (launching.cu) and called from tests that are not.

#include <crucible/telemetry/emit.hpp>

namespace launching {

namespace ct = crucible::telemetry;

//! [vocabulary]
namespace m {
inline constexpr ct::index<"step"> step{};
inline constexpr ct::gauge<"loss"> loss{.in = ct::nats};
inline constexpr ct::timer<"duration"> duration{};
inline constexpr ct::flag<"ok"> ok{};
inline constexpr ct::flag<"launched"> launched{.help = "the launch returned no error"};
inline constexpr ct::tag<"phase"> phase{};
} // namespace m

inline constexpr ct::step_event<"cuda.step.stop", m::step, m::loss, ct::optional<m::phase>> step_stop{};
inline constexpr ct::event<"cuda.launch.stop", m::duration, m::ok, ct::optional<m::launched>> launch_stop{};
//! [vocabulary]

/// Steps of training with a launch each: the loss of step i is i / 2, its phase "warm_up" or "train" in turn. Returns
/// how many launches failed: all where there is no GPU.
int train(int steps);

/// Launches so often, in a span each.
void time_launches(int launches);

/// What a session that is composed in the .cu itself says of `train(steps)`.
struct figures {
    std::uint64_t rows = 0;
    double mean_loss = 0;
    double mean_of_warm_up = 0; ///< by a query
    std::size_t late = 0;       ///< rows after step 5, by a query
    std::uint64_t recorded = 0; ///< by the ledger
    std::uint64_t dropped = 0;
};
figures train_and_ask(int steps);

inline constexpr ct::event<"cuda.counted", m::step, m::loss> counted{};

/// Its instructions are counted by instructions.cpp, which has the same function.
void emit_from_cu(std::int64_t step, double loss);

} // namespace launching
