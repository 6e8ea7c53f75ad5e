// SPDX-License-Identifier: MIT
#pragma once
// What the events of tests/fail/record_*.cpp are made of.

#include <crucible/telemetry/record/record.hpp>

namespace ct = crucible::telemetry;

enum class phase { prefill, decode };
constexpr std::string_view to_text(phase p) { return p == phase::prefill ? "prefill" : "decode"; }

namespace m {
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::gauge<"accuracy"> accuracy{};
inline constexpr ct::gauge<"grad_norm", float> grad_norm{};
inline constexpr ct::index<"epoch", int> epoch{};
inline constexpr ct::counter<"tokens", std::uint64_t> tokens{};
inline constexpr ct::timer<"latency", std::chrono::milliseconds> latency{};
inline constexpr ct::flag<"ok"> ok{};
inline constexpr ct::tag<"model"> model{};
inline constexpr ct::tag<"phase", phase> phase{};
} // namespace m

inline constexpr ct::event<"train.epoch.stop", m::loss, m::accuracy, m::epoch> epoch_stop{};
inline constexpr ct::event<"llm.request.stop", m::latency, m::ok, ct::optional<m::tokens>, ct::optional<m::model>,
                           ct::optional<m::phase>, ct::optional<m::grad_norm>> request_stop{};
