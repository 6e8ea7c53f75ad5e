// SPDX-License-Identifier: MIT
#pragma once
// The worker: a thread that takes rounds, sooner when there was something to do, at once when somebody waits; and that
// can be dismissed by a deadline.

#include <crucible/telemetry/core/clock.hpp>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <mutex>
#include <thread>
#include <utility>

namespace crucible::telemetry::detail {

class worker {
public:
    /// `round()` returns how much it did; `last()` is called once, after the last round.
    template <class Round, class Last>
    void start(Round round, Last last) {
        sigset_t all, before;
        ::sigfillset(&all); // signals are the host's business
        ::pthread_sigmask(SIG_SETMASK, &all, &before);
        try {
            thread_ = std::thread{[this, round = std::move(round), last = std::move(last)] { work(round, last); }};
        } catch (...) {
            ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
            throw;
        }
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }

    /// Waits for a round that begins after the call; false when the deadline passed first.
    bool flush(std::chrono::nanoseconds deadline) {
        std::unique_lock lock{mutex_};
        std::uint64_t const mine = ++rounds_wanted_;
        wake_.notify_all();
        return progress_.wait_for(lock, deadline, [&] { return rounds_done_ >= mine || finished_; });
    }

    /// Has it take its last round and end; false, and the thread is left to itself, when the deadline passed first.
    bool dismiss(std::chrono::nanoseconds deadline) {
        std::unique_lock lock{mutex_};
        leaving_ = true;
        wake_.notify_all();
        bool const in_time = progress_.wait_for(lock, deadline, [&] { return finished_; });
        if (!thread_.joinable()) return in_time;
        std::thread gone = std::move(thread_);
        lock.unlock();
        if (in_time) gone.join();
        else gone.detach();
        return in_time;
    }

private:
    template <class Round, class Last>
    void work(Round const& round, Last const& last) {
        constexpr std::chrono::milliseconds shortest{1}, longest{4};
        std::chrono::milliseconds rest = shortest;
        for (bool leaving = false; !leaving;) {
            std::unique_lock lock{mutex_};
            wake_.wait_for(lock, rest, [&] { return leaving_ || rounds_wanted_ != rounds_done_; });
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
    std::condition_variable wake_, progress_;
    std::uint64_t rounds_wanted_ = 0, rounds_done_ = 0;
    bool leaving_ = false, finished_ = false;
    std::thread thread_;
};

} // namespace crucible::telemetry::detail
