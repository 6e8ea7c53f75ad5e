// SPDX-License-Identifier: MIT
#pragma once
// Tallied events for the tests of tally/ and tests/fault, beside those of emit/.

#include "emit/vocabulary.hpp"

#include <crucible/telemetry/tally.hpp>

namespace m {
inline constexpr ct::timer<"latency"> latency{};
inline constexpr ct::flag<"ok"> ok{};
inline constexpr ct::tag<"model"> model{};
} // namespace m

inline constexpr auto token_out =
    ct::tallied(ct::event<"llm.token.out", m::tokens>{.help = "a token was sent"}, m::tokens >> (ct::count | ct::sum));
inline constexpr auto batch_tally =
    ct::tallied(ct::event<"train.batch.tally", m::loss>{},
                m::loss >> (ct::count | ct::mean | ct::variance | ct::min | ct::max | ct::sum | ct::nonfinite));
inline constexpr auto loss_quantiles =
    ct::tallied(ct::event<"train.loss", m::loss>{}, m::loss >> (ct::quantile<.1, .5, .9, .99> | ct::nonfinite));

template <class Event>
void tally_tokens(Event const& event, std::int64_t from, std::int64_t to) {
    for (std::int64_t i = from; i != to; ++i) ct::emit(event(m::tokens = i));
}
