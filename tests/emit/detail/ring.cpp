// SPDX-License-Identifier: MIT
#include <crucible/telemetry/emit/detail/ring.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <random>
#include <thread>
#include <utility>
#include <vector>

namespace {

using crucible::telemetry::detail::ring;
using crucible::telemetry::detail::row_header;

struct small_ring {
    alignas(64) std::array<std::byte, 256> memory{};
    ring rows{memory.data(), memory.size(), memory.size(), 0};

    bool put(std::uint32_t id, std::size_t bytes = 24) {
        std::byte* const to = rows.reserve(bytes);
        if (to == nullptr) return false;
        row_header const header{id, static_cast<std::uint32_t>(bytes), id};
        std::memcpy(to, &header, sizeof header);
        rows.publish(bytes);
        return true;
    }

    std::vector<std::uint32_t> take_all() {
        std::vector<std::uint32_t> ids;
        auto const waiting = rows.begin_reading();
        rows.for_each(
            waiting,
            [&](row_header const& header, std::byte const*) {
                ids.push_back(header.id);
                return true;
            },
            [](std::uint32_t) {});
        rows.end_reading(waiting.to);
        return ids;
    }
};

} // namespace

TEST_CASE("rows come out as they went in") {
    small_ring r;
    REQUIRE(r.put(7));
    REQUIRE(r.put(8));
    CHECK(r.take_all() == std::vector<std::uint32_t>{7, 8});
    CHECK(r.take_all().empty());
}

TEST_CASE("a full ring refuses, and takes again once it was read") {
    small_ring r;
    std::uint32_t written = 0;
    while (r.put(written + 1)) ++written;
    CHECK(written == 256 / 24);
    CHECK(r.take_all().size() == written);
    CHECK(r.put(1));
}

TEST_CASE("a row never straddles the seam") {
    small_ring r;
    std::vector<std::uint32_t> expected, got;
    for (std::uint32_t id = 1; id != 500; ++id) {
        REQUIRE(r.put(id, 16 + 8 * (id % 7)));
        expected.push_back(id);
        if (id % 3 == 0)
            for (std::uint32_t const taken : r.take_all()) got.push_back(taken);
    }
    for (std::uint32_t const taken : r.take_all()) got.push_back(taken);
    CHECK(got == expected);
}

TEST_CASE("the largest row allowed always fits an empty ring, wherever its head is") {
    for (std::size_t ahead = 0; ahead != 10; ++ahead) {
        small_ring r;
        for (std::size_t i = 0; i != ahead; ++i) REQUIRE(r.put(1));
        (void)r.take_all();
        CHECK(r.put(2, 128));
    }
}

TEST_CASE("a row of exactly half a ring, and rows that fill it exactly") {
    small_ring r;
    CHECK(r.put(1, 128));
    CHECK(r.put(2, 128));
    CHECK_FALSE(r.put(3, 16));
    CHECK(r.take_all() == std::vector<std::uint32_t>{1, 2});
    for (std::uint32_t id = 1; id != 5; ++id) CHECK(r.put(id, 64));
    CHECK_FALSE(r.put(5, 16));
    CHECK(r.take_all().size() == 4);
}

TEST_CASE("the oldest row can be given up, but not while it is read") {
    small_ring r;
    for (std::uint32_t id = 1; r.put(id); ++id) {
    }
    std::vector<std::uint32_t> lost;
    auto const note = [&](std::uint32_t id) { lost.push_back(id); };
    REQUIRE(r.rows.discard_oldest(note));
    CHECK(lost == std::vector<std::uint32_t>{1});
    auto const waiting = r.rows.begin_reading();
    CHECK_FALSE(r.rows.discard_oldest(note));
    r.rows.end_reading(waiting.from);
    CHECK(r.rows.discard_oldest(note));
    CHECK(lost == std::vector<std::uint32_t>{1, 2});
}

TEST_CASE("of a ring that the reader has just emptied nothing is given up") {
    small_ring r;
    for (std::uint32_t id = 1; r.put(id); ++id) {
    }
    (void)r.take_all();
    bool lost = false;
    CHECK(r.rows.discard_oldest([&](std::uint32_t) { lost = true; }));
    CHECK_FALSE(lost);
    CHECK(r.put(100));
    CHECK(r.take_all() == std::vector<std::uint32_t>{100});
}

namespace {

constexpr std::size_t page = 4096;

/// A ring of sixteen pages that has one at first.
struct windowed_ring {
    alignas(64) std::array<std::byte, 16 * page> memory{};
    ring rows{memory.data(), memory.size(), page, 0};
    std::size_t allowed = 0; ///< bytes by which it may grow
    std::uint32_t next = 1, taken = 1;

    bool put(std::size_t bytes = 64) {
        std::byte* const to = rows.reserve(bytes, [this](std::size_t more) {
            if (more > allowed) return false;
            allowed -= more;
            return true;
        });
        if (to == nullptr) return false;
        row_header const header{next, static_cast<std::uint32_t>(bytes), next};
        std::memcpy(to, &header, sizeof header);
        rows.publish(bytes);
        ++next;
        return true;
    }

    /// Takes `most` rows, or all that wait; whether they come out in order.
    bool take(std::size_t most) {
        bool right = true;
        auto const waiting = rows.begin_reading();
        auto const note = [&](row_header const& header, std::byte const*) {
            right = right && header.id == taken++;
            return --most != 0;
        };
        rows.end_reading(most == 0 ? waiting.from : rows.for_each(waiting, note, [](std::uint32_t) {}));
        return right;
    }
    bool take_all() { return take(~std::size_t{0}) && taken == next; }

    [[nodiscard]] bool untouched_from(std::size_t offset) const {
        return std::all_of(memory.begin() + static_cast<std::ptrdiff_t>(offset), memory.end(),
                           [](std::byte b) { return b == std::byte{}; });
    }
};

} // namespace

TEST_CASE("a ring whose reader keeps up stays within its first window") {
    windowed_ring r;
    r.allowed = r.memory.size();
    for (int i = 0; i != 10'000; ++i) {
        REQUIRE(r.put(24 + 8 * static_cast<std::size_t>(i % 9)));
        if (i % 20 == 0) REQUIRE(r.take_all());
    }
    CHECK(r.rows.window() == page);
    CHECK(r.untouched_from(page));
}

TEST_CASE("a ring whose reader falls behind grows, and stays so") {
    windowed_ring r;
    r.allowed = r.memory.size();
    std::size_t rows = 0;
    while (r.put()) ++rows;
    CHECK(rows == r.memory.size() / 64);
    CHECK(r.rows.window() == r.memory.size());
    CHECK(r.take_all());
    for (int i = 0; i != 5000; ++i) {
        REQUIRE(r.put(24 + 8 * static_cast<std::size_t>(i % 9)));
        if (i % 100 == 0) REQUIRE(r.take_all());
    }
}

TEST_CASE("wherever its reader stops, a ring takes three quarters of its bytes before it is full") {
    for (std::size_t bytes : {24U, 64U, 200U, 1000U})
        for (std::size_t before = 0; before < 3 * page; before += bytes)
            for (std::size_t unread : {std::size_t{0}, std::size_t{3}, page / bytes / 2}) {
                windowed_ring r;
                r.allowed = r.memory.size();
                for (std::size_t i = 0; i < before; i += bytes) {
                    REQUIRE(r.put(bytes));
                    if (i / bytes % 5 == 0) REQUIRE(r.take_all());
                }
                REQUIRE(r.take_all());
                for (std::size_t i = 0; i != unread; ++i) REQUIRE(r.put(bytes));
                std::size_t rows = unread;
                while (r.put(bytes)) ++rows;
                CAPTURE(bytes, before, unread, rows);
                CHECK(rows * bytes > r.memory.size() / 4 * 3 - 2 * bytes);
                CHECK(r.take_all());
            }
}

TEST_CASE("a ring that is read in pieces while it grows keeps every row and its order") {
    for (unsigned seed = 0; seed != 200; ++seed) {
        std::minstd_rand random{seed};
        windowed_ring r;
        r.allowed = seed % 3 == 0 ? r.memory.size() : seed % 3 == 1 ? 3 * page : 0;
        for (int i = 0; i != 3000; ++i) {
            std::size_t const bytes = 16 + 8 * (random() % (i % 100 == 0 ? 250 : 30));
            if (!r.put(bytes) && random() % 4 == 0) REQUIRE(r.take(1 + random() % 40));
            if (random() % 50 == 0) REQUIRE(r.take(random() % 200));
        }
        REQUIRE(r.take_all());
        CHECK(r.untouched_from(r.rows.window()));
    }
}

TEST_CASE("a ring that may not grow is full at its window, and takes on what fits an empty one") {
    windowed_ring r;
    std::size_t rows = 0;
    while (r.put()) ++rows;
    CHECK(rows == (page - 8) / 64);
    CHECK(r.untouched_from(page));
    CHECK(r.take_all());
    for (int i = 0; i != 100; ++i) {
        REQUIRE(r.put(page / 2));
        REQUIRE(r.take_all());
    }
    CHECK_FALSE(r.put(page + 64)); // not even empty
    r.allowed = page;
    REQUIRE(r.put(page + 64));
    CHECK(r.take_all());
    CHECK(r.rows.window() == 2 * page);
    CHECK(r.untouched_from(2 * page));
}

TEST_CASE("rows of another thread begin where it says so, also when the oldest are given up") {
    small_ring r;
    REQUIRE(r.put(7));
    REQUIRE(r.rows.begin_thread(1));
    REQUIRE(r.put(8));
    REQUIRE(r.rows.begin_thread(2));
    REQUIRE(r.put(9));
    std::vector<std::uint32_t> lost;
    auto const note = [&](std::uint32_t id) { lost.push_back(id); };
    for (int i = 0; i != 3; ++i) REQUIRE(r.rows.discard_oldest(note)); // 7, the first mark, 8
    CHECK(lost == std::vector<std::uint32_t>{7, 8});
    CHECK(r.rows.thread() == 1);
    std::vector<std::uint32_t> seen;
    auto const waiting = r.rows.begin_reading();
    r.rows.for_each(
        waiting, [&](row_header const& header, std::byte const*) { return seen.push_back(header.id), true; },
        [&](std::uint32_t thread) { seen.push_back(thread); });
    r.rows.end_reading(waiting.to);
    CHECK(seen == std::vector<std::uint32_t>{2, 9});
}

TEST_CASE("a writer that gives up rows and a reader at once: each row is read or lost, once") {
    small_ring r;
    constexpr std::uint32_t rows = 200'000;
    std::atomic<bool> done{false};
    std::uint64_t lost = 0, read = 0;
    std::thread writer{[&] {
        for (std::uint32_t id = 1; id <= rows; ++id)
            while (!r.put(id))
                if (!r.rows.discard_oldest([&](std::uint32_t) { ++lost; })) std::this_thread::yield();
        done = true;
    }};
    std::uint32_t latest = 0;
    bool in_order = true;
    for (bool more = true; more;) {
        more = !done;
        for (std::uint32_t const id : r.take_all()) in_order = in_order && id > std::exchange(latest, id), ++read;
    }
    writer.join();
    CHECK(in_order);
    CHECK(lost + read == rows);
}

TEST_CASE("one writer and one reader at once lose nothing and keep the order") {
    small_ring r;
    constexpr std::uint32_t rows = 200'000;
    std::thread writer{[&] {
        for (std::uint32_t id = 1; id <= rows;)
            if (r.put(id, 24 + 8 * (id % 3))) ++id;
            else std::this_thread::yield();
    }};
    std::uint32_t next = 1;
    bool in_order = true;
    while (next <= rows) {
        auto const ids = r.take_all();
        for (std::uint32_t const id : ids) in_order = in_order && id == next++;
        if (ids.empty()) std::this_thread::yield();
    }
    writer.join();
    CHECK(in_order);
}

TEST_CASE("a ring grows while it is read, and loses nothing") {
    for (unsigned seed = 0; seed != 20; ++seed) {
        windowed_ring r;
        r.allowed = r.memory.size();
        constexpr std::uint32_t rows = 20'000;
        std::thread writer{[&] {
            while (r.next <= rows)
                if (!r.put(24 + 8 * (r.next % 9))) std::this_thread::yield();
        }};
        bool in_order = true;
        for (std::minstd_rand random{seed}; r.taken <= rows;) {
            in_order = r.take(1 + random() % 100) && in_order;
            if (random() % 4 == 0) std::this_thread::yield();
        }
        writer.join();
        CHECK(in_order);
    }
}
