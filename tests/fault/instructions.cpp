// SPDX-License-Identifier: MIT
// How many instructions emission executes, counted one by one with the debugger's interface: the same on every run.
// This program is always compiled with -O2.
#include "emit/vocabulary.hpp"
#include "session/recorder.hpp"
#include "tally/vocabulary.hpp"

#include <csignal>
#include <memory>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#if !defined(__x86_64__) || !defined(__OPTIMIZE__) || defined(CRUCIBLE_TELEMETRY_UNDER_ASAN) || \
    defined(CRUCIBLE_TELEMETRY_UNDER_TSAN)

TEST_CASE("instructions of emission") { SKIP("counted on x86-64 only, optimised and without sanitizers"); }

#else

namespace {

constexpr auto watched = ct::watch(batch);
constexpr auto policies = ct::policies<ct::manual>;
constexpr auto with_step_clock = ct::policies<ct::manual, ct::step_clock>;
ct::experiment const about{.name = "instructions"};
constexpr int not_allowed = -1;
constexpr int most_when_off = 7;
#if defined(__clang__)
constexpr int most_of_a_counter = 14; // it moves an argument, and takes the address of what is the thread's in two steps
#else
constexpr int most_of_a_counter = 12;
#endif

[[gnu::noinline]] void nothing_at_all(std::int64_t step, double loss) { asm volatile("" : : "r"(step), "x"(loss)); }
[[gnu::noinline]] void emit_batch(std::int64_t step, double loss) { ct::emit(batch(m::step = step, m::loss = loss)); }

[[gnu::noinline]] void emit_token(std::int64_t tokens, double) { ct::emit(token_out(m::tokens = tokens)); }

using function = void (*)(std::int64_t, double);

/// Calls it between two breakpoints.
[[gnu::noinline]] void call_between_breakpoints(function f) {
    asm volatile("int3");
    f(7, 0.5);
    asm volatile("int3");
}

/// Runs a stopped child to its next breakpoint.
bool run_to_breakpoint(pid_t child) {
    int status = 0;
    return ::ptrace(PTRACE_CONT, child, nullptr, nullptr) == 0 && ::waitpid(child, &status, 0) == child &&
           WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP;
}

/// Single steps until the next breakpoint.
int steps_to_breakpoint(pid_t child) {
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

template <class Policies>
auto a_session(Policies) {
    return std::make_unique<ct::session<ct::experiment, std::remove_const_t<decltype(watched)>, Policies>>(about, watched, Policies{});
}

} // namespace

TEST_CASE("with nobody listening emission is at most seven instructions, the return apart") {
    int const n = instructions_of(&emit_batch, [] { return 0; });
    INFO(n << " instructions");
    CHECK(n <= most_when_off);
}

TEST_CASE("a row of two measurements is a bounded number of instructions") {
    int const n = instructions_of(&emit_batch, [] { return a_session(policies); });
    INFO(n << " instructions");
    CHECK(n <= 44);
}

TEST_CASE("a counter of two statistics is about a dozen instructions, the return apart") {
    auto const ready = [] {
        return std::make_unique<ct::session<ct::experiment, decltype(ct::watch(token_out)), std::remove_const_t<decltype(policies)>>>(
            about, ct::watch(token_out), policies);
    };
    int const n = instructions_of(&emit_token, ready);
    INFO(n << " instructions");
    CHECK(n <= most_of_a_counter);
    CHECK(instructions_of(&emit_token, [] { return 0; }) <= most_when_off);
}

TEST_CASE("with the step clock it is fewer still") {
    auto const ready = [] {
        auto run = a_session(with_step_clock);
        ct::step();
        return run;
    };
    int const n = instructions_of(&emit_batch, ready);
    INFO(n << " instructions");
    CHECK(n <= 41);
}

TEST_CASE("in a context, a row that carries none of its words is as many as without") {
    struct held {
        decltype(a_session(policies)) run;
        std::unique_ptr<ct::context> here;
    };
    int const without = instructions_of(&emit_batch, [] { return held{a_session(policies), nullptr}; });
    int const within = instructions_of(&emit_batch, [] {
        return held{a_session(policies), std::make_unique<ct::context>(ct::context_values{.user_id = "u7"})};
    });
    CHECK(within == without);
}

TEST_CASE("with a stalled exporter it is as many as with one that works") {
    auto const session_with = [](bool stalling) {
        return [stalling] {
            struct held {
                test::recorder exporter{};
                std::unique_ptr<ct::session<ct::experiment, std::remove_const_t<decltype(watched)>, ct::policy_pack<>, test::recorder>>
                    run{};
            };
            auto all = std::make_unique<held>();
            all->exporter.to->stalls = stalling;
            all->run = std::make_unique<
                ct::session<ct::experiment, std::remove_const_t<decltype(watched)>, ct::policy_pack<>, test::recorder>>(
                about, watched, ct::policy_pack<>{}, all->exporter);
            ct::emit(row_of(0));
            if (stalling) (void)eventually([&] { return all->exporter.to->stalled.load(); });
            return all;
        };
    };
    int const working = instructions_of(&emit_batch, session_with(false));
    int const stalled = instructions_of(&emit_batch, session_with(true));
    CHECK(working == stalled);
}

#endif
