// SPDX-License-Identifier: MIT
#include <crucible/telemetry/emit/detail/ring.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <thread>
#include <vector>

namespace {

using crucible::telemetry::detail::ring;
using crucible::telemetry::detail::row_header;

struct small_ring {
    alignas(64) std::array<std::byte, 256> memory{};
    ring rows{memory.data(), memory.size()};

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
        rows.for_each(waiting, [&](row_header const& header, std::byte const*) {
            ids.push_back(header.id);
            return true;
        });
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

TEST_CASE("a copy of a range has no seam") {
    small_ring r;
    for (std::uint32_t id = 1; id != 10; ++id) REQUIRE(r.put(id));
    (void)r.take_all();
    for (std::uint32_t id = 10; id != 16; ++id) REQUIRE(r.put(id));
    auto const waiting = r.rows.begin_reading();
    std::vector<std::byte> copy(waiting.to - waiting.from);
    r.rows.copy(waiting, copy.data());
    std::vector<std::uint32_t> copied, in_ring;
    auto const into = [](auto& ids) {
        return [&ids](row_header const& header, std::byte const*) { return ids.push_back(header.id), true; };
    };
    r.rows.for_each(waiting, into(copied), copy.data());
    r.rows.for_each(waiting, into(in_ring));
    CHECK(copied == std::vector<std::uint32_t>{10, 11, 12, 13, 14, 15});
    CHECK(in_ring == copied);
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
