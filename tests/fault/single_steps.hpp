// SPDX-License-Identifier: MIT
#pragma once
// Counts the instructions of a call, one by one with the debugger's interface: the same on every run.

#include "sanitizers.hpp"

#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <cstdint>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__) && defined(__OPTIMIZE__) && !defined(CRUCIBLE_TELEMETRY_UNDER_ASAN) && \
    !defined(CRUCIBLE_TELEMETRY_UNDER_TSAN)
#define TEST_COUNTS_INSTRUCTIONS 1

namespace test {

inline constexpr int not_allowed = -1;

[[gnu::noinline]] inline void nothing_at_all(std::int64_t step, double loss) {
    asm volatile("" : : "r"(step), "x"(loss));
}

using function = void (*)(std::int64_t, double);

/// Calls it between two breakpoints.
[[gnu::noinline]] inline void call_between_breakpoints(function f) {
    asm volatile("int3");
    f(7, 0.5);
    asm volatile("int3");
}

/// Runs a stopped child to its next breakpoint.
inline bool run_to_breakpoint(pid_t child) {
    int status = 0;
    return ::ptrace(PTRACE_CONT, child, nullptr, nullptr) == 0 && ::waitpid(child, &status, 0) == child &&
           WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP;
}

/// Single steps until the next breakpoint.
inline int steps_to_breakpoint(pid_t child) {
    for (int steps = 0;; ++steps) {
        int status = 0;
        siginfo_t why{};
        if (::ptrace(PTRACE_SINGLESTEP, child, nullptr, nullptr) != 0 || ::waitpid(child, &status, 0) != child)
            return not_allowed;
        if (!WIFSTOPPED(status) || ::ptrace(PTRACE_GETSIGINFO, child, nullptr, &why) != 0) return not_allowed;
        if (why.si_code == SI_KERNEL) return steps;
    }
}

/// Instructions of a call of `f` in a child that was made ready by `prepare`.
template <class Prepare>
int count_call(function f, Prepare prepare) {
    pid_t const child = ::fork();
    if (child == 0) {
        ::alarm(60);
        [[maybe_unused]] auto const ready = prepare();
        for (int i = 0; i != 3; ++i) f(i, 0.5); // the thread is known, and the way is
        if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(1);
        ::raise(SIGSTOP);
        call_between_breakpoints(f);
        ::_exit(0);
    }
    int status = 0;
    bool const stopped = child > 0 && ::waitpid(child, &status, 0) == child && WIFSTOPPED(status);
    int const steps = stopped && run_to_breakpoint(child) ? steps_to_breakpoint(child) : not_allowed;
    if (child > 0) ::kill(child, SIGKILL), ::waitpid(child, &status, 0);
    return steps;
}

/// The same, without the instructions of the call itself.
template <class Prepare>
int instructions_of(function f, Prepare prepare) {
    int const empty = count_call(&nothing_at_all, prepare);
    int const all = count_call(f, prepare);
    if (empty == not_allowed || all == not_allowed) SKIP("single steps are not allowed here");
    return all - empty;
}

} // namespace test

#else
#define TEST_COUNTS_INSTRUCTIONS 0
#endif
