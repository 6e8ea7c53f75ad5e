// SPDX-License-Identifier: MIT
#include <crucible/telemetry/text/read_time.hpp>
#include <crucible/telemetry/text/write_time.hpp>

#include <catch2/catch_test_macros.hpp>
#include <random>
#include <string>

namespace {

namespace ct = crucible::telemetry;

std::optional<std::int64_t> nanoseconds(std::string_view text) {
    auto const at = ct::time_reader{}.read(text);
    return at ? std::optional{at->time_since_epoch().count()} : std::nullopt;
}

constexpr std::int64_t day = 86'400'000'000'000;

TEST_CASE("times as the exporters write them") {
    CHECK(nanoseconds("1970-01-01T00:00:00.000000000Z") == 0);
    CHECK(nanoseconds("1970-01-01T00:00:00.000000006Z") == 6);
    CHECK(nanoseconds("1969-12-31T23:59:59.999999999Z") == -1);
    CHECK(nanoseconds("2023-11-14T22:13:20.000000001Z") == 1'700'000'000'000'000'001);
    CHECK(nanoseconds("2000-02-29T00:00:00.000000000Z") == 11'016 * day);
}

TEST_CASE("every time that a timestamp can hold comes back") {
    std::mt19937_64 random{3};
    std::vector<std::int64_t> times{std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
                                    -1'000'000'000, -999'999'999, -1, 0, 999'999'999};
    for (int i = 0; i != 20'000; ++i) times.push_back(static_cast<std::int64_t>(random()));
    for (std::int64_t i = 0; i != 2'000; ++i) times.push_back(times[9] + i * 700'000'000); // the same day, and the next
    ct::time_reader reader;
    ct::time_writer writer;
    for (std::int64_t const time : times) {
        ct::timestamp const at{std::chrono::nanoseconds{time}};
        char text[ct::time_writer::size];
        (void)writer.write(text, at);
        CHECK(reader.read({text, sizeof text}) == at);
    }
}

TEST_CASE("what else RFC 3339 allows") {
    CHECK(nanoseconds("1970-01-01T00:00:01Z") == 1'000'000'000);
    CHECK(nanoseconds("1970-01-01 00:00:01.5Z") == 1'500'000'000);
    CHECK(nanoseconds("1970-01-01t00:00:01.123456z") == 1'123'456'000);
    CHECK(nanoseconds("1970-01-01T00:00:00.0000000019Z") == 1); // nine digits count
    CHECK(nanoseconds("1970-01-01T01:00:00+01:00") == 0);
    CHECK(nanoseconds("1969-12-31T18:30:00.25-05:30") == 250'000'000);
    CHECK(nanoseconds("1970-01-01T00:00:00.000000001+00:00") == 1);
}

TEST_CASE("what is no time") {
    for (std::string const text :
         {"", "x", "1970", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00.5",
          "1970-01-01T00:00Z", "1970-13-01T00:00:00Z", "1970-00-01T00:00:00Z", "1970-02-29T00:00:00Z",
          "1970-01-32T00:00:00Z", "1970-01-00T00:00:00Z", "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z",
          "1970-01-01T00:00:60Z", "1970-01-01X00:00:00Z", "1970/01/01T00:00:00Z", "1970-01-01T00-00-00Z",
          "1970-01-01T00:00:00ZZ", "1970-01-01T00:00:00+1:00", "1970-01-01T00:00:00+25:00", "1970-01-01T00:00:00+0100",
          "1970-01-01T00:00:00+01:60", "-970-01-01T00:00:00Z", "1970-01-0 T00:00:00Z", "1970-01-01T0 :00:00Z",
          "1970-01-01T00:00:00,5Z", "1970-01-01T00:00:00.5xZ", " 1970-01-01T00:00:00Z", "1700000000000000000000"}) {
        INFO(text);
        CHECK_FALSE(nanoseconds(text));
    }
    CHECK_FALSE(nanoseconds("1677-09-21T00:12:43.145224191Z")); // one nanosecond too early
    CHECK(nanoseconds("1677-09-21T00:12:43.145224192Z") == std::numeric_limits<std::int64_t>::min());
    CHECK(nanoseconds("2262-04-11T23:47:16.854775807Z") == std::numeric_limits<std::int64_t>::max());
    CHECK_FALSE(nanoseconds("2262-04-11T23:47:16.854775808Z"));
    CHECK_FALSE(nanoseconds("0000-01-01T00:00:00Z"));
    CHECK_FALSE(nanoseconds("9999-12-31T23:59:59Z"));
    std::string const zeros(20, '\0');
    CHECK_FALSE(nanoseconds(zeros));
}

} // namespace

TEST_CASE("a time without a zone is UTC only where that is asked for") {
    ct::time_reader times;
    for (std::string const text : {"2023-11-14T22:13:20", "2023-11-14 22:13:20.5", "1969-12-31T23:59:59.25"}) {
        CHECK_FALSE(times.read(text));
        CHECK(times.read_as_utc(text) == times.read(text + "Z"));
        CHECK(times.read_as_utc(text).has_value());
    }
    CHECK(times.read_as_utc("2023-11-14T23:13:20+01:00") == times.read("2023-11-14T22:13:20Z"));
    CHECK_FALSE(times.read_as_utc("2023-11-14T22:13:20."));
    CHECK_FALSE(times.read_as_utc("2023-11-14T22:13"));
    CHECK_FALSE(times.read_as_utc("2023-11-14T22:13:20x"));
}
