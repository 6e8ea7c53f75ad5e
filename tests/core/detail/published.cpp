// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/detail/published.hpp>

#include <catch2/catch_test_macros.hpp>
#include <thread>
#include <vector>

namespace {

using crucible::telemetry::detail::published;

/// 13 numbers that are all equal, and a byte: no multiple of a word.
struct numbers {
    std::array<std::uint64_t, 13> all{};
    unsigned char last = 0;

    explicit numbers(std::uint64_t n = 0) : last{static_cast<unsigned char>(n)} { all.fill(n); }

    [[nodiscard]] bool whole() const {
        for (std::uint64_t const n : all)
            if (n != all[0]) return false;
        return last == static_cast<unsigned char>(all[0]);
    }
};

} // namespace

TEST_CASE("what was stored last is loaded") {
    published<numbers> latest;
    CHECK(latest.load().all[0] == 0);
    latest.store(numbers{7});
    latest.store(numbers{300});
    CHECK(latest.load().all[12] == 300);
    CHECK(latest.load().last == 44);
}

TEST_CASE("readers see whole values, never older than one they saw before") {
    constexpr std::uint64_t values = 200'000;
    published<numbers> latest;
    std::atomic<bool> broken{false};
    std::vector<std::thread> readers;
    for (int r = 0; r != 3; ++r)
        readers.emplace_back([&] {
            for (std::uint64_t seen = 0; seen != values;) {
                numbers const now = latest.load();
                if (!now.whole() || now.all[0] < seen) broken = true;
                seen = now.all[0];
            }
        });
    for (std::uint64_t n = 1; n <= values; ++n) latest.store(numbers{n});
    for (std::thread& r : readers) r.join();
    CHECK_FALSE(broken);
}
