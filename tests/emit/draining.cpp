// SPDX-License-Identifier: MIT
// The thread that drains a session emits too: from cells, from sinks. It never waits for the ring that only it empties.
#include "emit/vocabulary.hpp"

#include <crucible/telemetry/statistics/statistic.hpp>

#include <optional>

namespace draining_test {

namespace noted {
inline constexpr ct::gauge<"value"> value{};
} // namespace noted
inline constexpr ct::event<"train.anomaly", noted::value> anomaly{};

/// A cell that emits for each value.
struct loud {
    double rows = 0;
    void operator()(double x, double weight = 1) {
        rows += weight;
        ct::emit(anomaly(noted::value = x));
    }
    loud& operator+=(loud const& other) {
        rows += other.rows;
        return *this;
    }
    friend bool operator==(loud const&, loud const&) = default;
};

} // namespace draining_test

namespace {

using namespace draining_test;

ct::experiment const about{.name = "draining"};

struct loudness_t : ct::statistic_base {
    using cell = loud;
    static constexpr ct::fixed_string name{"loudness"};
    static double read(cell const& c) { return c.rows; }
};
constexpr loudness_t loudness{};

constexpr auto watched = ct::watch(ct::on(batch, m::loss >> loudness), anomaly);

/// A sink that emits what it is given to everybody.
struct echo {
    struct writer {
        std::uint64_t rows = 0;
        template <class Row>
        void write(Row const&) {
            ++rows;
            ct::emit(anomaly(noted::value = 1));
        }
        static std::error_code close() noexcept { return {}; }
        static void abandon() noexcept {}
        [[nodiscard]] std::uint64_t written() const noexcept { return rows; }
        static std::uint64_t failed() noexcept { return 0; }
    };
    template <class Events>
    writer open(ct::run_info const&, Events) const {
        return {};
    }
};

} // namespace

TEMPLATE_TEST_CASE("a cell that emits dead-locks no policy, and all that it emits is accounted for", "", ct::block,
                   ct::drop_newest, ct::overwrite_oldest) {
    constexpr std::int64_t threads = 4, rows = 5'000;
    ct::session run{about, watched, ct::policies<TestType, ct::ring_of<4096>>};
    std::vector<std::thread> all;
    for (int t = 0; t != threads; ++t) all.emplace_back([] { emit_steps(0, rows); });
    for (auto& t : all) t.join();
    REQUIRE_FALSE(run.stop());
    ct::ledger const now = run.ledger();
    CHECK(now.balanced());
    CHECK(now.in_flight == 0);
    CHECK(now["train.batch"].settled() == threads * rows);
    CHECK(now["train.anomaly"].settled() == now["train.batch"].recorded);
    if (std::same_as<TestType, ct::block>) CHECK(now["train.batch"].recorded == threads * rows);
}

TEST_CASE("a sink that emits into its own session, and one that emits into another's that waits") {
    std::optional<ct::session<ct::experiment, decltype(ct::watch(anomaly)), ct::policy_pack<ct::block, ct::ring_of<4096>>>> other;
    other.emplace(about, ct::watch(anomaly), ct::policy_pack<ct::block, ct::ring_of<4096>>{});
    {
        ct::session run{about, ct::watch(batch, anomaly), ct::policies<ct::block, ct::ring_of<4096>>, echo{}};
        emit_steps(0, 2'000);
        REQUIRE_FALSE(run.stop());
        ct::ledger const now = run.ledger();
        CHECK(now.balanced());
        CHECK(now["train.batch"].recorded == 2'000);
        // The other session is drained by another thread: its rows wait for room, and none is lost.
        REQUIRE_FALSE(other->flush(ages));
        CHECK(other->ledger().total().dropped() == 0);
        CHECK(other->ledger().emitted == now["train.batch"].recorded + now["train.anomaly"].recorded);
    }
}

TEST_CASE("who is draining what") {
    auto const inlet = [] {
        constexpr std::uint32_t ids[]{1};
        return ct::detail::inlet::make(ids, 1);
    };
    auto *const a = inlet(), *const b = inlet();
    CHECK_FALSE(ct::detail::draining::here(*a));
    {
        ct::detail::draining const outer{*a};
        CHECK(ct::detail::draining::here(*a));
        CHECK_FALSE(ct::detail::draining::here(*b));
        {
            ct::detail::draining const inner{*b};
            CHECK(ct::detail::draining::here(*a));
            CHECK(ct::detail::draining::here(*b));
            std::thread{[&] { CHECK_FALSE(ct::detail::draining::here(*a)); }}.join();
        }
        CHECK_FALSE(ct::detail::draining::here(*b));
    }
    CHECK_FALSE(ct::detail::draining::here(*a));
    a->release(), b->release();
}
