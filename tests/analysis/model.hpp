// SPDX-License-Identifier: MIT
#pragma once
// Requests to models and a training, to analyse.

#include <crucible/telemetry/analysis.hpp>
#include <crucible/telemetry/record/row.hpp>
#include <crucible/telemetry/store/columnar.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;
using Catch::Approx;

namespace analysis_test {

namespace v = ct::vocabulary;

inline constexpr ct::request_event<"llm.request.stop", ct::optional<v::duration>, ct::optional<v::model>,
                                   ct::optional<v::cost>, ct::optional<v::prompt_tokens>,
                                   ct::optional<v::completion_tokens>, ct::optional<v::total_tokens>,
                                   ct::optional<v::error>, ct::optional<v::response>>
    request{};
using request_t = std::remove_const_t<decltype(request)>;

inline constexpr ct::step_event<"train.batch.stop", v::epoch, v::batch, v::loss, v::gradient_norm,
                                ct::optional<v::learning_rate>, ct::optional<v::samples>, ct::optional<v::duration>>
    batch_stop{};
using batch_t = std::remove_const_t<decltype(batch_stop)>;

inline constexpr ct::epoch_event<"train.epoch.stop", v::epoch, ct::optional<v::loss>, ct::optional<v::accuracy>>
    epoch_stop{};
using epoch_t = std::remove_const_t<decltype(epoch_stop)>;

inline constexpr ct::event<"train.note", v::reason> note{};
using note_t = std::remove_const_t<decltype(note)>;

inline ct::timestamp at(std::chrono::nanoseconds since_epoch) { return ct::timestamp{since_epoch}; }

/// Rows in order of time as a snapshot of a table.
template <class Event>
ct::rows<Event> stored(std::vector<ct::row<Event>> const& rows) {
    ct::table<Event> table;
    table.append(std::span(rows));
    return table.snapshot();
}

template <class Event>
ct::row<Event> row_at(std::chrono::nanoseconds when, ct::record<Event> const& values) {
    return {values, at(when), 0};
}

/// A batch that ended at `when`.
inline ct::row<batch_t> batch_at(std::chrono::nanoseconds when, std::int64_t epoch, std::int64_t batch, double loss) {
    return row_at(when, batch_stop(v::epoch = epoch, v::batch = batch, v::loss = loss, v::gradient_norm = 2 * loss));
}

inline bool near(double a, double b) { return a == b || std::abs(a - b) <= 1e-12 * std::max(std::abs(a), std::abs(b)); }

} // namespace analysis_test
