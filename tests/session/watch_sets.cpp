// SPDX-License-Identifier: MIT
// A session listens to all events of a category or a registry, and to contexts around what it hears.
#include <crucible/telemetry/emit/context.hpp>
#include <crucible/telemetry/schema/catalog/training.hpp>
#include <crucible/telemetry/session/session.hpp>
#include <crucible/telemetry/enrich/success.hpp>
#include <crucible/telemetry/statistics.hpp>

#include <catch2/catch_test_macros.hpp>

namespace {

namespace ct = crucible::telemetry;
namespace v = ct::vocabulary;
namespace tr = ct::catalog::training;

inline constexpr ct::event<"sets.a", v::loss> a{};
inline constexpr ct::event<"sets.b", v::loss> b{};
inline constexpr ct::category<"sets", a, b> both{};

template <class... Watched>
constexpr std::size_t size_of(ct::pipeline<Watched...>) {
    return sizeof...(Watched);
}

static_assert(size_of(ct::watch(both)) == 2);
static_assert(size_of(ct::watch(ct::registry<a, b>{})) == 2);
static_assert(size_of(ct::watch(tr::category)) == 8);
static_assert(size_of(ct::watch(both, on(b, v::loss >> ct::mean))) == 2);
static_assert(size_of(ct::watch(on(b, v::loss >> ct::mean), both)) == 2);
static_assert(size_of(ct::watch()) == 0);

} // namespace

TEST_CASE("a session listens to a category, and keeps statistics of the event that is named beside it") {
    ct::session run{ct::experiment{.name = "x"}, ct::watch(both, on(b, v::loss >> ct::mean)), ct::policies<ct::manual>};
    ct::emit(a(v::loss = 1.0));
    ct::emit(b(v::loss = 2.0));
    ct::emit(b(v::loss = 4.0));
    run.drain();
    CHECK(run.rows(a).size() == 1);
    CHECK(run.rows(b).size() == 2);
    CHECK(run[v::loss][ct::mean] == 3.0);
}

TEST_CASE("training events get the context in which they are emitted") {
    ct::session run{ct::experiment{.name = "x"}, ct::watch(tr::category), ct::policies<ct::manual>};
    {
        ct::context const here{{.user_id = "u7", .correlation_id = "c1", .cohort = "b"}};
        ct::emit(tr::batch_stop(v::batch = 1, v::loss = 1.0));
        ct::emit(tr::epoch_start(v::epoch = 1, v::user_id = "given"));
    }
    ct::emit(tr::batch_stop(v::batch = 2));
    run.drain();
    auto const batches = run.rows(tr::batch_stop);
    REQUIRE(batches.size() == 2);
    CHECK(batches[0][v::user_id] == "u7");
    CHECK(batches[0][v::correlation_id] == "c1");
    CHECK(batches[0][v::cohort] == "b");
    CHECK_FALSE(batches[0][v::session_id]);
    CHECK_FALSE(batches[1][v::user_id]);
    CHECK(run.rows(tr::epoch_start)[0][v::user_id] == "given");
}

TEST_CASE("an event that stopped with an exception has failed") {
    auto const row = tr::batch_stop(v::batch = 1, v::exception = "out of memory");
    CHECK(row[ct::success] == false);
}
