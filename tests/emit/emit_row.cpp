// SPDX-License-Identifier: MIT
// `emit_row`, which is `emit` where that word is an empty macro, as after a header of Qt's.
#define emit
#include <crucible/telemetry.hpp>
#include <crucible/telemetry/tally/emit_tallied.hpp>

#include <catch2/catch_test_macros.hpp>

namespace ct = crucible::telemetry;

namespace {

namespace m {
constexpr ct::gauge<"loss"> loss{};
constexpr ct::counter<"tokens"> tokens{};
} // namespace m
constexpr ct::event<"test.emit_row.stop", m::loss> stop{};
constexpr auto token_out = ct::tallied(ct::event<"test.emit_row.token", m::tokens>{}, m::tokens >> ct::sum);

} // namespace

TEST_CASE("emit_row emits to everyone, and to one session") {
    auto const about = [](char const* name) { return ct::experiment{.name = name}; };
    ct::session one{about("one"), ct::watch(on(stop, m::loss >> (ct::count | ct::sum))), ct::policies<ct::manual>};
    ct::session other{about("other"), ct::watch(stop), ct::policies<ct::manual>};
    ct::emit_row(stop(m::loss = 1));
    one.emit_row(stop(m::loss = 2));
    one.flush(), other.flush();
    CHECK(one[m::loss][ct::count] == 2);
    CHECK(one[m::loss][ct::sum] == 3);
    CHECK(other.rows(stop).size() == 1);
}

TEST_CASE("emit_row counts tallied events") {
    ct::session run{ct::experiment{.name = "tally"}, ct::watch(token_out), ct::policies<ct::manual>};
    ct::emit_row(token_out(m::tokens = 3));
    run.emit_row(token_out(m::tokens = 4));
    CHECK(run[m::tokens][ct::sum] == 7);
}
