// SPDX-License-Identifier: MIT
// What an event's schema says as data, and that values lie where it says.
#include <crucible/telemetry/record/batch.hpp>

#include <catch2/catch_test_macros.hpp>

namespace {

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;

enum class phase : unsigned char { train, validate };
constexpr std::string_view to_text(phase p) { return p == phase::train ? "train" : "validate"; }

namespace m {
constexpr ct::index<"step"> step{};
constexpr ct::gauge<"loss", float> loss{.in = ct::nats, .help = "training loss"};
constexpr ct::counter<"tokens", std::uint16_t> tokens{};
constexpr ct::timer<"wait", std::chrono::milliseconds> wait{};
constexpr ct::flag<"ok"> ok{};
constexpr ct::tag<"phase", phase> in_phase{};
constexpr ct::tag<"model"> model{};
constexpr ct::text<"note"> note{};
} // namespace m

constexpr ct::event<"schema.everything", m::step, ct::optional<m::loss>, m::tokens, ct::optional<m::wait>, m::ok,
                    m::in_phase, m::model, ct::optional<m::note>>
    everything{};
using everything_t = std::remove_const_t<decltype(everything)>;
constexpr ct::event<"schema.nothing"> nothing{};
using nothing_t = std::remove_const_t<decltype(nothing)>;

} // namespace

TEST_CASE("a schema says of each measurement what people and sinks want to know") {
    ct::event_schema const& schema = ct::schema_of<everything_t>();
    CHECK(schema.name == "schema.everything");
    CHECK(schema.hash == ct::schema_hash<everything_t>);
    REQUIRE(schema.measurements.size() == 8);
    auto const& loss = schema.measurements[1];
    CHECK(loss.name == "loss");
    CHECK(loss.in == ct::nats);
    CHECK(loss.help == "training loss");
    CHECK(loss.kind_of == ct::kind::gauge);
    CHECK(loss.value == ct::value_class::floating_point);
    CHECK(loss.bytes == 4);
    CHECK(loss.optional);
    CHECK_FALSE(loss.derived);
    CHECK(schema.measurements[0].value == ct::value_class::signed_integer);
    CHECK(schema.measurements[2].value == ct::value_class::unsigned_integer);
    CHECK(schema.measurements[2].bytes == 2);
    CHECK(schema.measurements[3].value == ct::value_class::duration);
    CHECK(schema.measurements[3].tick_num == 1);
    CHECK(schema.measurements[3].tick_den == 1000);
    CHECK(schema.measurements[4].value == ct::value_class::boolean);
    CHECK(schema.measurements[5].value == ct::value_class::enumeration);
    CHECK(schema.measurements[5].label(1) == "validate");
    CHECK(schema.measurements[6].value == ct::value_class::text);
    CHECK(schema.measurements[7].value == ct::value_class::text);
    CHECK(&schema == &ct::schema_of<everything_t>());
}

TEST_CASE("an event without measurements has a schema") {
    CHECK(ct::schema_of<nothing_t>().measurements.empty());
    CHECK(ct::schema_of<nothing_t>().layout.row_bytes == sizeof(ct::row<nothing_t>));
}

TEST_CASE("values lie where the layout says, present or missing") {
    std::vector<ct::row<everything_t>> rows(2);
    rows[0] = {everything(m::step = 7, m::loss = 0.5F, m::tokens = std::uint16_t{9}, m::ok = true,
                          m::in_phase = phase::validate, m::model = "bert"),
               ct::timestamp{5ns}, 3};
    rows[1].values[m::wait] = 12ms;
    rows[1].values[m::note] = "a note";
    ct::batch const batch{std::span<ct::row<everything_t> const>{rows}};
    CHECK(batch.size() == 2);
    CHECK(batch.at(0) == ct::timestamp{5ns});
    CHECK(batch.thread(0) == 3);
    CHECK(batch.weight(1) == 1);
    CHECK(*batch.value<std::int64_t>(0, 0) == 7);
    CHECK(*batch.value<float>(0, 1) == 0.5F);
    CHECK(*batch.value<std::uint16_t>(0, 2) == 9);
    CHECK(batch.value<std::chrono::milliseconds>(0, 3) == nullptr);
    CHECK(*batch.value<bool>(0, 4));
    CHECK(*batch.value<phase>(0, 5) == phase::validate);
    CHECK(*batch.value<std::string_view>(0, 6) == "bert");
    CHECK(batch.value<std::string_view>(0, 7) == nullptr);
    CHECK(batch.value<float>(1, 1) == nullptr);
    CHECK(*batch.value<std::chrono::milliseconds>(1, 3) == 12ms);
    CHECK(*batch.value<std::string_view>(1, 7) == "a note");
}
