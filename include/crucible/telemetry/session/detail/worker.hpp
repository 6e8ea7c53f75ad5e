// SPDX-License-Identifier: MIT
#pragma once
// The worker: a thread that takes rounds, sooner when there was something to do, at once when somebody waits; and that
// can be dismissed by a deadline. On pthreads: <thread> and <condition_variable> would cost every compile a tenth.

#include <crucible/telemetry/core/error.hpp>
#include <crucible/telemetry/core/detail/platform.hpp>

#include <algorithm>
#include <csignal>
#include <memory>
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
        stamp const end = read_steady() + static_cast<stamp>(std::max(limit.count(), std::chrono::nanoseconds::rep{0}));
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
    /// `round()` returns how much it did; `last()` is called once, after the last round. Throws `error` when there is
    /// no thread to be had.
    template <class Round, class Last>
    void start(Round round, Last last) {
        struct task {
            worker& self;
            Round round;
            Last last;
        };
        auto work = std::make_unique<task>(task{*this, std::move(round), std::move(last)});
        sigset_t all, before;
        ::sigfillset(&all); // signals are the host's business
        ::pthread_sigmask(SIG_SETMASK, &all, &before);
        int const failure = ::pthread_create(
            &thread_, nullptr,
            [](void* given) -> void* {
                std::unique_ptr<task> const own{static_cast<task*>(given)};
                own->self.work(own->round, own->last);
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
    bool flush(std::chrono::nanoseconds deadline) {
        std::lock_guard const lock{mutex_};
        std::uint64_t const mine = ++rounds_wanted_;
        wake_.notify_all();
        return progress_.wait_for(mutex_, deadline, [&] { return rounds_done_ >= mine || finished_; });
    }

    /// Has it take its last round and end; false, and the thread is left to itself, when the deadline passed first.
    bool dismiss(std::chrono::nanoseconds deadline) {
        std::unique_lock lock{mutex_};
        leaving_ = true;
        wake_.notify_all();
        bool const in_time = progress_.wait_for(mutex_, deadline, [&] { return finished_; });
        if (!std::exchange(running_, false)) return in_time;
        lock.unlock();
        if (in_time) ::pthread_join(thread_, nullptr);
        else ::pthread_detach(thread_);
        return in_time;
    }

private:
    template <class Round, class Last>
    void work(Round const& round, Last const& last) {
        constexpr std::chrono::milliseconds shortest{1}, longest{4};
        std::chrono::milliseconds rest = shortest;
        for (bool leaving = false; !leaving;) {
            std::unique_lock lock{mutex_};
            wake_.wait_for(mutex_, rest, [&] { return leaving_ || rounds_wanted_ != rounds_done_; });
            leaving = leaving_;
            std::uint64_t const wanted = rounds_wanted_;
            lock.unlock();
            rest = round() != 0 ? shortest : std::min(rest * 2, longest);
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
