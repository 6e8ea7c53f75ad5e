// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/detail/platform.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>

using namespace crucible::telemetry;
using namespace crucible::telemetry::detail;

TEST_CASE("clocks do not step back") {
    for (auto* const read : {&read_tsc, &read_steady, &read_coarse}) {
        stamp const first = read();
        stamp const second = read();
        CHECK(second >= first);
    }
}

TEST_CASE("read_steady is steady_clock in nanoseconds") {
    using namespace std::chrono;
    stamp const before = read_steady();
    auto const now = static_cast<stamp>(duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count());
    CHECK(before <= now);
    CHECK(now <= read_steady());
}

TEST_CASE("mapped pages are zeroed, writable and apart from each other") {
    constexpr std::size_t bytes = 1 << 16;
    auto* const pages = static_cast<unsigned char*>(map_pages(bytes));
    REQUIRE(pages != nullptr);
    CHECK(std::all_of(pages, pages + bytes, [](unsigned char c) { return c == 0; }));
    std::fill(pages, pages + bytes, static_cast<unsigned char>(7));
    CHECK(reinterpret_cast<std::uintptr_t>(pages) % cache_line == 0);
    unmap_pages(pages, bytes);
}

TEST_CASE("pages that there cannot be are a null pointer") {
    CHECK(map_pages(std::numeric_limits<std::size_t>::max() / 2) == nullptr);
}
