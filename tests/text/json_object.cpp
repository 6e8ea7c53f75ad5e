// SPDX-License-Identifier: MIT
#include <crucible/telemetry/text/json_object.hpp>
#include <crucible/telemetry/text/json_reader.hpp>

#include <catch2/catch_test_macros.hpp>
#include <vector>

namespace {

namespace ct = crucible::telemetry;

TEST_CASE("an object is written member by member") {
    CHECK(ct::json_object{}.text() == "{}");
    CHECK(ct::json_object{}
              .add("text", "a \"b\"\n")
              .add("number", -3)
              .add("most", std::numeric_limits<std::uint64_t>::max())
              .add("flag", true)
              .add("time", ct::timestamp{})
              .add("no_time", std::optional<ct::timestamp>{})
              .add_json("list", ct::json_array(std::vector{1, 2}, [](int i) { return std::to_string(i); }))
              .text() == "{\"text\":\"a \\\"b\\\"\\n\",\"number\":-3,\"most\":18446744073709551615,\"flag\":true,"
                         "\"time\":\"1970-01-01T00:00:00.000000000Z\",\"no_time\":null,\"list\":[1,2]}");
}

TEST_CASE("a text comes back from its quotes, whatever it is") {
    for (std::string const text :
         {"", "plain", "\"\\/\b\f\n\r\t", "\x01\x1F\x7F", "naïve 数 🙂 \u2028\u2029\xC2\x85"}) {
        std::string const quoted = ct::json_quoted(text);
        ct::json_reader reader{quoted};
        CHECK(reader.read_string() == text);
        CHECK(reader.at_end());
        CHECK(quoted.find_first_of("\n\r") == std::string::npos);
    }
    CHECK(ct::json_quoted("\xFF") == "\"\uFFFD\"");
}

} // namespace
