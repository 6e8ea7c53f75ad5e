// SPDX-License-Identifier: MIT
#include "emit/vocabulary.hpp"

namespace {

template <class T>
using bare = std::remove_cvref_t<T>;
using batch_event = bare<decltype(batch)>;
using remark_event = bare<decltype(remark)>;

} // namespace

TEST_CASE("a pipeline is a value made of types") {
    constexpr auto asked = m::loss >> (ct::count | ct::mean);
    STATIC_REQUIRE(std::same_as<bare<decltype(asked)>,
                                ct::asked<bare<decltype(m::loss)>, ct::statistics<ct::count_t, ct::mean_t>>>);
    STATIC_REQUIRE(std::same_as<bare<decltype(m::loss >> ct::max)>,
                                ct::asked<bare<decltype(m::loss)>, ct::statistics<ct::max_t>>>);
    constexpr auto listens_to = ct::watch(ct::on(batch, asked), remark);
    STATIC_REQUIRE(
        std::same_as<bare<decltype(listens_to)>,
                     ct::pipeline<ct::watched<batch_event, bare<decltype(asked)>>, ct::watched<remark_event>>>);
    STATIC_REQUIRE(std::is_empty_v<bare<decltype(listens_to)>>);
    STATIC_REQUIRE(std::same_as<decltype(ct::watch()), ct::pipeline<>>);
    STATIC_REQUIRE(std::same_as<decltype(ct::watch(ct::on(batch))), decltype(ct::watch(batch))>);
}

TEST_CASE("text and tags may be counted") {
    ct::session run{
        {.name = "count"}, ct::watch(ct::on(remark, m::note >> (ct::count | ct::rate))), ct::policies<ct::manual>};
    for (int i = 0; i != 4; ++i) ct::emit(remark(m::step = i, m::note = "four of them"));
    run.drain();
    CHECK(run[m::note][ct::count] == 4);
}

TEST_CASE("a session that listens to nothing hears nothing and lives") {
    ct::session run{{.name = "deaf"}, ct::watch()};
    emit_steps(0, 10);
    CHECK_FALSE(run.flush());
    CHECK_FALSE(run.pause());
    CHECK_FALSE(run.resume());
    CHECK_FALSE(run.stop());
    check_exact(run.ledger(), 0);
    CHECK(run.ledger().events.empty());
}

TEST_CASE("the order of policies does not matter, and each has its default") {
    using ordered = decltype(ct::policies<ct::manual, ct::scoped>);
    using other = decltype(ct::policies<ct::scoped, ct::manual>);
    STATIC_REQUIRE(
        std::same_as<ordered::of<ct::collection_role, ct::background>, other::of<ct::collection_role, ct::background>>);
    STATIC_REQUIRE(std::same_as<ordered::of<ct::clock_role, ct::tsc_clock>, ct::tsc_clock>);
}

TEST_CASE("sessions are composed with and without policies and exporters") {
    constexpr auto listens_to = ct::watch(batch);
    ct::session const plain{{.name = "plain"}, listens_to};
    ct::session const with_policies{{.name = "policies"}, listens_to, ct::policies<ct::manual>, ct::nothing{}};
    STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<bare<decltype(plain)>>);
    STATIC_REQUIRE_FALSE(std::is_copy_assignable_v<bare<decltype(plain)>>);
    CHECK(ct::experiments().size() == 2);
}
