// SPDX-License-Identifier: MIT
#pragma once
// The policies that a session is composed of, but for storage (store/) and privacy (session/privacy.hpp): one per role.
// Each is a model of its role's concept, which a local struct can be as well. The defaults are in `default_policies`.

#include <crucible/telemetry/cells/found_in_row.hpp>
#include <crucible/telemetry/core/policy.hpp>
#include <crucible/telemetry/emit/detail/connection.hpp>
#include <crucible/telemetry/session/loss_report.hpp>
#include <crucible/telemetry/session/privacy.hpp>

namespace crucible::telemetry {

// Who drains the rings.

enum class drained_by : unsigned char {
    worker,  ///< a thread of the session's own, which rests between its passes as the policy says
    caller,  ///< `run.drain()`
    emitter, ///< nobody: `emit` itself updates statistics, stores and exporters
    nobody,  ///< the session takes no rows, and `run.emit` compiles to nothing
};

/// A worker that looks every millisecond while there are rows and every 4 ms when there are none.
struct background {
    using role = collection_role;
    static constexpr std::chrono::nanoseconds rest(std::size_t rows, std::chrono::nanoseconds before) noexcept {
        constexpr std::chrono::nanoseconds shortest = std::chrono::milliseconds{1}, longest = 4 * shortest;
        if (rows != 0 || before < shortest) return shortest;
        return 2 * before < longest ? 2 * before : longest;
    }
};
/// By `run.drain()`: for tests, fibers and programs that own their threads.
struct manual {
    using role = collection_role;
    static constexpr drained_by by = drained_by::caller;
};
/// For single-threaded programs only.
struct inplace {
    using role = collection_role;
    static constexpr drained_by by = drained_by::emitter;
};
struct off {
    using role = collection_role;
    static constexpr drained_by by = drained_by::nobody;
};

// What happens with a row that does not fit into its thread's ring. A policy that may choose `wait` says so by
// `static constexpr bool waits = true`; one that chooses `drop_oldest` has rows copied out of the rings, so that there
// are rows to drop while sinks work, by `static constexpr bool overwrites = true`.

/// Drops the new row and counts it `ring_full`.
struct drop_newest {
    using role = overflow_role;
    static constexpr overflow_choice on_full(full_ring const&) noexcept { return overflow_choice::drop_row; }
};
/// Drops the oldest rows and counts them `overwritten`; while the worker reads, the new row goes as `ring_full`.
struct overwrite_oldest {
    using role = overflow_role;
    static constexpr bool overwrites = true;
    static constexpr overflow_choice on_full(full_ring const&) noexcept { return overflow_choice::drop_oldest; }
};
/// Waits for room: loses nothing while the session runs, and gives up the promise not to block.
struct block {
    using role = overflow_role;
    static constexpr bool waits = true;
    static constexpr overflow_choice on_full(full_ring const&) noexcept { return overflow_choice::wait; }
};

// What stamps rows. A clock of one's own may say by `static timestamp wall(std::int64_t) noexcept` which time a reading
// stands for; without it, readings count from the session's start.

/// The processor's cycle counter where it runs at one rate (about 9 ns), `steady_clock` elsewhere.
struct tsc_clock {
    using role = clock_role;
    static std::int64_t now() noexcept { return static_cast<std::int64_t>(source().read()); }
    static detail::stamp_source source() noexcept { return detail::cycle_counter(); }
};
/// CLOCK_MONOTONIC, about 17 ns.
struct steady_clock {
    using role = clock_role;
    static std::int64_t now() noexcept { return static_cast<std::int64_t>(detail::read_steady()); }
    static constexpr detail::stamp_source source() noexcept { return {}; }
};
/// The scheduler's tick: good to 1 to 10 ms, about 5 ns.
struct coarse_clock {
    using role = clock_role;
    static std::int64_t now() noexcept { return static_cast<std::int64_t>(detail::read_coarse()); }
    static constexpr detail::stamp_source source() noexcept { return {.read = &detail::read_coarse}; }
};
/// One stamp for all rows of a training step, taken by `ct::step()`: the cheapest.
struct step_clock {
    using role = clock_role;
    static std::int64_t now() noexcept {
        stamp const step = detail::this_thread.step;
        return static_cast<std::int64_t>(step != 0 ? step : detail::read_steady());
    }
    static constexpr detail::stamp_source source() noexcept { return {.inlined = detail::inlined_clock::step}; }
};

namespace detail {
template <class Given>
struct not_a_ring {
    static_assert(accepted<Given>, "a ring has a power of two of bytes, at least 4096");
};
} // namespace detail

/// Bytes that each emitting thread's ring may have: a power of two, at least 4 KiB. It has 64 KiB at first, and grows
/// while its session falls behind. Of a policy of one's own the number is rounded up to what a ring can have.
template <std::size_t Bytes>
struct ring_of {
    using role = ring_role;
    static constexpr std::size_t bytes() noexcept {
        if constexpr (Bytes >= 4096 && (Bytes & (Bytes - 1)) == 0) return Bytes;
        else return sizeof(detail::not_a_ring<ring_of>);
    }
};

/// Bytes that all rings of the session may have together, also those that ended threads left. Rows of a thread for
/// which there is no ring are counted `ring_limit`; a ring that may not grow is full.
template <std::size_t Bytes>
struct rings_within {
    using role = ring_memory_role;
    static constexpr std::size_t bytes() noexcept { return Bytes; }
};

// Whom `ct::emit` reaches.

/// The session hears every thread of the process.
struct attached {
    using role = routing_role;
    static constexpr bool everyone() noexcept { return true; }
};
/// The session hears only the threads that are bound to it (`run.bind()`), and `run.emit`.
struct scoped {
    using role = routing_role;
    static constexpr bool everyone() noexcept { return false; }
};

/// How long stopping may take before what is left is counted `exit_deadline`.
template <unsigned Milliseconds>
struct exit_within {
    using role = deadline_role;
    static constexpr std::chrono::nanoseconds limit() noexcept { return std::chrono::milliseconds{Milliseconds}; }
};

/// How old rows may get until files that grow have them: then others can read them, and a kill does not take them. The
/// worker flushes twice as often; without one that is done where rows are handled.
template <unsigned Milliseconds>
struct flush_within {
    using role = flush_role;
    static constexpr std::chrono::nanoseconds limit() noexcept { return std::chrono::milliseconds{Milliseconds}; }
};

// What is done when a session has ended and rows were lost. Asked once, by who stopped it, outside all locks.

/// Says so on stderr, in one line.
struct print_loss {
    using role = loss_role;
    static void on_loss(loss_report const& of) noexcept { detail::print_error_line(of); }
};
/// Nothing: the program looks at `run.ledger().lost()` itself.
struct ignore_loss {
    using role = loss_role;
    static constexpr void on_loss(loss_report const&) noexcept {}
};

// What is done about a finding, besides that it is raised as an event. Asked within the pass by who handles rows: not to
// flush, drain or stop the session there.

/// What a session is to do.
enum class finding_action : unsigned char {
    nothing,
    pause,        ///< its experiment pauses: rows from now on are counted `paused`
    request_stop, ///< `run.stop_requested()` is true from now on: the loop ends itself
};

struct raise_only {
    using role = finding_role;
    static constexpr finding_action on_finding(found_in_row const&) noexcept { return finding_action::nothing; }
};
/// Asks for the end at the first finding that matters so much.
template <severity Least = severity::critical>
struct request_stop_on {
    using role = finding_role;
    static constexpr finding_action on_finding(found_in_row const& found) noexcept {
        return found.what.severity >= Least ? finding_action::request_stop : finding_action::nothing;
    }
};
/// Pauses at a finding that matters so much, until the program resumes.
template <severity Least = severity::critical>
struct pause_on {
    using role = finding_role;
    static constexpr finding_action on_finding(found_in_row const& found) noexcept {
        return found.what.severity >= Least ? finding_action::pause : finding_action::nothing;
    }
};

/// What a session has of each role that it is not given.
using default_policies = policy_pack<background, drop_newest, tsc_clock, ring_of<(std::size_t{1} << 20)>,
                                     rings_within<(std::size_t{1} << 26)>, attached, exit_within<2000>,
                                     flush_within<1000>, print_loss, raise_only, keep_personal>;

// The concepts.

template <class P>
concept collection_policy = policy_of<P, collection_role> && (
    requires { { P::by } -> std::same_as<drained_by const&>; } ||
    requires(std::size_t rows, std::chrono::nanoseconds before) {
        { P::rest(rows, before) } noexcept -> std::convertible_to<std::chrono::nanoseconds>;
    });
template <class P>
concept overflow_policy = policy_of<P, overflow_role> && requires(full_ring const& full) {
    { P::on_full(full) } noexcept -> std::same_as<overflow_choice>;
};
/// Any thread may call it, signal handlers too.
template <class P>
concept clock_policy = policy_of<P, clock_role> && requires {
    { P::now() } noexcept -> std::same_as<std::int64_t>;
};
template <class P>
concept ring_policy = policy_of<P, ring_role> && requires {
    { P::bytes() } noexcept -> std::same_as<std::size_t>;
};
template <class P>
concept ring_memory_policy = policy_of<P, ring_memory_role> && requires {
    { P::bytes() } noexcept -> std::same_as<std::size_t>;
};
template <class P>
concept routing_policy = policy_of<P, routing_role> && requires {
    { P::everyone() } noexcept -> std::same_as<bool>;
};
template <class P>
concept deadline_policy = policy_of<P, deadline_role> && requires {
    { P::limit() } noexcept -> std::convertible_to<std::chrono::nanoseconds>;
};
template <class P>
concept flush_policy = policy_of<P, flush_role> && requires {
    { P::limit() } noexcept -> std::convertible_to<std::chrono::nanoseconds>;
};
template <class P>
concept loss_policy = policy_of<P, loss_role> && requires(loss_report const& of) {
    { P::on_loss(of) } noexcept -> std::same_as<void>;
};
template <class P>
concept finding_policy = policy_of<P, finding_role> && requires(found_in_row const& found) {
    { P::on_finding(found) } noexcept -> std::same_as<finding_action>;
};

} // namespace crucible::telemetry
