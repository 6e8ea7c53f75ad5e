// SPDX-License-Identifier: MIT
#pragma once
// The account of every emission: emitted = recorded + sampled_out + sum of dropped, at any quiescent point.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace crucible::telemetry {

/// Why an emitted row was not recorded.
enum class drop_reason : unsigned char {
    ring_full,     ///< the worker fell behind and the policy drops the newest row
    overwritten,   ///< the worker fell behind and the policy drops the oldest rows
    reentrant,     ///< emitted from a signal handler or an observer that interrupted an emission of its thread
    paused,        ///< the experiment was paused
    stopped,       ///< the experiment had ended, or reached its sample size
    forked_child,  ///< emitted in a child process of the one that runs the session
    too_big,       ///< the row is larger than half of its ring, and did not fit at once
    no_memory,     ///< the thread's ring could not be made
    ring_limit,    ///< the session's rings have reached the memory that they may have together
    exit_deadline, ///< still in a ring when the exit deadline passed
    store_failed,  ///< the store could not keep the row
};

inline constexpr std::size_t drop_reasons = 11;

constexpr std::string_view to_text(drop_reason reason) {
    switch (reason) {
    case drop_reason::ring_full: return "ring_full";
    case drop_reason::overwritten: return "overwritten";
    case drop_reason::reentrant: return "reentrant";
    case drop_reason::paused: return "paused";
    case drop_reason::stopped: return "stopped";
    case drop_reason::forked_child: return "forked_child";
    case drop_reason::too_big: return "too_big";
    case drop_reason::no_memory: return "no_memory";
    case drop_reason::ring_limit: return "ring_limit";
    case drop_reason::exit_deadline: return "exit_deadline";
    case drop_reason::store_failed: return "store_failed";
    }
    return "unknown";
}

/// The account of one event, or of several added up.
struct account {
    std::uint64_t recorded = 0;
    std::uint64_t sampled_out = 0;
    std::array<std::uint64_t, drop_reasons> dropped_for{};

    [[nodiscard]] constexpr std::uint64_t dropped(drop_reason reason) const {
        return dropped_for[static_cast<std::size_t>(reason)];
    }
    [[nodiscard]] constexpr std::uint64_t dropped() const {
        std::uint64_t all = 0;
        for (std::uint64_t const n : dropped_for) all += n;
        return all;
    }
    constexpr void count(drop_reason reason, std::uint64_t rows = 1) {
        dropped_for[static_cast<std::size_t>(reason)] += rows;
    }

    /// Rows whose fate is known.
    [[nodiscard]] constexpr std::uint64_t settled() const { return recorded + sampled_out + dropped(); }

    constexpr account& operator+=(account const& other) {
        recorded += other.recorded;
        sampled_out += other.sampled_out;
        for (std::size_t i = 0; i != drop_reasons; ++i) dropped_for[i] += other.dropped_for[i];
        return *this;
    }
    friend constexpr bool operator==(account const&, account const&) = default;
};

} // namespace crucible::telemetry
