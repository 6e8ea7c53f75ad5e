// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/distinct.hpp>
#include <crucible/telemetry/statistics/top.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>
#include <vector>

using namespace crucible::telemetry;
using namespace std::chrono_literals;

namespace {

enum class phase { train, test };
std::string_view to_text(phase p) { return p == phase::train ? "train" : "test"; }

using tags = accumulator_of<std::string_view, decltype(distinct | top<3> | count | rate)>;

} // namespace

static_assert(std::regular<tags> && std::is_trivially_copyable_v<tags>);
static_assert(!text_cell<cells::moments> && !text_cell<cells::counted>);

TEST_CASE("cells that look at text get it, the others count and look at when") {
    tags a;
    a("bert", 1, timestamp{1s}), a("gpt", 2, timestamp{2s}), a("bert", 1, timestamp{4s});
    CHECK(a[distinct] == 2);
    CHECK(a[top<3>][0].rows == 2);
    CHECK(a[count] == 4);
    CHECK(a[rate] == 1);
}

TEST_CASE("enumerations are looked at by their text") {
    accumulator_of<phase, decltype(top<3> | distinct)> phases;
    phases(std::vector{phase::train, phase::test, phase::train});
    CHECK(phases[top<3>][0].text() == "train");
    CHECK(phases[top<3>][0].rows == 2);
    CHECK(phases[distinct] == 2);
    CHECK(to_text(phase::test) == "test");
}

TEST_CASE("a batch of texts is as one by one, with the times that it comes with") {
    std::vector<std::string_view> const values{"a", "b", "a"};
    std::vector<timestamp> const at{timestamp{1s}, timestamp{2s}, timestamp{3s}};
    tags batch, one_by_one, untimed;
    batch(values, at);
    for (std::size_t i = 0; i != values.size(); ++i) one_by_one(values[i], 1, at[i]);
    CHECK(batch == one_by_one);
    untimed(values);
    CHECK(untimed[top<3>] == batch[top<3>]);
    CHECK(untimed != batch);
}

TEST_CASE("texts whose weight is not finite and positive are put aside") {
    tags a;
    a("a");
    for (double const weight : {0.0, -1.0, std::numeric_limits<double>::infinity(), std::nan("")}) a("b", weight);
    CHECK(a[count] == 1);
    CHECK(a[distinct] == 1);
    CHECK(a[top<3>].size == 1);
}

TEST_CASE("accumulators of text merge") {
    tags a, b;
    a("a", 1, timestamp{1s}), b("a", 1, timestamp{2s}), b("c", 1, timestamp{3s});
    a += b;
    CHECK(a[top<3>][0].text() == "a");
    CHECK(a[top<3>][0].rows == 2);
    CHECK(a[count] == 3);
    CHECK(a[rate] == 1);
}
