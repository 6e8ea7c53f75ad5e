// SPDX-License-Identifier: MIT
#pragma once
// What tests/fail/tally_*.cpp tally.

#include <crucible/telemetry.hpp>
#include <crucible/telemetry/tally.hpp>

namespace ct = crucible::telemetry;

namespace m {
inline constexpr ct::counter<"tokens"> tokens{};
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::gauge<"los"> los{};
} // namespace m

inline constexpr ct::event<"llm.token.out", m::tokens, m::loss> plain{};
inline constexpr auto token_out = ct::tallied(plain, m::tokens >> (ct::count | ct::sum), m::loss >> ct::mean);
