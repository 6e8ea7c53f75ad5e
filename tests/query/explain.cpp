// SPDX-License-Identifier: MIT
#include "model.hpp"

#include <crucible/telemetry/statistics/paired.hpp>

using namespace query_test;

namespace {

template <class Query>
std::string told(Query const& query) {
    return ct::explain(seconds_of(2), query);
}

} // namespace

TEST_CASE("steps are told as they are written") {
    CHECK(told(ct::since(at(0s))) == "since(1970-01-01T00:00:00.000000000Z)  source: binary search\n");
    CHECK(told(ct::last(2min, at(2min))).starts_with("between(1970-01-01T00:00:00"));
    CHECK(told(ct::last(90min)) == "last(90min)  source: binary search\n");
    CHECK(told(ct::last(2h)) == "last(2h)  source: binary search\n");
    CHECK(told(ct::last(0s)) == "last(0s)  source: binary search\n");
    CHECK(told(ct::last(1500us)) == "last(1500us)  source: binary search\n");
    CHECK(told(ct::sliding(1min, 10s)) == "sliding(1min, 10s)  source: binary search\n");
    CHECK(told(ct::tumbling(10s, ct::aligned_to_clock)) == "tumbling(10s, aligned_to_clock)  source: binary search\n");
    CHECK(told(ct::tumbling(10)) == "tumbling(10)  source: binary search\n");
    CHECK(told(ct::sliding(10, 2)) == "sliding(10, 2)  source: binary search\n");
    CHECK(told(ct::where((m::loss > 0.5 || m::ok) && m::ok != true)) ==
          "where((loss > 0.5 || ok) && ok != true)  rows\n");
    CHECK(told(ct::where(ct::given(m::tokens) && m::in_phase == phase::train && m::model < "x\"y")) ==
          "where(given(tokens) && phase == \"train\" && model < \"x\\\"y\")  rows\n");
    CHECK(told(ct::where(m::latency > std::chrono::duration<double>(0.25))) == "where(latency > 0.25s)  rows\n");
    CHECK(told(ct::where(m::tokens > -1) | ct::correlation(m::loss, m::epoch)) == "where(tokens > -1)        rows\n"
                                                                                  "correlation(loss, epoch)  rows\n");
    std::vector<ct::row<request_t>> const rows{make(1, 1s)};
    CHECK(ct::explain(rows, ct::last(1) | ct::over(ct::count)) == "last(1)      rows\nover(count)  rows\n");
}
