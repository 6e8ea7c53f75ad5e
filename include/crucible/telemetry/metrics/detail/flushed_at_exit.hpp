// SPDX-License-Identifier: MIT
#pragma once
// What outlives `main` and is part of a process: logs that nobody destroyed are flushed at exit, and a forked child
// knows that it is not the process of its parent's logs.

#include <crucible/telemetry/core/clock.hpp>
#include <crucible/telemetry/core/detail/at_fork.hpp>
#include <crucible/telemetry/core/detail/platform.hpp>

#include <atomic>
#include <cstdlib>
#include <mutex>

namespace crucible::telemetry::detail {

inline std::atomic<std::uint64_t> forks_of_this_process{0};

/// A base. Entered at the end of construction, left at the beginning of destruction. A log with static storage is
/// destroyed, and so has left, before exit flushes: the first one that enters asks for that within its constructor.
class flushed_at_exit {
public:
    flushed_at_exit() = default;
    flushed_at_exit(flushed_at_exit const&) = delete;
    flushed_at_exit& operator=(flushed_at_exit const&) = delete;

protected:
    ~flushed_at_exit() = default;

    void enter() noexcept {
        static bool const asked = std::atexit(&flush_all) == 0;
        (void)asked;
        std::lock_guard const lock{mutex_};
        next_ = first_;
        if (next_ != nullptr) next_->previous_ = this;
        first_ = this;
    }

    /// Waits while exit flushes.
    void leave() noexcept {
        std::lock_guard const lock{mutex_};
        if (next_ != nullptr) next_->previous_ = previous_;
        (previous_ != nullptr ? previous_->next_ : first_) = next_;
    }

private:
    virtual void flush_at_exit(stamp deadline) noexcept = 0;

    /// One deadline for all.
    static void flush_all() noexcept {
        constexpr std::uint64_t patience = 2'000'000'000; // ns
        std::lock_guard const lock{mutex_};
        stamp const deadline = read_steady() + patience;
        for (flushed_at_exit* each = first_; each != nullptr; each = each->next_) each->flush_at_exit(deadline);
    }

    static void begin_fork() noexcept { mutex_.lock(); }
    static void end_fork() noexcept { mutex_.unlock(); }
    static void begin_child() noexcept {
        mutex_.unlock();
        forks_of_this_process.fetch_add(1, std::memory_order_relaxed);
    }

    inline static constinit std::mutex mutex_{};
    inline static flushed_at_exit* first_ = nullptr;
    inline static at_fork const forks_are_watched{&begin_fork, &end_fork, &begin_child};

    flushed_at_exit* next_ = nullptr;
    flushed_at_exit* previous_ = nullptr;
};

} // namespace crucible::telemetry::detail
