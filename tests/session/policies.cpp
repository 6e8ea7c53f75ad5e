// SPDX-License-Identifier: MIT
// Policies of one's own: a local struct for each role, and the defaults.
#include "emit/vocabulary.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>

namespace {

using namespace std::chrono_literals;

constexpr auto batches = ct::watch(ct::on(batch, m::loss >> ct::count));
ct::experiment const about{.name = "policies"};

/// Time goes on by a microsecond a row.
struct simulated {
    using role = ct::clock_role;
    static inline std::int64_t time = 0;
    static std::int64_t now() noexcept { return time += 1000; }
};

/// A recording is played again: its rows have the times that they had.
struct replayed {
    using role = ct::clock_role;
    static inline std::int64_t recorded = 0; ///< nanoseconds since the Unix epoch
    static std::int64_t now() noexcept { return recorded; }
    static ct::timestamp wall(std::int64_t reading) noexcept {
        return ct::timestamp{std::chrono::nanoseconds{reading}};
    }
};

/// Every tenth row that does not fit makes room for itself.
struct every_tenth {
    using role = ct::overflow_role;
    static constexpr bool overwrites = true;
    static inline std::uint64_t asked = 0;
    static ct::overflow_choice on_full(ct::full_ring const& full) noexcept {
        asked += full.row_bytes == 32 && full.ring_bytes == 4096 && full.thread == 0 && full.waits == 0;
        return asked % 10 == 0 ? ct::overflow_choice::drop_oldest : ct::overflow_choice::drop_row;
    }
};

/// Waits three times, then gives up.
struct patient {
    using role = ct::overflow_role;
    static constexpr bool waits = true;
    static inline std::atomic<std::uint32_t> most{0};
    static ct::overflow_choice on_full(ct::full_ring const& full) noexcept {
        most = std::max(most.load(), full.waits);
        return full.waits < 3 ? ct::overflow_choice::wait : ct::overflow_choice::drop_row;
    }
};

struct waits_without_saying_so {
    using role = ct::overflow_role;
    static ct::overflow_choice on_full(ct::full_ring const&) noexcept { return ct::overflow_choice::wait; }
};

/// Rows are dropped to make room without being copied out: while they are read, the new one goes.
struct drops_oldest_without_saying_so {
    using role = ct::overflow_role;
    static ct::overflow_choice on_full(ct::full_ring const&) noexcept { return ct::overflow_choice::drop_oldest; }
};

struct rarely {
    using role = ct::collection_role;
    static inline std::atomic<int> asked{0};
    static std::chrono::nanoseconds rest(std::size_t, std::chrono::nanoseconds) noexcept { return ++asked, 1h; }
};

/// As large as the environment says.
struct ring_by_environment {
    using role = ct::ring_role;
    static std::size_t bytes() noexcept {
        char const* const text = std::getenv("TEST_RING_BYTES");
        return text == nullptr ? 5000 : static_cast<std::size_t>(std::atol(text));
    }
};

struct nothing_for_rings {
    using role = ct::ring_memory_role;
    static std::size_t bytes() noexcept { return 0; }
};

struct heard_by_all {
    using role = ct::routing_role;
    static inline bool all = false;
    static bool everyone() noexcept { return all; }
};

struct at_once {
    using role = ct::deadline_role;
    static std::chrono::nanoseconds limit() noexcept { return 5s; }
};

struct often {
    using role = ct::flush_role;
    static std::chrono::nanoseconds limit() noexcept { return 1ms; }
};

/// Notes when it is told to flush.
struct ticked {
    std::shared_ptr<std::atomic<int>> ticks = std::make_shared<std::atomic<int>>(0);

    struct writer {
        std::shared_ptr<std::atomic<int>> ticks;
        void take(ct::batch const&) noexcept {}
        void tick() noexcept { ++*ticks; }
        static std::error_code close() noexcept { return {}; }
        static void abandon() noexcept {}
        static std::uint64_t written() noexcept { return 0; }
        static std::uint64_t failed() noexcept { return 0; }
    };
    [[nodiscard]] writer open(ct::run_info const&, auto) const { return {ticks}; }
};

static_assert(ct::clock_policy<simulated> && ct::clock_policy<replayed> && ct::clock_policy<ct::tsc_clock> &&
              ct::clock_policy<ct::steady_clock> && ct::clock_policy<ct::coarse_clock> &&
              ct::clock_policy<ct::step_clock>);
static_assert(ct::overflow_policy<every_tenth> && ct::overflow_policy<ct::drop_newest> &&
              ct::overflow_policy<ct::overwrite_oldest> && ct::overflow_policy<ct::block>);
static_assert(ct::collection_policy<rarely> && ct::collection_policy<ct::background> &&
              ct::collection_policy<ct::manual> && ct::collection_policy<ct::inplace> &&
              ct::collection_policy<ct::off>);
static_assert(ct::ring_policy<ring_by_environment> && ct::ring_policy<ct::ring_of<4096>>);
static_assert(ct::ring_memory_policy<nothing_for_rings> && ct::ring_memory_policy<ct::rings_within<1>>);
static_assert(ct::routing_policy<heard_by_all> && ct::routing_policy<ct::attached> && ct::routing_policy<ct::scoped>);
static_assert(ct::deadline_policy<at_once> && ct::deadline_policy<ct::exit_within<1>>);
static_assert(ct::flush_policy<often> && ct::flush_policy<ct::flush_within<1>>);

template <class Role>
using default_of = ct::default_policies::of<Role, void>;
static_assert(ct::collection_policy<default_of<ct::collection_role>> &&
              ct::overflow_policy<default_of<ct::overflow_role>> && ct::clock_policy<default_of<ct::clock_role>> &&
              ct::ring_policy<default_of<ct::ring_role>> && ct::ring_memory_policy<default_of<ct::ring_memory_role>> &&
              ct::routing_policy<default_of<ct::routing_role>> && ct::deadline_policy<default_of<ct::deadline_role>> &&
              ct::flush_policy<default_of<ct::flush_role>> && ct::loss_policy<default_of<ct::loss_role>> &&
              ct::finding_policy<default_of<ct::finding_role>> &&
              ct::policy_of<default_of<ct::privacy_role>, ct::privacy_role>);

} // namespace

TEMPLATE_TEST_CASE("a clock of one's own stamps rows, and is read once for each", "", ct::background, ct::manual,
                   ct::inplace) {
    ct::session run{about, batches, ct::policies<simulated, TestType>};
    emit_steps(0, 10);
    REQUIRE_FALSE(run.flush(ages));
    auto const rows = run.rows(batch);
    REQUIRE(rows.size() == 10);
    for (std::size_t i = 1; i != 10; ++i) CHECK(rows[i].at - rows[i - 1].at == 1us);
    std::int64_t const before = simulated::time;
    CHECK(run.info().started <= rows.front().at);
    CHECK(simulated::time > before); // the session's own time is that of its clock
}

TEST_CASE("a recording that is played again has its own times") {
    replayed::recorded = 1'000'000'000'000'000'000;
    ct::session run{about, batches, ct::policies<replayed, ct::manual>};
    for (int i = 0; i != 5; ++i) {
        emit_steps(i, i + 1);
        replayed::recorded += 3'600'000'000'000;
    }
    run.drain();
    auto const rows = run.rows(batch);
    REQUIRE(rows.size() == 5);
    for (int i = 0; i != 5; ++i)
        CHECK(rows[static_cast<std::size_t>(i)].at == ct::timestamp{std::chrono::seconds{1'000'000'000} + i * 1h});
}

TEST_CASE("an overflow policy of one's own decides row by row") {
    ct::session run{about, batches, ct::policies<ct::manual, every_tenth, ct::ring_of<4096>>};
    emit_steps(0, 1128);
    run.drain();
    check_exact(run.ledger(), 1128);
    CHECK(every_tenth::asked == 1000);
    CHECK(dropped(run.ledger(), ct::drop_reason::ring_full) == 900);
    CHECK(dropped(run.ledger(), ct::drop_reason::overwritten) == 100);
    CHECK(steps_in(run).size() == 128);
}

TEST_CASE("one that waits is asked again, and told how often") {
    ct::session run{about, batches, ct::policies<patient, ct::ring_of<4096>>};
    emit_steps(0, 20'000);
    REQUIRE_FALSE(run.stop());
    check_exact(run.ledger(), 20'000);
    CHECK(patient::most.load() <= 3);
}

TEST_CASE("one that waits where nobody drains loses the row instead of the thread") {
    ct::session run{about, batches, ct::policies<waits_without_saying_so, ct::manual, ct::ring_of<4096>>};
    emit_steps(0, 200);
    run.drain();
    check_exact(run.ledger(), 200);
    CHECK(dropped(run.ledger(), ct::drop_reason::ring_full) == 72);
}

TEMPLATE_TEST_CASE("one that drops the oldest rows without copies of them", "", ct::manual, ct::background) {
    ct::session run{about, batches, ct::policies<drops_oldest_without_saying_so, TestType, ct::ring_of<4096>>};
    constexpr std::uint64_t rows = 100'000;
    emit_steps(0, rows);
    REQUIRE_FALSE(run.stop());
    check_exact(run.ledger(), rows);
    auto const steps = steps_in(run);
    CHECK(std::is_sorted(steps.begin(), steps.end()));
    CHECK(dropped(run.ledger(), ct::drop_reason::overwritten) > 0);
    emit_steps(0, 10);
    check_exact(run.ledger(), rows + 10);
}

TEST_CASE("a collection policy of one's own says how long the worker rests") {
    ct::session run{about, batches, ct::policies<rarely>};
    emit_steps(0, 10);
    std::this_thread::sleep_for(20ms);
    CHECK(run.ledger().total().recorded == 0);
    REQUIRE_FALSE(run.flush(ages)); // whoever waits is not kept waiting
    CHECK(run.ledger().total().recorded == 10);
    CHECK(rarely::asked >= 1);
}

TEST_CASE("a ring policy of one's own: the size is rounded up to what a ring can have") {
    ct::session run{about, batches, ct::policies<ring_by_environment, ct::manual>};
    emit_steps(0, 1000);
    CHECK(run.drain() == 8192 / 32);
}

TEST_CASE("a session whose rings may have no memory counts its rows") {
    ct::session run{about, batches, ct::policies<nothing_for_rings, ct::manual>};
    emit_steps(0, 10);
    CHECK(run.drain() == 0);
    check_exact(run.ledger(), 10);
    CHECK(dropped(run.ledger(), ct::drop_reason::ring_limit) == 10);
}

TEST_CASE("whom a session hears is asked when it begins") {
    for (bool const all : {false, true}) {
        heard_by_all::all = all;
        ct::session run{about, batches, ct::policies<heard_by_all, ct::manual>};
        emit_steps(0, 10);
        CHECK(run.drain() == (all ? 10U : 0U));
    }
}

TEST_CASE("how old rows may get in sinks, by a policy of one's own") {
    ticked const seldom, soon;
    ct::session const first{about, batches, ct::policies<ct::flush_within<1'000'000>>, seldom};
    ct::session const second{about, batches, ct::policies<often>, soon};
    CHECK(eventually([&] { return *soon.ticks > 20; }));
    CHECK(*seldom.ticks <= 1); // when it began
}

TEST_CASE("a deadline of one's own") {
    ct::session run{about, batches, ct::policies<at_once>};
    emit_steps(0, 10);
    CHECK_FALSE(run.stop());
    check_exact(run.ledger(), 10);
}
