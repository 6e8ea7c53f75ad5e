// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/error.hpp>
#include <crucible/telemetry/session/sink_report.hpp>

#include <catch2/catch_test_macros.hpp>

namespace ct = crucible::telemetry;

TEST_CASE("a sink is complete when nothing failed") {
    CHECK(ct::sink_report{.written = 3}.complete());
    CHECK_FALSE(ct::sink_report{.written = 3, .failed = 1}.complete());
    CHECK_FALSE(ct::sink_report{.error = make_error_code(ct::errc::incomplete_export)}.complete());
}

TEST_CASE("an outcome is true when there is something to complain about, and compares like its code") {
    ct::outcome const good;
    CHECK_FALSE(good);
    CHECK(good.why().empty());
    ct::outcome const bad{ct::errc::incomplete_export, "run.csv: the disk is full"};
    CHECK(bad);
    CHECK(bad == ct::errc::incomplete_export);
    CHECK_FALSE(bad == ct::errc::deadline_exceeded);
    CHECK(bad.why() == "run.csv: the disk is full");
    std::error_code const code = bad;
    CHECK(code == ct::errc::incomplete_export);
    CHECK(bad.code() == code);
    CHECK(ct::outcome{ct::errc::forked_child} == ct::errc::forked_child);
}
