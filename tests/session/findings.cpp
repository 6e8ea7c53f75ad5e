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

// What is done about them.

namespace {

/// Notes what it was asked about, and answers the same each time.
template <ct::finding_action Answer>
struct noting {
    using role = ct::finding_role;
    static inline std::vector<ct::found_in_row> asked{};
    static ct::finding_action on_finding(ct::found_in_row const& found) noexcept {
        asked.push_back(found);
        return Answer;
    }
};

} // namespace

static_assert(ct::finding_policy<ct::raise_only> && ct::finding_policy<ct::request_stop_on<>> &&
              ct::finding_policy<ct::pause_on<ct::severity::notice>> &&
              ct::finding_policy<noting<ct::finding_action::nothing>>);
static_assert(std::same_as<ct::default_policies::of<ct::finding_role, void>, ct::raise_only>);

TEMPLATE_TEST_CASE("a finding asks the loop to end, if that is wanted, and the session goes on", "", ct::manual,
                   ct::background, ct::inplace) {
    ct::session run{about, watched, ct::policies<TestType, ct::request_stop_on<>>};
    CHECK_FALSE(run.stop_requested());
    emit_losses(0, 101);
    REQUIRE_FALSE(run.flush(ages));
    CHECK_FALSE(run.stop_requested());
    emit_losses(101, 102);
    REQUIRE_FALSE(run.flush(ages));
    CHECK(run.stop_requested());
    CHECK(run.handle().stop_requested());
    emit_losses(102, 103);
    REQUIRE_FALSE(run.stop());
    CHECK(run.ledger()["train.batch"].recorded == 103);
    check_found(run, 101, 103);
}

TEST_CASE("a finding that matters less asks for nothing, and the default asks for nothing at all") {
    auto const asks = [](auto policy) {
        ct::session run{about, watched, ct::policies<ct::manual, decltype(policy)>};
        emit_losses(100, 110);
        run.drain();
        bool const paused = run.info().status == ct::status::paused;
        return std::pair{run.stop_requested(), paused};
    };
    CHECK(asks(ct::raise_only{}) == std::pair{false, false});
    CHECK(asks(ct::request_stop_on<ct::severity::notice>{}) == std::pair{true, false});
    CHECK(asks(ct::pause_on<ct::severity::warning>{}) == std::pair{false, true});
    ct::found_in_row const mild{.what = {.severity = ct::severity::warning}};
    CHECK(ct::request_stop_on<>::on_finding(mild) == ct::finding_action::nothing);
    CHECK(ct::pause_on<>::on_finding(mild) == ct::finding_action::nothing);
}

TEST_CASE("anybody may ask for the end") {
    ct::session run{about, watched, ct::policies<ct::manual>};
    run.handle().request_stop();
    CHECK(run.stop_requested());
    ct::session other{about, watched, ct::policies<ct::manual>};
    CHECK_FALSE(other.stop_requested());
    other.request_stop();
    CHECK(other.stop_requested());
}

TEMPLATE_TEST_CASE("a finding pauses the experiment until the program resumes", "", ct::manual, ct::background,
                   ct::inplace) {
    ct::session run{about, watched, ct::policies<TestType, ct::pause_on<>>};
    emit_losses(0, 102);
    REQUIRE_FALSE(run.flush(ages));
    CHECK(run.info().status == ct::status::paused);
    emit_losses(102, 110);
    REQUIRE_FALSE(run.resume());
    emit_losses(110, 111);
    REQUIRE_FALSE(run.stop());
    CHECK(run.ledger()["train.batch"].recorded == 103);
    CHECK(run.ledger()["train.batch"].dropped(ct::drop_reason::paused) == 8);
    CHECK(run.ledger().balanced());
}

TEST_CASE("a policy of one's own is asked once for each finding, with its row") {
    using policy = noting<ct::finding_action::nothing>;
    policy::asked.clear();
    ct::session run{about, watched, ct::policies<ct::manual, policy>};
    emit_losses(100, 104);
    REQUIRE_FALSE(run.stop());
    REQUIRE(policy::asked.size() == 3);
    for (std::size_t i = 0; i != 3; ++i) {
        CHECK(policy::asked[i].step == static_cast<std::int64_t>(101 + i));
        CHECK(policy::asked[i].row == 1 + i);
        CHECK(policy::asked[i].event == "train.batch");
        CHECK(policy::asked[i].measurement == "loss");
    }
}

namespace {

/// Asks its session for what cannot be done within a pass.
struct meddling {
    using role = ct::finding_role;
    static inline ct::handle of{};
    static inline std::error_code flushed{};
    static inline ct::outcome stopped{};
    static ct::finding_action on_finding(ct::found_in_row const&) noexcept {
        flushed = of.flush();
        stopped = of.stop();
        return ct::finding_action::nothing;
    }
};

} // namespace

TEMPLATE_TEST_CASE("a finding policy that flushes or stops its session is refused at once", "", ct::manual,
                   ct::background) {
    meddling::flushed = {};
    meddling::stopped = {};
    ct::session run{about, watched, ct::policies<TestType, meddling>};
    meddling::of = run.handle();
    emit_losses(0, 102);
    REQUIRE_FALSE(run.flush(ages));
    CHECK(meddling::flushed == std::errc::resource_deadlock_would_occur);
    CHECK(meddling::stopped.code() == std::errc::resource_deadlock_would_occur);
    REQUIRE_FALSE(run.stop());
    check_found(run, 101, 102);
    meddling::of = {};
}
