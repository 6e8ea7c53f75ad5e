// SPDX-License-Identifier: MIT
#pragma once
// The worker: a thread that takes rounds, sooner when there was something to do, at once when somebody waits; and that
// can be dismissed by a deadline. On pthreads: <thread> and <condition_variable> would cost every compile a tenth.

#include <crucible/telemetry/core/detail/smaller.hpp>
#include <crucible/telemetry/core/detail/compiled.hpp>
#include <crucible/telemetry/core/error.hpp>
#include <crucible/telemetry/core/detail/owner.hpp>
#include <crucible/telemetry/core/detail/platform.hpp>

#include <csignal>
#include <mutex>
#include <pthread.h>
#include <utility>

namespace crucible::telemetry::detail {

/// A condition that is waited for by the monotonic clock.
class monotonic_condition {
public:
    monotonic_condition() noexcept {
        pthread_condattr_t attributes;
        ::pthread_condattr_init(&attributes);
        ::pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
        ::pthread_cond_init(&condition_, &attributes);
        ::pthread_condattr_destroy(&attributes);
    }
    monotonic_condition(monotonic_condition const&) = delete;
    monotonic_condition& operator=(monotonic_condition const&) = delete;
    ~monotonic_condition() { ::pthread_cond_destroy(&condition_); }

    void notify_all() noexcept { ::pthread_cond_broadcast(&condition_); }

    /// Waits until `holds()`, but no longer than `limit`; what `holds()` is then. The caller holds the mutex.
    template <class Holds>
    bool wait_for(std::mutex& held, std::chrono::nanoseconds limit, Holds holds) {
        stamp const end = read_steady() + static_cast<stamp>(larger(limit.count(), std::chrono::nanoseconds::rep{0}));
        timespec const until{static_cast<std::time_t>(end / 1'000'000'000U), static_cast<long>(end % 1'000'000'000U)};
        while (!holds())
            if (::pthread_cond_timedwait(&condition_, held.native_handle(), &until) != 0) return holds();
        return true;
    }

private:
    pthread_cond_t condition_;
};

class worker {
public:
    using rest_rule = std::chrono::nanoseconds (*)(std::size_t done, std::chrono::nanoseconds before) noexcept;

    /// `round()` returns how much it did; `last()` is called once, after the last round. Throws `error` when there is
    /// no thread to be had. `rest(done, before)`: how long it rests after a round that did so much; `before` is its last
    /// rest.
    template <class Round, class Last>
    void start(Round round, Last last, rest_rule rest) {
        struct task {
            worker& self;
            Round round;
            Last last;
            rest_rule rest;
        };
        sole_owner work{new task{*this, std::move(round), std::move(last), rest}};
        sigset_t all, before;
        ::sigfillset(&all); // signals are the host's business
        ::pthread_sigmask(SIG_SETMASK, &all, &before);
        int const failure = ::pthread_create(
            &thread_, nullptr,
            [](void* given) -> void* {
                sole_owner const own{static_cast<task*>(given)};
                own->self.work(own->round, own->last, own->rest);
                return nullptr;
            },
            work.get());
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        if (failure != 0)
            throw error{std::error_code{failure, std::generic_category()}, "cannot start a session's worker"};
        (void)work.release();
        running_ = true;
    }

    /// Waits for a round that begins after the call; false when the deadline passed first.
    bool flush(std::chrono::nanoseconds deadline);

    /// Has it take its last round, without waiting for that.
    void begin_to_leave() noexcept {
        std::lock_guard const lock{mutex_};
        leaving_ = true;
        wake_.notify_all();
    }

    /// Has it take its last round and end; false, and the thread is left to itself, when the deadline passed first.
    bool dismiss(std::chrono::nanoseconds deadline);

private:
    template <class Round, class Last>
    void work(Round const& round, Last const& last, rest_rule rest_after) {
        std::chrono::nanoseconds rest = rest_after(0, {});
        for (bool leaving = false; !leaving;) {
            std::unique_lock lock{mutex_};
            wake_.wait_for(mutex_, rest, [&] { return leaving_ || rounds_wanted_ != rounds_done_; });
            leaving = leaving_;
            std::uint64_t const wanted = rounds_wanted_;
            lock.unlock();
            rest = rest_after(round(), rest);
            lock.lock();
            rounds_done_ = wanted;
            progress_.notify_all();
        }
        last();
        std::lock_guard const lock{mutex_};
        finished_ = true;
        progress_.notify_all();
    }

    std::mutex mutex_;
    monotonic_condition wake_, progress_;
    std::uint64_t rounds_wanted_ = 0, rounds_done_ = 0;
    bool leaving_ = false, finished_ = false, running_ = false;
    pthread_t thread_{};
};

} // namespace crucible::telemetry::detail

#include <crucible/telemetry/session/detail/worker_functions.hpp>
