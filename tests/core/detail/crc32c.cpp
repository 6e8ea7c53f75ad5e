// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/detail/crc32c.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string_view>
#include <vector>

using crucible::telemetry::detail::crc32c;

namespace {

std::uint32_t of(std::string_view text) { return crc32c(std::as_bytes(std::span(text))); }

/// Bit by bit, as the polynomial is defined.
std::uint32_t by_definition(std::span<std::byte const> data) {
    std::uint32_t crc = 0xffffffff;
    for (std::byte const b : data) {
        crc ^= std::to_integer<std::uint32_t>(b);
        for (int bit = 0; bit != 8; ++bit) crc = (crc >> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
    }
    return ~crc;
}

} // namespace

TEST_CASE("CRC-32C of what RFC 3720, appendix B.4, lists") {
    CHECK(crc32c(std::vector(32, std::byte{0})) == 0x8a9136aa);
    CHECK(crc32c(std::vector(32, std::byte{0xff})) == 0x62a8ab43);
    std::vector<std::byte> up, down;
    for (int i = 0; i != 32; ++i) {
        up.push_back(static_cast<std::byte>(i));
        down.push_back(static_cast<std::byte>(31 - i));
    }
    CHECK(crc32c(up) == 0x46dd794e);
    CHECK(crc32c(down) == 0x113fdb5c);
    CHECK(of("123456789") == 0xe3069283);
    CHECK(of("") == 0);
}

TEST_CASE("CRC-32C by eights is that bit by bit, and can go on where it stopped") {
    std::vector<std::byte> data;
    for (unsigned i = 0; i != 100; ++i) {
        std::span<std::byte const> const all = data;
        CHECK(crc32c(all) == by_definition(all));
        CHECK(crc32c(all.subspan(i / 3), crc32c(all.first(i / 3))) == crc32c(all));
        data.push_back(static_cast<std::byte>((i * 2654435761U) >> 24));
    }
}
