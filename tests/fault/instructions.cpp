// SPDX-License-Identifier: MIT
// How many instructions emission executes, counted one by one with the debugger's interface: the same on every run.
// This program is always compiled with -O2.
#include "emit/vocabulary.hpp"
#include "fault/single_steps.hpp"
#include "session/recorder.hpp"
#include "tally/vocabulary.hpp"

#include <memory>

#if !TEST_COUNTS_INSTRUCTIONS

TEST_CASE("instructions of emission") { SKIP("counted on x86-64 only, optimised and without sanitizers"); }

#else

namespace {

using test::instructions_of;

constexpr auto watched = ct::watch(batch);
constexpr auto policies = ct::policies<ct::manual>;
constexpr auto with_step_clock = ct::policies<ct::manual, ct::step_clock>;
ct::experiment const about{.name = "instructions"};
constexpr int most_when_off = 7;
#if defined(__clang__)
constexpr int most_of_a_counter = 14; // it moves an argument, and takes the address of what is the thread's in two steps
#else
constexpr int most_of_a_counter = 12;
#endif

[[gnu::noinline]] void emit_batch(std::int64_t step, double loss) { ct::emit(batch(m::step = step, m::loss = loss)); }

[[gnu::noinline]] void emit_token(std::int64_t tokens, double) { ct::emit(token_out(m::tokens = tokens)); }

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
