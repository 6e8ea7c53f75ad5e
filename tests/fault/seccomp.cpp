// SPDX-License-Identifier: MIT
// Emission enters the kernel for nothing: a thread that may call nothing but exit emits a million rows.
#include "emit/child.hpp"
#include "emit/vocabulary.hpp"

#include <atomic>
#include <cstddef>
#include <cstring>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <string>
#include <sys/prctl.h>
#include <sys/syscall.h>

namespace {

constexpr auto watched = ct::watch(batch, remark);
constexpr int no_seccomp = 77;

/// Read, write and exit are allowed, and the kernel takes the cycle counter away: SIGSEGV where it is read.
bool strict() { return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) == 0; }

/// Only exit is allowed; the cycle counter may be read, also by the clocks that the kernel maps into every process.
bool only_exit() {
    sock_filter filter[]{{BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
                         {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_exit},
                         {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
                         {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_KILL_THREAD}};
    sock_fprog const program{static_cast<unsigned short>(std::size(filter)), filter};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

struct confined {
    bool (*enter)();
    void (*before)();
    void (*within)();
    std::atomic<bool> entered{false}, survived{false};
};

void* run_confined(void* given) {
    auto& c = *static_cast<confined*>(given);
    c.before();
    c.entered = true; // a failure to enter resets it
    if (!c.enter()) {
        c.entered = false;
        return nullptr;
    }
    c.within();
    c.survived = true;
    ::syscall(SYS_exit, 0); // the thread alone, without destructors
    return nullptr;
}

/// 0: the thread survived; 1: it was killed.
int confine(bool (*enter)(), void (*before)(), void (*within)()) {
    confined c{enter, before, within};
    pthread_t thread{};
    if (::pthread_create(&thread, nullptr, &run_confined, &c) != 0) return 2;
    ::pthread_join(thread, nullptr);
    if (!c.entered) return no_seccomp;
    return c.survived ? 0 : 1;
}

void emit_first() {
    ct::step();
    ct::emit(row_of(0));
    ct::emit(remark(m::step = 0, m::note = "first"));
}

void emit_a_million() {
    for (int i = 0; i != 1'000'000; ++i) {
        ct::emit(row_of(i));
        if (i % 8 == 0) ct::emit(remark(m::step = i, m::note = "a note that is carried along"));
    }
}

/// What a child finds out about its own session.
template <class... Policies>
int emit_confined(bool (*enter)(), void (*before)() = &emit_first) {
    ct::session run{{.name = "seccomp"}, watched, ct::policies<Policies...>, ct::nothing{}};
    int const result = confine(enter, before, &emit_a_million);
    if (result != 0) return result;
    if (run.flush(ages)) return 3;
    ct::ledger const now = run.ledger();
    return now.emitted == 1'125'002 && now.in_flight == 0 && now.balanced() && now.total().recorded > 0 ? 0 : 4;
}

void check(int result, int expected = 0) {
    if (result == no_seccomp) SKIP("the kernel does not offer seccomp here");
    CHECK(result == expected);
}

void skip_under_tsan() {
    if (under_tsan) SKIP("the thread sanitizer makes system calls of its own");
}

} // namespace

TEMPLATE_TEST_CASE("a million rows in strict mode", "", ct::drop_newest, ct::overwrite_oldest) {
    skip_under_tsan();
    check(test::in_child([] { return emit_confined<ct::step_clock, TestType>(&strict); }));
}

TEMPLATE_TEST_CASE("a million rows where exit alone is allowed, with every clock", "", ct::tsc_clock, ct::steady_clock,
                   ct::coarse_clock, ct::step_clock) {
    skip_under_tsan();
    check(test::in_child([] { return emit_confined<TestType>(&only_exit); }));
}

TEST_CASE("a thread whose first row is emitted there is killed: the test can tell") {
    skip_under_tsan();
    check(test::in_child([] { return emit_confined<ct::step_clock>(&strict, [] { ct::step(); }); }), 1);
    check(test::in_child([] { return emit_confined<ct::tsc_clock>(&only_exit, [] {}); }), 1);
}

TEST_CASE("one system call among the rows is found") {
    skip_under_tsan();
    check(test::in_child([] {
              ct::session run{{.name = "bad"}, watched, ct::policies<ct::step_clock>, ct::nothing{}};
              return confine(&only_exit, &emit_first, [] {
                  ct::emit(row_of(1));
                  (void)::syscall(SYS_getppid);
              });
          }),
          1);
}
