// SPDX-License-Identifier: MIT
#include "emit/vocabulary.hpp"
#include "session/recorder.hpp"

namespace {

constexpr auto both = ct::watch(ct::on(batch, m::loss >> ct::count), remark);

ct::experiment wants(std::uint64_t rows, bool stop) {
    return {.name = "sample size", .sample_size = rows, .stop_at_sample_size = stop};
}

} // namespace

TEST_CASE("the session says when the sample size is reached, and goes on") {
    ct::session run{wants(10, false), both, ct::policies<ct::manual>};
    emit_steps(0, 9);
    run.drain();
    CHECK_FALSE(run.info().sample_size_reached);
    emit_steps(9, 12);
    run.drain();
    CHECK(run.info().sample_size_reached);
    CHECK(run.info().status == ct::status::running);
    CHECK(run.rows(batch).size() == 12);
}

TEST_CASE("without a sample size it is never reached") {
    ct::session run{wants(0, true), both, ct::policies<ct::manual>};
    emit_steps(0, 100);
    run.drain();
    CHECK_FALSE(run.info().sample_size_reached);
    CHECK(run.info().status == ct::status::running);
}

TEMPLATE_TEST_CASE("stopping at the sample size records exactly so many rows", "", ct::manual, ct::background,
                   ct::inplace) {
    test::recorder const exporter;
    ct::session run{wants(25, true), both, ct::policies<TestType>, exporter};
    for (std::int64_t i = 0; i != 100; ++i) {
        ct::emit(row_of(i));
        ct::emit(remark(m::step = i, m::note = "and another"));
    }
    REQUIRE_FALSE(run.flush(ages));
    CHECK(run.info().sample_size_reached);
    CHECK(run.info().status == ct::status::stopped);
    CHECK(run.ledger().total().recorded == 25);
    CHECK(holds_steps_up_to(run, 13));
    CHECK(run.rows(remark).size() == 12);
    CHECK(run[m::loss][ct::count] == 13);
    check_exact(run.ledger(), 200);
    CHECK(dropped(run.ledger(), ct::drop_reason::stopped) == 175);
    CHECK(exporter.to->rows() == 25);
    REQUIRE_FALSE(run.stop());
    CHECK(run.exports()[0].written == 25);
    CHECK(run.exports()[0].closed);
    emit_steps(0, 10);
    check_exact(run.ledger(), 210);
}

TEST_CASE("stopping at the sample size, in several batches and from several threads") {
    ct::session run{wants(5000, true), both, ct::policies<ct::block, ct::ring_of<4096>>};
    std::vector<std::thread> emitters;
    for (std::int64_t t = 0; t != 4; ++t) emitters.emplace_back([t] { emit_steps(t * 3000, (t + 1) * 3000); });
    for (auto& e : emitters) e.join();
    REQUIRE_FALSE(run.stop());
    CHECK(run.ledger().total().recorded == 5000);
    CHECK(run.rows(batch).size() == 5000);
    check_exact(run.ledger(), 12'000);
}

TEST_CASE("a session that reached its sample size cannot be paused or resumed") {
    ct::session run{wants(5, true), both, ct::policies<ct::manual>};
    emit_steps(0, 10);
    run.drain();
    CHECK(run.pause() == ct::errc::not_running);
    CHECK(run.resume() == ct::errc::not_paused);
    CHECK(run.info().stopped.has_value());
    CHECK_FALSE(run.stop());
}
