// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/finding.hpp>

#include <catch2/catch_test_macros.hpp>

namespace ct = crucible::telemetry;

namespace {
struct looks {
    std::optional<ct::finding> take_finding() { return {}; }
};
struct looks_elsewhere {
    bool take_finding() { return false; }
};
} // namespace

static_assert(ct::finding_cell<looks> && !ct::finding_cell<looks_elsewhere> && !ct::finding_cell<int>);

TEST_CASE("severities have names") {
    CHECK(to_text(ct::severity::notice) == "notice");
    CHECK(to_text(ct::severity::warning) == "warning");
    CHECK(to_text(ct::severity::critical) == "critical");
}
