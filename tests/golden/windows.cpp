// SPDX-License-Identifier: MIT
// windowed.json: the reference's windowed metrics. Where a window is longer than the run it has none, by its own word a
// mistake: there we answer with the whole run.
#if __has_include(<nlohmann/json.hpp>)
#include "golden/figures.hpp"

#include <crucible/telemetry/analysis.hpp>

using namespace golden;

namespace {

std::uint64_t silent_failures_in(stream const& s, ct::timestamp from, ct::timestamp until) {
    std::uint64_t n = 0;
    for (raw_event const& e : s.events) n += e.fails_silently() && e.at() >= from && e.at() < until ? 1 : 0;
    return n;
}

void check_window(stream const& s, ct::window_figures const& found, json const& expected) {
    CHECK(microseconds_of(found.from) == expected.at("window_start"));
    CHECK(microseconds_of(found.until) == expected.at("window_end"));
    CHECK(found.events == expected.at("event_count"));
    check_same(found.mean_latency, expected, "mean_latency");
    CHECK(close(found.total_cost, expected.at("total_cost")));
    CHECK(found.succeeded == expected.at("success_count"));
    CHECK(found.failed ==
          expected.at("failure_count").get<std::uint64_t>() + silent_failures_in(s, found.from, found.until));
}

/// A window that is longer than the run: all of it.
void check_whole(stream const& s, std::vector<ct::window_figures> const& found) {
    REQUIRE(found.size() == 1);
    ct::summary const whole = ct::summarize<ct::seed_prices>(s.run);
    CHECK(found[0].events == whole.events);
    CHECK(found[0].failed == whole.reliability.failed);
    CHECK(close(found[0].total_cost, whole.cost.total));
}

void check_case(json const& one) {
    stream const s = read_stream(one.at("experiment"));
    std::chrono::microseconds const size{one.at("window_us").get<std::int64_t>()};
    std::chrono::microseconds const step{one.at("step_us").get<std::int64_t>()};
    INFO(one.at("experiment") << ", windows of " << size.count() << " every " << step.count() << " us");
    if (size.count() <= 0 || step.count() <= 0) {
        CHECK_THROWS_AS(ct::windowed<ct::seed_prices>(s.run, size, step), ct::error);
        return;
    }
    auto const found = ct::windowed<ct::seed_prices>(s.run, size, step);
    json const& expected = one.at("windows");
    if (expected.empty()) return check_whole(s, found);
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i != found.size(); ++i) check_window(s, found[i], expected[i]);
}

} // namespace

TEST_CASE("windowed metrics are the reference's, to 1e-12") {
    std::size_t compared = 0;
    json const reference = read_json("windowed.json");
    for (json const& one : reference.at("cases"))
        if (has_stream(one.at("experiment"))) check_case(one), ++compared;
    CHECK(compared != 0);
}

#endif
