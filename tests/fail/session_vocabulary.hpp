// SPDX-License-Identifier: MIT
#pragma once
// What the sessions of tests/fail/session_*.cpp listen to.

#include <crucible/telemetry.hpp>

namespace ct = crucible::telemetry;

namespace m {
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::gauge<"accuracy"> accuracy{};
inline constexpr ct::gauge<"los"> los{};
inline constexpr ct::index<"epoch"> epoch{};
inline constexpr ct::tag<"model"> model{};
} // namespace m

inline constexpr ct::event<"train.batch", m::loss, m::model> batch{};
inline constexpr ct::event<"train.epoch.stop", m::epoch, m::loss, m::accuracy> epoch_stop{};
inline constexpr ct::event<"train.start", m::epoch> start{};

inline constexpr auto loss_of_batches = ct::watch(ct::on(batch, m::loss >> (ct::count | ct::mean)));
