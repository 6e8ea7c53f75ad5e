// SPDX-License-Identifier: MIT
#include "schema/vocabulary.hpp"

#include <crucible/telemetry/record/adapt.hpp>

#include <boost/hana/adapt_struct.hpp>
#include <boost/hana/define_struct.hpp>
#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace std::chrono_literals;

namespace {

struct annotated {
    ct::measured<m::loss> loss;
    ct::measured<m::accuracy> top_1; // matched by what it measures, not by its own name
    ct::measured<m::epoch> epoch;
};

struct call {
    ct::measured<m::latency> latency;
    ct::measured<m::ok> ok;
    ct::measured<ct::optional<m::model>> model{};
    ct::measured<ct::optional<m::tokens>> tokens{};
};

namespace v {
inline constexpr ct::index<"a"> a{};
inline constexpr ct::index<"b"> b{};
inline constexpr ct::index<"c"> c{};
inline constexpr ct::index<"d"> d{};
inline constexpr ct::index<"e"> e{};
inline constexpr ct::index<"f"> f{};
inline constexpr ct::index<"g"> g{};
inline constexpr ct::index<"h"> h{};
inline constexpr ct::index<"i"> i{};
inline constexpr ct::index<"j"> j{};
inline constexpr ct::index<"k"> k{};
inline constexpr ct::index<"l"> l{};
inline constexpr ct::index<"m"> m{};
inline constexpr ct::index<"n"> n{};
inline constexpr ct::text<"o"> o{};
inline constexpr ct::text<"p"> p{};
inline constexpr ct::event<"wide", a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, ct::optional<p>> wide{};
} // namespace v

struct sixteen {
    ct::measured<v::a> a;
    ct::measured<v::b> b;
    ct::measured<v::c> c;
    ct::measured<v::d> d;
    ct::measured<v::e> e;
    ct::measured<v::f> f;
    ct::measured<v::g> g;
    ct::measured<v::h> h;
    ct::measured<v::i> i;
    ct::measured<v::j> j;
    ct::measured<v::k> k;
    ct::measured<v::l> l;
    ct::measured<v::m> m;
    ct::measured<v::n> n;
    ct::measured<v::o> o;
    ct::measured<ct::optional<v::p>> p{};
};

template <std::size_t N>
struct members; // of N texts and numbers
template <>
struct members<1> {
    ct::measured<v::o> o;
};
template <>
struct members<2> {
    ct::measured<v::o> o;
    ct::measured<v::a> a;
};

struct mixed {
    ct::measured<v::a> a;
    int b;
};
struct no_members {};
class no_aggregate {
    ct::measured<v::a> a_ = 1;
};

} // namespace

struct old_row { // not in an unnamed namespace, as the macro wants
    int epoch;
    double accuracy;
    float loss;
    bool unused; // not adapted, so not looked at
};
BOOST_HANA_ADAPT_STRUCT(old_row, epoch, accuracy, loss);

struct old_call {
    BOOST_HANA_DEFINE_STRUCT(old_call, (std::chrono::milliseconds, latency), (bool, ok), (std::string, model),
                             (std::optional<int>, tokens));
};

TEST_CASE("a struct of annotated members becomes a record") {
    annotated const row{.loss = 0.5, .top_1 = 0.75, .epoch = 3};
    CHECK(ct::adapt(epoch_stop, row) == epoch_stop(m::epoch = 3, m::loss = 0.5, m::accuracy = 0.75));
}

TEST_CASE("annotated members may be optional") {
    CHECK(ct::adapt(request_stop, call{.latency = 5ms, .ok = true}) == request_stop(m::latency = 5ms, m::ok = true));
    CHECK(ct::adapt(request_stop, call{.latency = 5ms, .ok = false, .model = "bert", .tokens = 7}) ==
          request_stop(m::latency = 5ms, m::ok = false, m::model = "bert", m::tokens = 7));
}

TEST_CASE("an annotated member is used like its value") {
    annotated row{.loss = 0.5, .top_1 = 0.75, .epoch = 3};
    row.loss = 1;
    row.epoch.value += 1;
    double const loss = row.loss;
    CHECK(loss == 1.0);
    CHECK(row.epoch == 4);
    CHECK(row.loss != ct::measured<m::loss>(0.5));
}

TEST_CASE("an annotated member takes what the measurement takes") {
    STATIC_CHECK(std::is_convertible_v<int, ct::measured<m::loss>>);
    STATIC_CHECK(std::is_convertible_v<std::string, ct::measured<v::o>>);
    STATIC_CHECK(!std::is_convertible_v<double, ct::measured<m::epoch>>);
    STATIC_CHECK(!std::is_convertible_v<int, ct::measured<m::latency>>);
    STATIC_CHECK(!std::is_default_constructible_v<ct::measured<m::loss>>);
    STATIC_CHECK(std::is_default_constructible_v<ct::measured<ct::optional<m::loss>>>);
    STATIC_CHECK(sizeof(ct::measured<m::loss>) == sizeof(double));
}

TEST_CASE("up to 16 annotated members are counted, texts among them") {
    using ct::detail::arity;
    STATIC_CHECK(arity<annotated>() == 3);
    STATIC_CHECK(arity<call>() == 4);
    STATIC_CHECK(arity<members<1>>() == 1);
    STATIC_CHECK(arity<members<2>>() == 2);
    STATIC_CHECK(arity<sixteen>() == 16);
    STATIC_CHECK(arity<mixed>() == 0);
    STATIC_CHECK(arity<no_members>() == 0);
    STATIC_CHECK(arity<no_aggregate>() == 0);
    STATIC_CHECK(arity<int>() == 0);
    sixteen const row{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, "fifteen", "sixteen"};
    auto const made = ct::adapt(v::wide, row);
    CHECK(made[v::a] == 1);
    CHECK(made[v::n] == 14);
    CHECK(made[v::o] == "fifteen");
    CHECK(made[v::p] == "sixteen");
}

TEST_CASE("a type adapted by Hana becomes a record, member by name") {
    CHECK(ct::adapt(epoch_stop, old_row{3, 0.75, 0.5F, true}) ==
          epoch_stop(m::epoch = 3, m::loss = 0.5, m::accuracy = 0.75));
}

TEST_CASE("members that own text or may be absent are taken as they are") {
    old_call row;
    row.latency = 5ms;
    row.ok = true;
    row.model = "bert";
    CHECK(ct::adapt(request_stop, row) == request_stop(m::latency = 5ms, m::ok = true, m::model = "bert"));
    row.tokens = 7;
    CHECK(ct::adapt(request_stop, row)[m::tokens] == 7);
    CHECK(ct::adapt(request_stop, row)[m::model]->data() == row.model.data());
}

TEST_CASE("an aggregate can be adapted at compile time") {
    constexpr annotated row{.loss = 0.5, .top_1 = 0.75, .epoch = 3};
    STATIC_CHECK(ct::adapt(epoch_stop, row)[m::epoch] == 3);
}
