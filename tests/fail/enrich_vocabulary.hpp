// SPDX-License-Identifier: MIT
#pragma once
// What the rows of tests/fail/enrich_*.cpp are made of.

#include <crucible/telemetry/enrich.hpp>
#include <crucible/telemetry/record/row.hpp>

namespace ct = crucible::telemetry;
namespace v = crucible::telemetry::vocabulary;

inline constexpr ct::event<"enrich.request", v::duration, v::model, v::prompt_tokens, v::response> request{};
inline constexpr ct::event<"enrich.epoch", v::epoch, v::loss> epoch_stop{};
inline constexpr ct::event<"enrich.start", v::start, v::model> start{};

template <auto const& Event>
using row_of = ct::row<std::remove_cvref_t<decltype(Event)>>;
