// SPDX-License-Identifier: MIT
#include <crucible/telemetry/format/comparison.hpp>

#include <catch2/catch_test_macros.hpp>

namespace {

namespace ct = crucible::telemetry;

TEST_CASE("a comparison: who was compared, and what both tell") {
    ct::comparison comparison;
    CHECK(fmt::format("{}", comparison) == "treatment against baseline: nothing that both tell");
    comparison.baseline = {.name = "bert", .condition = "control"};
    comparison.treatment = {.name = "bert", .condition = "treatment"};
    comparison.latency.baseline = 100;
    comparison.latency.treatment = 80;
    comparison.tokens.baseline = 100;
    comparison.tokens.treatment = 105;
    comparison.success_rate.baseline = 0.9;
    comparison.success_rate.treatment = 0.9;
    comparison.loss.baseline = 1;
    CHECK(fmt::format("{}", comparison) == "bert (treatment) against bert (control): mean latency 20% faster (better); "
                                           "success rate the same; tokens 5% more");
    CHECK(fmt::format("{:l}", comparison) == "bert (treatment) against bert (control):\n"
                                             "  mean latency 20% faster (better)\n"
                                             "  success rate the same\n"
                                             "  tokens 5% more");
    CHECK(fmt::format("{}", comparison.loss) == "final loss unknown: the treatment has none");
}

} // namespace
