// SPDX-License-Identifier: MIT
#pragma once
// The events that the tests of emit and session speak of, and what they all ask of a session.
#include "sanitizers.hpp"

#include <crucible/telemetry.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cstdint>
#include <thread>
#include <vector>

namespace ct = crucible::telemetry;

namespace m {
inline constexpr ct::index<"step"> step{};
inline constexpr ct::gauge<"loss"> loss{.in = ct::nats};
inline constexpr ct::counter<"tokens"> tokens{};
inline constexpr ct::text<"note"> note{};
} // namespace m

inline constexpr ct::event<"train.batch", m::step, m::loss> batch{};
inline constexpr ct::event<"train.remark", m::step, m::note> remark{};
inline constexpr ct::event<"llm.request", m::loss, ct::optional<m::tokens>> request{};

/// Long enough for any machine: a test that runs into it has failed.
inline constexpr std::chrono::seconds ages{30};

inline ct::record<std::remove_cv_t<decltype(batch)>> row_of(std::int64_t step) {
    return batch(m::step = step, m::loss = 0.5 * static_cast<double>(step));
}

inline void emit_steps(std::int64_t from, std::int64_t to) {
    for (std::int64_t i = from; i != to; ++i) ct::emit(row_of(i));
}

/// 0, 1, …, n - 1
inline std::vector<std::int64_t> steps_up_to(std::int64_t n) {
    std::vector<std::int64_t> all;
    for (std::int64_t i = 0; i != n; ++i) all.push_back(i);
    return all;
}

/// The steps of the stored batches, in their order.
template <class Run>
std::vector<std::int64_t> steps_in(Run const& run) {
    std::vector<std::int64_t> all;
    auto const rows = run.rows(batch);
    for (auto const& r : rows) all.push_back(r[m::step]);
    return all;
}

/// Whether exactly the batches 0, 1, …, n - 1 are stored, in this order.
template <class Run>
bool holds_steps_up_to(Run const& run, std::int64_t n) {
    return steps_in(run) == steps_up_to(n);
}

/// Law 1 at a quiescent point, against a count that is not the framework's own.
inline void check_exact(ct::ledger const& now, std::uint64_t emitted) {
    CHECK(now.in_flight == 0);
    CHECK(now.emitted == emitted);
    CHECK(now.total().settled() == emitted);
    CHECK(now.balanced());
}

inline std::uint64_t dropped(ct::ledger const& now, ct::drop_reason why) { return now.total().dropped(why); }

/// Waits, with patience, until it is so.
template <class Predicate>
bool eventually(Predicate so) {
    auto const deadline = std::chrono::steady_clock::now() + ages;
    while (!so()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::microseconds{200});
    }
    return true;
}
