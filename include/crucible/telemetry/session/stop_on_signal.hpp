// SPDX-License-Identifier: MIT
#pragma once
// Opt-in: Ctrl-C and SIGTERM ask a program to stop instead of ending it. The handler sets a flag and does nothing else.
//   ct::stop_on_signal const stop; while (!stop.stop_requested()) train(); run.stop();

#include <crucible/telemetry/core/error.hpp>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <string>

namespace crucible::telemetry {

namespace detail {

/// The signals of a process that are remembered instead of ending it, and what they did before.
class remembered_signals {
public:
    static constexpr int most = 64; ///< Linux numbers them from 1 to 64

    constexpr remembered_signals() = default;
    static remembered_signals& get() noexcept;

    /// What came last since the count of users was 0; 0: none.
    static int received() noexcept { return received_.load(std::memory_order_acquire); }

    /// A bit for each; throws `error` for what is no signal.
    static std::uint64_t bits(std::initializer_list<int> chosen) {
        std::uint64_t all = 0;
        for (int const number : chosen) {
            if (number < 1 || number > most) refuse(number, EINVAL);
            all |= std::uint64_t{1} << (number - 1);
        }
        return all;
    }

    /// Adds a user. Throws `error`, and then adds none.
    void enter(std::uint64_t chosen) {
        std::lock_guard const lock{mutex_};
        if (users_ == 0) received_.store(0, std::memory_order_release);
        std::uint64_t begun = 0;
        for (int number = 1; number <= most; ++number) {
            std::uint64_t const bit = chosen & (std::uint64_t{1} << (number - 1));
            int const failure = bit == 0 ? 0 : begin(number);
            if (failure != 0) end_all(begun), refuse(number, failure);
            begun |= bit;
        }
        ++users_;
    }
    void leave(std::uint64_t chosen) noexcept {
        std::lock_guard const lock{mutex_};
        --users_;
        end_all(chosen);
    }

private:
    struct signal_of_a_kind {
        int users = 0;
        struct sigaction before {};
    };

    /// All that happens when a signal comes. By then the kernel has put the default action back (SA_RESETHAND).
    static void remember(int number) noexcept { received_.store(number, std::memory_order_release); }

    [[nodiscard]] signal_of_a_kind& kind(int number) noexcept { return kinds_[static_cast<std::size_t>(number - 1)]; }

    static bool is(struct sigaction const& now, void (*handler)(int)) noexcept { return now.sa_handler == handler; }

    /// 0, or why it cannot be handled.
    int begin(int number) noexcept {
        signal_of_a_kind& it = kind(number);
        if (it.users++ != 0) return 0;
        struct sigaction act {};
        act.sa_handler = &remember;
        ::sigemptyset(&act.sa_mask);
        // The host's system calls go on where they can, and a stack that it made for handlers is used.
        act.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART | SA_ONSTACK;
        if (::sigaction(number, nullptr, &it.before) == 0 &&
            (is(it.before, SIG_IGN) || ::sigaction(number, &act, nullptr) == 0))
            return 0;
        return --it.users, errno;
    }

    /// Puts back what there was, unless the host has put a handler of its own there since.
    void end(int number) noexcept {
        signal_of_a_kind& it = kind(number);
        if (--it.users != 0) return;
        struct sigaction now {};
        if (::sigaction(number, nullptr, &now) == 0 && (is(now, &remember) || is(now, SIG_DFL)))
            ::sigaction(number, &it.before, nullptr);
    }

    void end_all(std::uint64_t chosen) noexcept {
        for (int number = 1; number <= most; ++number)
            if ((chosen & (std::uint64_t{1} << (number - 1))) != 0) end(number);
    }

    [[noreturn]] static void refuse(int number, int failure) {
        throw error{std::error_code{failure, std::generic_category()},
                    "cannot stop on signal " + std::to_string(number) + " (name one that can be handled, as SIGINT)"};
    }

    static_assert(std::atomic<int>::is_always_lock_free, "a signal handler stores it");
    inline static constinit std::atomic<int> received_{0};

    std::mutex mutex_{};
    int users_ = 0;
    std::array<signal_of_a_kind, most> kinds_{};
};

inline constinit remembered_signals the_remembered_signals{};
inline remembered_signals& remembered_signals::get() noexcept { return the_remembered_signals; }

} // namespace detail

/// While one lives, the first signal of each kind is remembered, and the second has its default action: so a program
/// that does not come to its end can be ended. The last one that goes puts back the handlers that there were. A signal
/// that is ignored, as by nohup, stays so. One is enough for a program; several share what was received.
class stop_on_signal {
public:
    stop_on_signal() : stop_on_signal{SIGINT, SIGTERM} {}
    /// Throws `error` for what is no signal or cannot be handled. Naming one twice is naming it once.
    stop_on_signal(std::initializer_list<int> chosen) : signals_{detail::remembered_signals::bits(chosen)} {
        detail::remembered_signals::get().enter(signals_);
    }
    stop_on_signal(stop_on_signal const&) = delete;
    stop_on_signal& operator=(stop_on_signal const&) = delete;
    ~stop_on_signal() { detail::remembered_signals::get().leave(signals_); }

    /// Whether a signal came since the first of those that live was made. From any thread; the cost of a load.
    [[nodiscard]] static bool stop_requested() noexcept { return received() != 0; }
    /// The number of the last one, 0 for none: to end as if by it, put back what there was and `raise` it.
    [[nodiscard]] static int received() noexcept { return detail::remembered_signals::received(); }

private:
    std::uint64_t signals_; ///< a bit for each
};

} // namespace crucible::telemetry
