// SPDX-License-Identifier: MIT
#pragma once
// Has a signal handler interrupt what a test does, again and again.

#include "emit/vocabulary.hpp"

#include <atomic>
#include <csignal>
#include <sys/time.h>

namespace test {

/// What handlers have emitted: they count it themselves.
inline std::atomic<std::uint64_t> from_handler{0};

/// While it lives, `handler` interrupts the process every 50 us, of all threads that do not block the signal.
class interrupted {
public:
    explicit interrupted(void (*handler)(int)) {
        from_handler = 0;
        struct sigaction act {};
        act.sa_handler = handler;
        act.sa_flags = SA_RESTART;
        ::sigaction(SIGALRM, &act, &before_);
        every(50);
    }
    interrupted(interrupted const&) = delete;
    interrupted& operator=(interrupted const&) = delete;
    ~interrupted() {
        every(0);
        sigset_t waiting; // one that was raised before the timer was stopped
        while (::sigpending(&waiting) == 0 && ::sigismember(&waiting, SIGALRM) == 1) std::this_thread::yield();
        ::sigaction(SIGALRM, &before_, nullptr);
    }

private:
    static void every(suseconds_t microseconds) {
        itimerval const time{{0, microseconds}, {0, microseconds}};
        ::setitimer(ITIMER_REAL, &time, nullptr);
    }
    struct sigaction before_ {};
};

/// The thread sanitizer delivers signals at system calls only, so handlers hardly ever interrupt anything there.
inline constexpr std::uint64_t interrupts_wanted = under_tsan ? 0 : 2'000;

template <class Work>
void until_interrupted(Work work) {
    auto const deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (from_handler < interrupts_wanted && std::chrono::steady_clock::now() < deadline) work();
}

} // namespace test
