// SPDX-License-Identifier: MIT
#pragma once
// CRC-32C (Castagnoli, Braeuer, Herrmann 1993), as iSCSI (RFC 3720) and TensorBoard use it: finds every error of one to
// three bits and every burst of up to 32. Eight bytes a step by tables (Kounavis, Berry 2005).

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace crucible::telemetry::detail {

using crc_tables = std::array<std::array<std::uint32_t, 256>, 8>;

/// Entry b of table k: what byte b leaves behind after k more bytes of zeros.
consteval crc_tables make_crc_tables() {
    constexpr std::uint32_t polynomial = 0x82f63b78; // reflected 0x1edc6f41
    crc_tables tables{};
    for (std::uint32_t b = 0; b != 256; ++b) {
        std::uint32_t left = b;
        for (int bit = 0; bit != 8; ++bit) left = (left >> 1) ^ (left & 1 ? polynomial : 0);
        tables[0][b] = left;
    }
    for (std::size_t k = 1; k != 8; ++k)
        for (std::size_t b = 0; b != 256; ++b)
            tables[k][b] = (tables[k - 1][b] >> 8) ^ tables[0][tables[k - 1][b] & 0xff];
    return tables;
}

inline constexpr crc_tables crc_of_byte = make_crc_tables();

/// The checksum of `data`, or of what `before` is the checksum of, followed by `data`. O(n).
[[nodiscard]] constexpr std::uint32_t crc32c(std::span<std::byte const> data, std::uint32_t before = 0) {
    std::uint32_t crc = ~before;
    while (data.size() >= 8) {
        std::uint32_t next = 0;
        for (std::size_t k = 0; k != 8; ++k) {
            auto const folded = k < 4 ? (crc >> (8 * k)) & 0xff : 0;
            next ^= crc_of_byte[7 - k][std::to_integer<std::uint32_t>(data[k]) ^ folded];
        }
        crc = next;
        data = data.subspan(8);
    }
    for (std::byte const b : data)
        crc = (crc >> 8) ^ crc_of_byte[0][(crc ^ std::to_integer<std::uint32_t>(b)) & 0xff];
    return ~crc;
}

} // namespace crucible::telemetry::detail
