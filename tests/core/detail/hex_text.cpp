// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/detail/hex_text.hpp>

#include <catch2/catch_test_macros.hpp>

namespace {

using crucible::telemetry::detail::hex_text;

TEST_CASE("a number has as many hexadecimal digits as are asked for") {
    CHECK(hex_text(0, 4) == "0000");
    CHECK(hex_text(0xBEEF, 8) == "0000beef");
    CHECK(hex_text(0x0123456789ABCDEF, 16) == "0123456789abcdef");
    CHECK(hex_text(0x12345, 2) == "45");
}

} // namespace
