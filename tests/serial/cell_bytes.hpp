// SPDX-License-Identifier: MIT
#pragma once
// What must hold for the bytes of every cell: they come back equal and go on equally, and nothing else is read.

#include "cells/some_rows.hpp"

#include <crucible/telemetry/serial/bytes.hpp>

#include <catch2/catch_test_macros.hpp>

#include <limits>
#include <random>
#include <string>

namespace cell_bytes {

namespace ct = crucible::telemetry;

using data = std::vector<std::byte>;

/// Puts the right checksum behind a frame whose bytes were changed.
inline void seal(data& frame) {
    std::size_t const end = frame.size() - ct::detail::frame_trailer;
    std::uint32_t const crc = ct::detail::crc32c(std::span<std::byte const>(frame).first(end));
    auto const checksum = ct::detail::to_little_endian(crc);
    for (std::size_t i = 0; i != checksum.size(); ++i) frame[end + i] = checksum[i];
}

/// Every truncation and every single flipped bit is refused, and leaves what was there.
template <class State>
void check_damage(State const& state) {
    data const sound = ct::to_bytes(state);
    State const before = after<State>(3);
    State into = before;
    for (std::size_t n = 0; n != sound.size(); ++n) {
        std::error_code const refused = ct::from_bytes(std::span(sound).first(n), into);
        CHECK((refused == ct::bytes_errc::truncated));
    }
    data damaged = sound;
    for (std::size_t bit = 0; bit != 8 * sound.size(); ++bit) {
        auto const flip = static_cast<std::byte>(1U << (bit % 8));
        damaged[bit / 8] ^= flip;
        if (!ct::from_bytes(damaged, into)) FAIL_CHECK("a flipped bit " << bit << " went unnoticed");
        damaged[bit / 8] ^= flip;
    }
    damaged.push_back(std::byte{0});
    CHECK(ct::from_bytes(damaged, into) == ct::bytes_errc::trailing);
    CHECK(into == before);
}

/// Payloads that nobody wrote, under a right checksum: refused, or a state that can be used (the sanitizers watch).
template <class State, class Use>
void check_hostile(State const& state, Use use, int rounds = 2000) {
    data const sound = ct::to_bytes(state);
    std::mt19937_64 random(7);
    auto const any = [&](std::size_t below) { return static_cast<std::size_t>(random() % below); };
    constexpr std::size_t header = ct::detail::frame_header;
    std::size_t const payload = sound.size() - header - ct::detail::frame_trailer;
    using limits = std::numeric_limits<double>;
    constexpr double strange[]{0.0,           -0.0,    -1.0,   1e-320, limits::infinity(), -limits::infinity(), 0x1p63,
                               limits::max(), -0x1p70, 1e300, limits::quiet_NaN()};
    for (int round = 0; round != rounds; ++round) {
        data hostile = sound;
        for (std::size_t i = 0, n = 1 + any(4); i != n && payload >= 8; ++i) {
            std::size_t const at = any(payload - 7);
            auto const odd = ct::detail::to_little_endian(strange[any(std::size(strange))]);
            auto const place = hostile.begin() + header + static_cast<std::ptrdiff_t>(any(3) == 0 ? at : at / 8 * 8);
            if (any(2) == 0) *place = static_cast<std::byte>(random());
            else std::copy(odd.begin(), odd.end(), place);
        }
        seal(hostile);
        State into;
        if (!ct::from_bytes(hostile, into)) use(into);
        data noise(any(2 * sound.size()));
        for (std::byte& b : noise) b = static_cast<std::byte>(random());
        CHECK(ct::from_bytes(noise, into));
        if (noise.size() < header + 4) continue;
        std::copy_n(sound.begin(), header, noise.begin());
        auto const length = ct::detail::to_little_endian(std::uint64_t{noise.size() - header - 4});
        std::copy(length.begin(), length.end(), noise.begin() + ct::detail::frame_length_at);
        seal(noise);
        if (!ct::from_bytes(noise, into)) use(into);
    }
}

/// All of it, for a cell: `use(state)` reads all that can be read.
template <ct::serial_cell Cell, class Use>
void check(Use use) {
    for (std::size_t const n : {std::size_t{0}, std::size_t{1}, std::size_t{63}, std::size_t{200}}) {
        Cell const written = after<Cell>(n);
        Cell read;
        REQUIRE(!ct::from_bytes(ct::to_bytes(written), read));
        CHECK(ct::to_bytes(read) == ct::to_bytes(written));
        if (n != 0) CHECK(read == written);
        Cell on = written, on_read = read;
        on += after<Cell>(10), on_read += after<Cell>(10);
        on(2.5), on_read(2.5);
        CHECK(ct::to_bytes(on) == ct::to_bytes(on_read));
    }
    check_damage(after<Cell>(100));
    auto const go_on = [&](Cell c) {
        use(c);
        c += after<Cell>(5);
        for (int i = 0; i != 70; ++i) c(i, 1.5);
        Cell other = after<Cell>(5);
        other += c;
        use(other);
        use(c);
    };
    check_hostile(Cell{}, go_on);
    check_hostile(after<Cell>(100), go_on);
}

} // namespace cell_bytes
