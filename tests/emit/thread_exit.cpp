// SPDX-License-Identifier: MIT
// Threads that come, emit and go, in all the ways in which threads end.
#include "emit/child.hpp"
#include "emit/vocabulary.hpp"
#include "session/recorder.hpp"

#include <atomic>
#include <cstdio>
#include <pthread.h>

namespace {

constexpr auto batches = ct::watch(batch);
ct::experiment const about{.name = "threads"};

/// Resident memory of this process in bytes.
std::size_t resident() {
    unsigned long total = 0, pages = 0;
    std::FILE* const from = std::fopen("/proc/self/statm", "r");
    if (from != nullptr && std::fscanf(from, "%lu %lu", &total, &pages) != 2) pages = 0;
    if (from != nullptr) std::fclose(from);
    return pages * 4096;
}

struct emits_at_the_end {
    std::int64_t rows = 0;
    ~emits_at_the_end() { emit_steps(0, rows); }
};

void emit_as_thread_local_dies(std::int64_t rows) {
    thread_local emits_at_the_end last;
    last.rows = rows;
}

/// A key whose destructor emits, in the first round of destructors and again in the second, after everything else of the
/// thread was torn down.
pthread_key_t emitting_key() {
    static pthread_key_t const key = [] {
        pthread_key_t made{};
        ::pthread_key_create(&made, [](void* rounds_left) {
            ct::emit(row_of(0));
            auto const left = reinterpret_cast<std::uintptr_t>(rounds_left);
            if (left != 1) ::pthread_setspecific(emitting_key(), reinterpret_cast<void*>(left - 1));
        });
        return made;
    }();
    return key;
}

void* emit_and_leave_by_pthread_exit(void*) {
    emit_steps(0, 10);
    ::pthread_exit(nullptr);
}

void* emit_until_cancelled(void* ready) {
    emit_steps(0, 10);
    static_cast<std::atomic<bool>*>(ready)->store(true);
    for (;;) std::this_thread::sleep_for(std::chrono::milliseconds{1}); // a cancellation point
}

} // namespace

TEST_CASE("a thousand short threads: every row is recorded and memory does not grow") {
    constexpr int threads = 1000, at_once = 4;
    ct::session run{about, batches, ct::policies<ct::block, ct::ring_of<65536>>, ct::nothing{}};
    std::uint64_t emitted = 0;
    std::size_t early = 0;
    for (int i = 0; i < threads; i += at_once) {
        std::vector<std::thread> some;
        for (int t = i; t != i + at_once; ++t) {
            some.emplace_back([t] {
                if (t % 3 == 0) emit_as_thread_local_dies(t % 7);
                emit_steps(0, t * 37 % 501);
            });
            emitted += static_cast<std::uint64_t>(t * 37 % 501 + (t % 3 == 0 ? t % 7 : 0));
        }
        for (auto& t : some) t.join();
        if (i == threads / 5) {
            REQUIRE_FALSE(run.flush(ages));
            early = resident();
        }
    }
    REQUIRE_FALSE(run.flush(ages));
    check_exact(run.ledger(), emitted);
    CHECK(run.ledger().total().recorded == emitted);
    // 800 rings more are 50 MiB; the C library caches a few of stacks and arenas; the sanitizers keep what was freed.
    if (!under_asan && !under_tsan) CHECK(resident() < early + (std::size_t{16} << 20));
}

TEST_CASE("threads that outlive the session, and threads that never emitted") {
    std::atomic<bool> over{false};
    std::vector<std::thread> threads;
    {
        ct::session run{about, batches, ct::nothing{}};
        for (int i = 0; i != 8; ++i)
            threads.emplace_back([&, i] {
                if (i % 2 == 0) emit_steps(0, 100);
                while (!over) std::this_thread::yield();
                emit_steps(0, 100);
            });
        CHECK(eventually([&] { return run.ledger().emitted == 400; }));
        REQUIRE_FALSE(run.stop());
        check_exact(run.ledger(), 400);
    }
    over = true;
    for (auto& t : threads) t.join();
}

TEST_CASE("rows from the destructors of thread_local objects count") {
    ct::session run{about, batches, ct::policies<ct::manual>};
    for (int i = 0; i != 50; ++i)
        std::thread{[i] {
            if (i % 2 == 0) emit_steps(0, 1);
            emit_as_thread_local_dies(3);
        }}.join();
    run.drain();
    check_exact(run.ledger(), 50 * 3 + 25);
    CHECK(run.ledger().total().recorded == 50 * 3 + 25);
}

TEST_CASE("rows from the destructors of thread-specific data count, however late they run") {
    constexpr std::uintptr_t most_rounds = under_tsan ? 1 : 4; // the thread sanitizer leaves the thread in its own
    ct::session run{about, batches, ct::policies<ct::manual>};
    std::uint64_t emitted = 0;
    for (std::uintptr_t rounds = 1; rounds <= most_rounds; ++rounds) {
        std::thread{[&] {
            emit_steps(0, 5);
            ::pthread_setspecific(emitting_key(), reinterpret_cast<void*>(rounds));
        }}.join();
        emitted += 5 + rounds;
    }
    run.drain();
    check_exact(run.ledger(), emitted);
    CHECK(run.ledger().total().recorded == emitted);
    ct::session later{about, batches, ct::policies<ct::manual>};
    std::thread{[] { emit_steps(0, 5); }}.join();
    later.drain();
    check_exact(later.ledger(), 5);
}

TEST_CASE("threads that end by pthread_exit or are cancelled") {
    ct::session run{about, batches, ct::policies<ct::manual>};
    pthread_t thread{};
    REQUIRE(::pthread_create(&thread, nullptr, &emit_and_leave_by_pthread_exit, nullptr) == 0);
    ::pthread_join(thread, nullptr);
    std::atomic<bool> ready{false};
    REQUIRE(::pthread_create(&thread, nullptr, &emit_until_cancelled, &ready) == 0);
    CHECK(eventually([&] { return ready.load(); }));
    ::pthread_cancel(thread);
    ::pthread_join(thread, nullptr);
    run.drain();
    check_exact(run.ledger(), 20);
    CHECK(run.rows(batch).size() == 20);
}

TEST_CASE("a thread that is cancelled while it waits for room ends when it has it, and its process goes on") {
    if (under_tsan) SKIP("the thread sanitizer does not know cancellation");
    CHECK(test::in_child([] {
              test::recorder exporter;
              exporter.to->stalls = true;
              ct::session run{about, batches, ct::policies<ct::block, ct::ring_of<4096>>, exporter};
              static std::atomic<std::int64_t> emitted{0};
              pthread_t thread{};
              auto const emit_for_ever = [](void*) -> void* {
                  for (;; ::pthread_testcancel()) ct::emit(row_of(emitted++));
              };
              if (::pthread_create(&thread, nullptr, emit_for_ever, nullptr) != 0) return 1;
              if (!eventually([&] { return run.ledger().emitted > 128; })) return 2;
              std::this_thread::sleep_for(std::chrono::milliseconds{5}); // it waits now
              ::pthread_cancel(thread);
              exporter.to->go_on();
              void* how = nullptr;
              if (::pthread_join(thread, &how) != 0 || how != PTHREAD_CANCELED) return 3;
              if (run.stop()) return 4;
              ct::ledger const now = run.ledger();
              auto const rows = static_cast<std::uint64_t>(emitted.load());
              return now.balanced() && now.emitted == rows && now.total().recorded == rows ? 0 : 5;
          }) == 0);
}

TEST_CASE("each thread of a session has a number of its own") {
    ct::session run{about, batches, ct::policies<ct::manual>};
    emit_steps(0, 2);
    for (int i = 1; i != 5; ++i) std::thread{[i] { emit_steps(10 * i, 10 * i + 2); }}.join();
    run.drain();
    auto const rows = run.rows(batch);
    REQUIRE(rows.size() == 10);
    for (std::size_t i = 0; i != 10; ++i) CHECK(rows[i].thread == i / 2);
}
