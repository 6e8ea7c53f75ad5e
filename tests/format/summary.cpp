// SPDX-License-Identifier: MIT
#include <crucible/telemetry/format/summary.hpp>

#include <catch2/catch_test_macros.hpp>

namespace {

namespace ct = crucible::telemetry;

TEST_CASE("a summary: what is known of it, in one line or a line each") {
    ct::summary summary;
    CHECK(fmt::format("{}", summary) == "0 rows");
    summary.name = "serve";
    summary.condition = "control";
    summary.events = 1000;
    summary.time = ct::time_range{ct::timestamp{}, ct::timestamp{std::chrono::seconds{90}}};
    summary.latency.count = 1000;
    summary.latency.mean = ct::in_milliseconds{12.3456};
    summary.latency.p95 = ct::in_milliseconds{2000};
    summary.cost = {.count = 1000, .total = 0.123456, .unpriced = 2};
    summary.reliability = {.requests = 1000, .succeeded = 999, .failed = 1, .success_rate = 0.999};
    summary.tokens = {.count = 1000, .prompt = 10, .completion = 5, .total = 15};
    CHECK(fmt::format("{}", summary) ==
          "serve (control): 1000 rows in 90s; latency mean 12.35ms, p95 2s; cost 0.1235 USD without 2 rows that have "
          "no price; 99.9% of 1000 succeeded; 15 tokens (10 prompt, 5 completion)");
    CHECK(fmt::format("{:.2l}", summary) == "serve (control): 1000 rows in 90s\n"
                                            "  latency mean 12ms, p95 2s\n"
                                            "  cost 0.12 USD without 2 rows that have no price\n"
                                            "  1e+02% of 1000 succeeded\n"
                                            "  15 tokens (10 prompt, 5 completion)");
}

} // namespace
