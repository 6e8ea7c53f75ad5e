// SPDX-License-Identifier: MIT
#pragma once
// What happens around fork, registered in one place: constant-initialised handlers that come in as objects of this type
// are made.

#include <atomic>
#include <pthread.h>

namespace crucible::telemetry::detail {

/// Handlers around every `fork` of the process, from where the object is made on; null: nothing to do. Those that run
/// before it run in the reverse order. Pre-condition: the object is static. Make it before `main`: what a first use
/// would set up, a child might find half set up by a thread that it lacks.
class at_fork {
public:
    using handler = void (*)() noexcept;

    at_fork(handler before, handler in_parent, handler in_child) noexcept
        : handlers_{before, in_parent, in_child},
          earlier_{latest.load(std::memory_order_relaxed)} {
        while (!latest.compare_exchange_weak(earlier_, this, std::memory_order_release)) {
        }
        if (!registered.exchange(true)) (void)::pthread_atfork(&run<0>, &run<1>, &run<2>);
    }
    at_fork(at_fork const&) = delete;
    at_fork& operator=(at_fork const&) = delete;

private:
    template <int When>
    static void run() noexcept {
        for (at_fork const* next = latest.load(std::memory_order_acquire); next != nullptr; next = next->earlier_)
            if (next->handlers_[When] != nullptr) next->handlers_[When]();
    }

    // Of each shared library for itself: the C library forgets what a library registered when it is unloaded.
    [[gnu::visibility("hidden")]] inline static constinit std::atomic<at_fork*> latest{nullptr};
    [[gnu::visibility("hidden")]] inline static constinit std::atomic<bool> registered{false};

    handler const handlers_[3];
    at_fork* earlier_;
};

} // namespace crucible::telemetry::detail
