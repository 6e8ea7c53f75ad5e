// SPDX-License-Identifier: MIT
#include <crucible/telemetry/text/json_escape.hpp>

#include <catch2/catch_test_macros.hpp>

namespace {

namespace ct = crucible::telemetry;

TEST_CASE("JSON's escapes: short ones where there are, \\u00xx for other control characters, and what ends a line") {
    using ct::escaped;
    CHECK(escaped<ct::json_escape>("\"\\\n\r\t") == "\\\"\\\\\\n\\r\\t");
    CHECK(escaped<ct::json_escape>(std::string_view("\0\b\x1f", 3)) == "\\u0000\\u0008\\u001f");
    CHECK(escaped<ct::json_escape>("/\x7F naïve 🙂") == "/\x7F naïve 🙂");
    CHECK(escaped<ct::json_escape>("\xC2\x85\u2028\u2029") == "\\u0085\\u2028\\u2029");
    CHECK(escaped<ct::json_escape>("\x80") == "\uFFFD");
    for (int c = 0; c != 256; ++c) {
        std::string const one(1, static_cast<char>(c));
        CHECK(escaped<ct::json_escape>(one).size() <= ct::json_escape::growth);
    }
}

} // namespace
