// SPDX-License-Identifier: MIT
// A session without its type: kept in a class, handed on, listed and stopped.
#include "emit/vocabulary.hpp"
#include "session/recorder.hpp"

#include <algorithm>

namespace {
constexpr auto batches = ct::watch(on(batch, m::loss >> ct::mean));
} // namespace

TEST_CASE("a handle that refers to nothing says so") {
    ct::handle const nobody;
    CHECK_FALSE(nobody);
    CHECK(nobody == ct::handle{});
}

TEST_CASE("a handle does what its session does") {
    test::recorder const exporter;
    ct::session run{ct::experiment{.name = "handled"}, batches, ct::policies<ct::manual>, exporter};
    ct::handle const handle = run.handle();
    REQUIRE(handle);
    CHECK(handle.id() == run.id());
    CHECK(handle.info().about.name == "handled");
    emit_steps(0, 10);
    CHECK_FALSE(handle.flush());
    CHECK(handle.ledger().total().recorded == 10);
    CHECK(run[m::loss][ct::mean] > 0);
    handle.reset();
    CHECK_FALSE(handle.pause());
    CHECK(handle.pause() == ct::errc::already_paused);
    emit_steps(0, 3);
    CHECK_FALSE(handle.resume());
    CHECK_FALSE(handle.stop());
    CHECK(handle.info().status == ct::status::stopped);
    CHECK(handle.exports().size() == 1);
    CHECK(handle.exports()[0].written == 10);
    CHECK(handle.ledger().lost() == 0); // what came while it was paused was not wanted
    CHECK(handle.ledger().total().dropped() == 3);
}

TEST_CASE("a handle outlives its session, and tells how it went") {
    ct::handle kept;
    {
        ct::session run{ct::experiment{.name = "gone"}, batches};
        kept = run.handle();
        emit_steps(0, 5);
    }
    CHECK(kept.info().status == ct::status::stopped);
    CHECK(kept.ledger().total().recorded == 5);
    CHECK_FALSE(kept.stop());
}

TEST_CASE("all sessions can be listed and stopped") {
    ct::session one{ct::experiment{.name = "one"}, batches};
    ct::session two{ct::experiment{.name = "two"}, batches};
    auto const all = ct::sessions();
    REQUIRE(all.size() == 2);
    CHECK(all[0] == one.handle());
    CHECK(all[1] == two.handle());
    for (ct::handle const& each : all) CHECK_FALSE(each.stop());
    CHECK(one.info().status == ct::status::stopped);
    CHECK(two.info().status == ct::status::stopped);
}
