// SPDX-License-Identifier: MIT
// What statistics find becomes events of the same session: stored, counted, measured, exported, under every policy, also
// of the last batch; and cells that emit by themselves dead-lock nobody.
#include "emit/vocabulary.hpp"
#include "session/recorder.hpp"

#include <crucible/telemetry/detect/finding.hpp>

#include <algorithm>

namespace test_findings {

/// Finds every value above a bound.
struct above {
    double bound = 100;
    double seen = 0;
    std::optional<ct::finding> found{};

    void operator()(double x, double weight = 1) {
        seen += weight;
        if (x > bound) found = ct::finding{.severity = ct::severity::critical, .score = x, .threshold = bound};
    }
    above& operator+=(above const& other) {
        seen += other.seen;
        return *this;
    }
    std::optional<ct::finding> take_finding() { return std::exchange(found, std::nullopt); }
    friend bool operator==(above const& a, above const& b) { return a.seen == b.seen; }
};
struct above_100_t : ct::statistic_base {
    using cell = above;
    static constexpr ct::fixed_string name{"above_100"};
    static double read(cell const& c) { return c.seen; }
};
inline constexpr above_100_t above_100{};

inline constexpr auto watched = ct::watch(on(batch, m::loss >> (ct::mean | above_100)), remark);
inline ct::experiment const about{.name = "findings"};

/// Steps whose loss is their number.
inline void emit_losses(std::int64_t from, std::int64_t to) {
    for (std::int64_t i = from; i != to; ++i) ct::emit(batch(m::step = i, m::loss = static_cast<double>(i)));
}

template <class Session>
void check_found(Session& run, std::int64_t from, std::int64_t to) {
    auto const rows = run.rows(ct::finding_raised);
    REQUIRE(rows.size() == static_cast<std::size_t>(to - from));
    for (std::size_t i = 0; i != rows.size(); ++i) {
        std::int64_t const step = from + static_cast<std::int64_t>(i);
        CHECK(rows[i][ct::found::of_event] == "train.batch");
        CHECK(rows[i][ct::found::measurement] == "loss");
        CHECK(rows[i][ct::found::statistic] == "above_100");
        CHECK(rows[i][ct::found::severity] == ct::severity::critical);
        CHECK(rows[i][ct::found::value] == static_cast<double>(step));
        CHECK(rows[i][ct::found::threshold] == 100.0);
        CHECK(rows[i][ct::found::row] == step);
        CHECK(rows[i][ct::found::step] == step);
        CHECK(rows[i][ct::found::epoch] == std::nullopt);
        CHECK(rows[i][ct::found::label] == std::nullopt);
    }
}

} // namespace test_findings
using namespace test_findings;

TEMPLATE_TEST_CASE("what is found is raised as an event of the session", "", ct::manual, ct::background, ct::inplace) {
    test::recorder const exporter;
    ct::session run{about, watched, ct::policies<TestType>, exporter};
    emit_losses(0, 111);
    REQUIRE_FALSE(run.stop());
    check_found(run, 101, 111);
    CHECK(run.ledger()["telemetry.finding"].recorded == 10);
    check_exact(run.ledger(), 111 + 10);
    CHECK(std::count(exporter.to->events.begin(), exporter.to->events.end(), "telemetry.finding") == 10);
    CHECK(std::is_sorted(exporter.to->times.begin(), exporter.to->times.end()));
}

TEMPLATE_TEST_CASE("findings do not wait for rings, and are there whatever a full ring does", "", ct::drop_newest,
                   ct::overwrite_oldest, ct::block) {
    ct::session run{about, watched, ct::policies<TestType, ct::ring_of<4096>>};
    std::thread{[] { emit_losses(0, 20'000); }}.join();
    REQUIRE_FALSE(run.stop());
    auto const ledger = run.ledger();
    CHECK(ledger.balanced());
    std::uint64_t found = 0;
    for (auto const row : run.rows(batch)) found += row[m::loss] > 100;
    CHECK(ledger["telemetry.finding"].recorded + ledger.unraised == found);
    CHECK(run.rows(ct::finding_raised).size() == ledger["telemetry.finding"].recorded);
}

TEST_CASE("of statistics by label, a finding says the label") {
    ct::session run{about, ct::watch(on(batch, m::loss.by(m::step) >> above_100)), ct::policies<ct::manual>};
    emit_losses(99, 103);
    REQUIRE_FALSE(run.stop());
    auto const rows = run.rows(ct::finding_raised);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0][ct::found::label] == "101");
    CHECK(rows[1][ct::found::label] == "102");
}

TEST_CASE("whoever watches findings keeps statistics of them") {
    ct::session run{about, ct::watch(on(batch, m::loss >> above_100), on(ct::finding_raised, ct::found::score >> ct::max)),
                    ct::policies<ct::manual>};
    emit_losses(0, 130);
    REQUIRE_FALSE(run.stop());
    CHECK(run[ct::found::score][ct::max] == 129);
}

namespace test_findings {

/// Emits a row whenever it is fed.
struct loud {
    double n = 0;
    void operator()(double x, double weight = 1) {
        n += weight;
        ct::emit(remark(m::step = static_cast<std::int64_t>(x), m::note = "loud"));
    }
    loud& operator+=(loud const& other) {
        n += other.n;
        return *this;
    }
    friend bool operator==(loud const&, loud const&) = default;
};
struct loudness_t : ct::statistic_base {
    using cell = loud;
    static constexpr ct::fixed_string name{"loudness"};
    static double read(cell const& c) { return c.n; }
};
inline constexpr loudness_t loudness{};

} // namespace test_findings

TEMPLATE_TEST_CASE("a cell that emits dead-locks no session, and what it emits is accounted for", "", ct::drop_newest,
                   ct::overwrite_oldest, ct::block) {
    ct::session run{about, ct::watch(on(batch, m::loss >> loudness), remark),
                    ct::policies<TestType, ct::ring_of<4096>>};
    std::vector<std::thread> all;
    for (int t = 0; t != 4; ++t) all.emplace_back([] { emit_losses(0, 5'000); });
    for (std::thread& t : all) t.join();
    CHECK_FALSE(run.stop());
    CHECK(run.ledger().balanced());
    if (std::same_as<TestType, ct::block>) CHECK(run.ledger()["train.batch"].recorded == 20'000);
}
