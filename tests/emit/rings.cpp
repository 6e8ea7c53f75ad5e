// SPDX-License-Identifier: MIT
// Memory of rings: what a first row costs, what ended threads and sessions give back, and the bound of all together.
#include "emit/child.hpp"
#include "emit/vocabulary.hpp"
#include "session/recorder.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <malloc.h>
#include <set>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

namespace {

constexpr auto batches = ct::watch(batch);
ct::experiment const about{.name = "rings"};
constexpr std::size_t kibi = 1024, mebi = 1024 * kibi;

struct memory {
    std::size_t mapped = 0, resident = 0; ///< bytes
};

/// So that the C library gives large blocks back when they are freed.
int const large_blocks_are_mapped = ::mallopt(M_MMAP_THRESHOLD, 1 << 17);
/// Otherwise threads that meet there map 64 MiB more.
int const one_heap = ::mallopt(M_ARENA_MAX, 1);

memory in_use() {
    ::malloc_trim(0); // what the C library keeps of what was given back to it is not ours
    unsigned long total = 0, pages = 0;
    std::FILE* const from = std::fopen("/proc/self/statm", "r");
    if (from != nullptr && std::fscanf(from, "%lu %lu", &total, &pages) != 2) total = pages = 0;
    if (from != nullptr) std::fclose(from);
    auto const page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return {total * page, pages * page};
}

void skip_under_sanitizers() {
    if (under_asan || under_tsan) SKIP("the sanitizers have memory of their own");
}

/// Threads that do one thing at a time, all of them, when told.
class pool {
public:
    explicit pool(int size) {
        for (int i = 0; i != size; ++i)
            threads_.emplace_back([this, i] {
                for (int seen = 0;;) {
                    while (round_.load() == seen) std::this_thread::yield();
                    if (++seen; end_) return;
                    what_(i);
                    ++done_;
                }
            });
    }
    pool(pool const&) = delete;
    pool& operator=(pool const&) = delete;
    ~pool() {
        end_ = true;
        ++round_;
        for (auto& t : threads_) t.join();
    }

    void all_do(void (*what)(int)) {
        done_ = 0;
        what_ = what;
        ++round_;
        while (done_.load() != static_cast<int>(threads_.size())) std::this_thread::yield();
    }

private:
    std::atomic<int> round_{0}, done_{0};
    std::atomic<bool> end_{false};
    void (*what_)(int) = nullptr;
    std::vector<std::thread> threads_;
};

/// A session whose sink stands still from its first row on.
template <class... Policies>
struct stuck_session {
    test::recorder exporter{};
    ct::session<ct::experiment, std::remove_const_t<decltype(batches)>, ct::policy_pack<Policies...>, test::recorder> run;

    stuck_session() : run{about, batches, {}, stalling()} {
        emit_steps(0, 1);
        REQUIRE(eventually([&] { return exporter.to->stalled.load(); }));
    }
    ~stuck_session() { exporter.to->go_on(); }

    test::recorder const& stalling() {
        exporter.to->stalls = true;
        return exporter;
    }
};

} // namespace

TEST_CASE("threads that live give up the rings of sessions that have ended: 300 take no more memory than one") {
    skip_under_sanitizers();
    pool threads{8};
    auto const sessions = [&](int n) {
        for (int i = 0; i != n; ++i) {
            ct::session run{about, batches, ct::policies<ct::manual>, ct::nothing{}};
            threads.all_do([](int t) { emit_steps(t, t + 4'000); }); // twice a ring's first window
            run.drain();
            REQUIRE(run.ledger().total().recorded == 8 * 4'000);
            check_exact(run.ledger(), 8 * 4'000);
        }
        return in_use();
    };
    memory const after_one = sessions(1), after_some = sessions(2), after_300 = sessions(297);
    CHECK(after_300.resident <= after_one.resident + after_one.resident / 5);
    CHECK(after_300.mapped < after_some.mapped + 4 * mebi); // addresses, too: 8 rings of the last session remain
}

TEST_CASE("a thread that stays idle keeps no memory of a session that has ended") {
    skip_under_sanitizers();
    pool threads{8};
    memory const before = in_use();
    {
        ct::session run{about, batches, ct::policies<ct::manual>, ct::nothing{}};
        threads.all_do([](int i) { emit_steps(i, i + 32'000); });
        CHECK(in_use().resident > before.resident + 4 * mebi);
    }
    CHECK(in_use().resident < before.resident + 2 * mebi);
}

TEST_CASE("threads that end while a sink is stuck leave their rings, with what waits in them, to the next") {
    constexpr std::int64_t threads = under_tsan || under_asan ? 300 : 20'000;
    stuck_session<> s;
    memory const before = in_use();
    for (std::int64_t i = 1; i <= threads; ++i) std::thread{[i] { emit_steps(i, i + 1); }}.join();
    if (!under_asan && !under_tsan) CHECK(in_use().resident < before.resident + 8 * mebi); // 20,000 rows of 32 bytes
    s.exporter.to->go_on();
    REQUIRE_FALSE(s.run.flush(ages));
    check_exact(s.run.ledger(), static_cast<std::uint64_t>(threads) + 1);
    CHECK(holds_steps_up_to(s.run, threads + 1));
    std::set<std::uint32_t> numbers;
    for (auto const& r : s.run.rows(batch)) numbers.insert(r.thread);
    CHECK(numbers.size() == static_cast<std::size_t>(threads) + 1); // each thread has one of its own
}

TEST_CASE("rings that were left are given back when they are read") {
    skip_under_sanitizers();
    memory early;
    ct::session run{about, batches, ct::policies<ct::manual>, ct::nothing{}};
    for (int round = 0; round != 5; ++round) {
        std::vector<std::thread> some;
        for (int t = 0; t != 40; ++t) some.emplace_back([] { emit_steps(0, 1000); });
        for (auto& t : some) t.join();
        run.drain();
        if (round == 0) early = in_use();
    }
    check_exact(run.ledger(), 5 * 40 * 1000);
    CHECK(run.ledger().total().recorded == 5 * 40 * 1000);
    CHECK(in_use().mapped < early.mapped + 60 * mebi); // of stacks, which the C library keeps; not 200 rings
}

TEST_CASE("all rings together keep their bound: threads beyond it have none, and are told") {
    constexpr std::size_t one = 72 * kibi; // a ring's first window, its header, and less than another
    ct::session run{about, batches, ct::policies<ct::manual, ct::rings_within<3 * one>>};
    pool threads{5};
    threads.all_do([](int i) { emit_steps(10 * i, 10 * i + 10); });
    run.drain();
    ct::ledger const now = run.ledger();
    check_exact(now, 50);
    CHECK(now.total().recorded == 30);
    CHECK(dropped(now, ct::drop_reason::ring_limit) == 20);
}

TEST_CASE("a ring grows while the bound allows, then it is full") {
    ct::session run{about, batches, ct::policies<ct::manual, ct::rings_within<200 * kibi>>};
    emit_steps(0, 20'000); // 32 bytes each
    run.drain();
    ct::ledger const now = run.ledger();
    check_exact(now, 20'000);
    CHECK(now.total().recorded == (128 * kibi - 8) / 32);
    CHECK(dropped(now, ct::drop_reason::ring_full) == 20'000 - now.total().recorded);
    emit_steps(0, 100);
    CHECK(run.drain() == 100);
}

TEST_CASE("a row for which a ring may not grow is counted, under every policy, even if the ring is empty") {
    ct::session dropping{about, ct::watch(remark), ct::policies<ct::manual, ct::rings_within<72 * kibi>>};
    ct::session waiting{about, ct::watch(remark), ct::policies<ct::block, ct::rings_within<72 * kibi>>};
    ct::session overwriting{about, ct::watch(remark),
                            ct::policies<ct::manual, ct::overwrite_oldest, ct::rings_within<72 * kibi>>};
    std::string const longest(4096, 'x');
    for (int i = 0; i != 100; ++i) ct::emit(remark(m::step = i, m::note = longest));
    REQUIRE_FALSE(waiting.flush(ages));
    dropping.drain(), overwriting.drain();
    check_exact(waiting.ledger(), 100);
    check_exact(dropping.ledger(), 100);
    check_exact(overwriting.ledger(), 100);
    CHECK(waiting.ledger().total().recorded == 100); // half a window holds them
    CHECK(dropped(overwriting.ledger(), ct::drop_reason::overwritten) > 0);
}

TEST_CASE("a thread's first row touches a small part of its ring, and few rows no more") {
    skip_under_sanitizers();
    ct::session run{about, batches, ct::policies<ct::manual>, ct::nothing{}};
    memory const before = in_use();
    emit_steps(0, 1);
    CHECK(in_use().resident <= before.resident + 256 * kibi);
    for (int i = 0; i != 1000; ++i) {
        emit_steps(0, 100);
        run.drain();
    }
    CHECK(in_use().resident <= before.resident + 1 * mebi); // and the batch that is read
    check_exact(run.ledger(), 100'001);
}

TEST_CASE("without memory for a ring rows are counted, the kernel is left alone, and rows are taken when there is") {
    skip_under_sanitizers();
    CHECK(test::in_child([] {
              ct::session run{about, batches, ct::policies<ct::manual>};
              {
                  ct::session other{about, ct::watch(remark), ct::policies<ct::inplace>};
                  ct::emit(remark(m::step = 0, m::note = "has the thread give up what it has of ended sessions"));
              }
              rlimit const none{in_use().mapped, RLIM_INFINITY};
              if (::setrlimit(RLIMIT_AS, &none) != 0) return 1;
              if (::mmap(nullptr, mebi, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED) return 2;
              emit_steps(0, 100'000);
              if (dropped(run.ledger(), ct::drop_reason::no_memory) != 100'000) return 3;
              rlimit const all{RLIM_INFINITY, RLIM_INFINITY};
              if (::setrlimit(RLIMIT_AS, &all) != 0) return 4;
              std::uint64_t emitted = 100'000;
              bool const taken = eventually([&] {
                  emit_steps(0, 1), ++emitted;
                  return run.drain() == 1;
              });
              return taken && run.ledger().balanced() && run.ledger().emitted == emitted ? 0 : 5;
          }) == 0);
}

TEST_CASE("threads come and go, adopt rings and lose them, while the session ends: nothing is lost uncounted") {
    std::atomic<std::int64_t> emitted{0};
    for (int round = 0; round != 20; ++round) {
        emitted = 0;
        std::atomic<bool> enough{false};
        ct::session run{about, batches, ct::policies<ct::ring_of<4096>>, ct::nothing{}};
        std::vector<std::thread> makers;
        for (int t = 0; t != 4; ++t)
            makers.emplace_back([&] {
                while (!enough)
                    std::thread{[&] {
                        emit_steps(0, 50);
                        emitted += 50;
                    }}.join();
            });
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
        if (round % 2 == 0) (void)run.stop();
        enough = true;
        for (auto& t : makers) t.join();
        (void)run.stop();
        check_exact(run.ledger(), static_cast<std::uint64_t>(emitted.load()));
    }
}
