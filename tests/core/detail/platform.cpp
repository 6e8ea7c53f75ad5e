// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/detail/platform.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

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
    auto* const pages = static_cast<unsigned char*>(map_pages(bytes, bytes));
    REQUIRE(pages != nullptr);
    CHECK(std::all_of(pages, pages + bytes, [](unsigned char c) { return c == 0; }));
    std::fill(pages, pages + bytes, static_cast<unsigned char>(7));
    CHECK(reinterpret_cast<std::uintptr_t>(pages) % cache_line == 0);
    unmap_pages(pages, bytes);
}

TEST_CASE("pages that there cannot be are a null pointer") {
    CHECK(map_pages(std::numeric_limits<std::size_t>::max() / 2, 1) == nullptr);
}

namespace {

/// How many of these pages are in memory.
std::size_t in_memory(void* pages, std::size_t bytes) {
    std::vector<unsigned char> which(bytes / page_bytes);
    if (::mincore(pages, bytes, which.data()) != 0) return ~std::size_t{0};
    return static_cast<std::size_t>(std::count_if(which.begin(), which.end(), [](unsigned char p) { return p & 1; }));
}

void* sleeps_and_says_so(void* awake) {
    ::pthread_cancel(::pthread_self()); // pending: the next cancellation point would end the thread
    sleep_for(std::chrono::microseconds{1});
    *static_cast<bool*>(awake) = true;
    ::pthread_testcancel();
    *static_cast<bool*>(awake) = false;
    return nullptr;
}

} // namespace

TEST_CASE("of mapped pages the first are there, the others come when they are used, and all can be emptied") {
    if (::sysconf(_SC_PAGESIZE) != static_cast<long>(page_bytes)) SKIP("pages are larger here");
    constexpr std::size_t pages = 64, present = 5;
    auto* const memory = static_cast<unsigned char*>(map_pages(pages * page_bytes, present * page_bytes));
    REQUIRE(memory != nullptr);
    CHECK(in_memory(memory, pages * page_bytes) == present);
    memory[20 * page_bytes] = 7;
    CHECK(in_memory(memory, pages * page_bytes) == present + 1);
    empty_pages(memory, pages * page_bytes);
    CHECK(in_memory(memory, pages * page_bytes) == 0);
    CHECK(memory[20 * page_bytes] == 0);
    unmap_pages(memory, pages * page_bytes);
}

TEST_CASE("sleeping is no point at which a thread is cancelled") {
    bool awake = false;
    pthread_t thread{};
    REQUIRE(::pthread_create(&thread, nullptr, &sleeps_and_says_so, &awake) == 0);
    void* how = nullptr;
    REQUIRE(::pthread_join(thread, &how) == 0);
    CHECK(awake);
    CHECK(how == PTHREAD_CANCELED);
}

TEST_CASE("random bytes differ") {
    std::uint64_t first = 0, second = 0;
    REQUIRE(fill_randomly(&first, sizeof first));
    REQUIRE(fill_randomly(&second, sizeof second));
    CHECK(first != second);
}
