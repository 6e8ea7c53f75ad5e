// SPDX-License-Identifier: MIT
// What a measurement says of itself as data: the same to people, by a registry, and to sinks, by the event's schema.
#include <crucible/telemetry/record/event_schema.hpp>
#include <crucible/telemetry/schema/registry.hpp>

#include <catch2/catch_test_macros.hpp>

namespace {

namespace ct = crucible::telemetry;

enum class phase : unsigned char { train, validate };
constexpr std::string_view to_text(phase p) { return p == phase::train ? "train" : "validate"; }

constexpr ct::index<"step"> step{};
constexpr ct::gauge<"loss", float> loss{.in = ct::nats, .help = "training loss"};
constexpr ct::timer<"wait", std::chrono::milliseconds> wait{};
constexpr ct::flag<"ok"> ok{};
constexpr ct::tag<"phase", phase> in_phase{};
constexpr ct::tag<"model"> model{};

} // namespace

inline constexpr ct::event<"schema.some", step, ct::optional<loss>, wait, ok, in_phase, model> some{};

TEST_CASE("a measurement as data, when compiled") {
    using events = ct::registry<some>;
    constexpr auto all = events::all[0].measurements;
    STATIC_CHECK(all.size() == 6);
    STATIC_CHECK(all[0].value == ct::value_class::signed_integer);
    STATIC_CHECK(all[0].kind_of == ct::kind::index);
    STATIC_CHECK(all[1].value == ct::value_class::floating_point);
    STATIC_CHECK(all[1].bytes == 4);
    STATIC_CHECK(all[1].in == ct::nats);
    STATIC_CHECK(all[1].help == "training loss");
    STATIC_CHECK((all[1].optional && !all[0].optional && !all[1].derived));
    STATIC_CHECK(all[2].value == ct::value_class::duration);
    STATIC_CHECK((all[2].tick_num == 1 && all[2].tick_den == 1000));
    STATIC_CHECK(all[3].value == ct::value_class::boolean);
    STATIC_CHECK(all[4].value == ct::value_class::enumeration);
    STATIC_CHECK((all[5].value == ct::value_class::text && all[5].bytes == 0));
    CHECK(all[4].label(1) == "validate");
    CHECK(all[5].label == nullptr);
}

TEST_CASE("it is said once, for people and for sinks") {
    using some_t = std::remove_const_t<decltype(some)>;
    CHECK(ct::registry<some>::all[0].measurements.data() == ct::schema_of<some_t>().measurements.data());
}
