// SPDX-License-Identifier: MIT
#pragma once
// The events that the tests of schema and record speak of.

#include <crucible/telemetry/schema/event.hpp>

namespace ct = crucible::telemetry;

enum class phase : unsigned char { prefill, decode };
constexpr std::string_view to_text(phase p) { return p == phase::prefill ? "prefill" : "decode"; }

namespace m {
inline constexpr ct::gauge<"loss"> loss{.in = ct::nats, .help = "mini-batch training loss"};
inline constexpr ct::gauge<"accuracy"> accuracy{.in = ct::ratio};
inline constexpr ct::index<"epoch"> epoch{};
inline constexpr ct::timer<"latency"> latency{.help = "request wall time"};
inline constexpr ct::timer<"queued", std::chrono::microseconds> queued{};
inline constexpr ct::counter<"tokens"> tokens{.in = ct::tokens};
inline constexpr ct::flag<"ok"> ok{};
inline constexpr ct::tag<"model"> model{};
inline constexpr ct::tag<"phase", ::phase> phase{};
inline constexpr ct::text<"note"> note{};
} // namespace m

inline constexpr ct::event<"train.epoch.stop", m::epoch, m::loss, m::accuracy> epoch_stop{.help = "an epoch completed"};
inline constexpr ct::event<"llm.request.stop", m::latency, m::ok, ct::optional<m::queued>, ct::optional<m::tokens>,
                           ct::optional<m::model>, ct::optional<m::phase>, ct::optional<m::note>>
    request_stop{};
inline constexpr ct::event<"train.start"> train_start{};

template <auto const& Event>
using type_of = std::remove_cvref_t<decltype(Event)>;
