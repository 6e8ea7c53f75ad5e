// SPDX-License-Identifier: MIT
#include <crucible/telemetry/text/write_time.hpp>

#include "export/vocabulary.hpp"

#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <string>

namespace {

using crucible::telemetry::time_writer;

std::string text(time_writer& writer, std::int64_t nanoseconds) {
    char buffer[time_writer::size];
    return {buffer, writer.write(buffer, test::at(nanoseconds))};
}

TEST_CASE("time is ISO 8601 in UTC with nine digits of a second") {
    time_writer writer;
    CHECK(text(writer, 0) == "1970-01-01T00:00:00.000000000Z");
    CHECK(text(writer, 1'700'000'000'123'456'789) == "2023-11-14T22:13:20.123456789Z");
    CHECK(text(writer, 1'709'251'199'999'999'999) == "2024-02-29T23:59:59.999999999Z");
    CHECK(text(writer, 2'147'483'648'000'000'000) == "2038-01-19T03:14:08.000000000Z");
}

TEST_CASE("time before the epoch, and the ends of what 64 bits hold") {
    time_writer writer;
    CHECK(text(writer, -1) == "1969-12-31T23:59:59.999999999Z");
    CHECK(text(writer, std::numeric_limits<std::int64_t>::min()) == "1677-09-21T00:12:43.145224192Z");
    CHECK(text(writer, std::numeric_limits<std::int64_t>::max()) == "2262-04-11T23:47:16.854775807Z");
}

TEST_CASE("the second that is kept never shows in another one") {
    time_writer writer;
    for (std::int64_t i = 0; i != 200'000; ++i) {
        std::int64_t const when = i * 499'999'999;
        time_writer fresh;
        REQUIRE(text(writer, when) == text(fresh, when));
    }
    CHECK(text(writer, 5'000'000'000) == "1970-01-01T00:00:05.000000000Z"); // back in time
}

} // namespace
