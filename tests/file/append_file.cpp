// SPDX-License-Identifier: MIT
#include <crucible/telemetry/file/append_file.hpp>

#include "export/folder.hpp"

#include <catch2/catch_test_macros.hpp>

namespace {

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;

/// A disk that is full after some bytes, while another process, which knows no locks, appends as well.
struct crowded_calls : ct::detail::append_calls {
    static inline std::size_t room = 0;
    static inline std::string of_others{};
    static inline int truncated = 0;

    static ssize_t write(int file, void const* from, std::size_t size) noexcept {
        if (room == 0) {
            if (!of_others.empty()) (void)!append_calls::write(file, of_others.data(), of_others.size());
            return errno = ENOSPC, -1;
        }
        ssize_t const written = append_calls::write(file, from, std::min(size, room));
        room -= static_cast<std::size_t>(written);
        return written;
    }
    static int truncate(int file, std::uint64_t size) noexcept {
        ++truncated;
        return append_calls::truncate(file, size);
    }
};

TEST_CASE("a line that was written in part is cut off again") {
    test::folder const folder;
    crowded_calls::room = 6;
    crowded_calls::of_others.clear();
    crowded_calls::truncated = 0;
    ct::basic_append_file<crowded_calls> file{folder / "m"};
    auto const done = file.append("one\ntwo\n");
    CHECK(done.size == 4);
    CHECK(done.error == std::errc::no_space_on_device);
    CHECK(crowded_calls::truncated == 1);
    CHECK(test::content(folder / "m") == "one\n");
}

TEST_CASE("an append waits for a lock as long as it was told, and not again while that is held") {
    test::folder const folder;
    ct::append_file file{folder / "m", 200ms};
    int const other = ::open((folder / "m").c_str(), O_RDONLY | O_CLOEXEC);
    REQUIRE(::flock(other, LOCK_EX) == 0);
    auto const begin = std::chrono::steady_clock::now();
    CHECK(file.append("1\n").error == std::errc::timed_out);
    auto const waited = std::chrono::steady_clock::now();
    CHECK(waited - begin >= 200ms);
    for (int i = 0; i != 10; ++i) CHECK(file.append("1\n").error == std::errc::resource_unavailable_try_again);
    CHECK(std::chrono::steady_clock::now() - waited < 200ms);
    ::flock(other, LOCK_UN);
    CHECK(file.append("1\n").size == 2);
    REQUIRE(::flock(other, LOCK_EX) == 0);
    CHECK(file.append("2\n").error == std::errc::timed_out);
    ::close(other);
    CHECK(test::content(folder / "m") == "1\n");
}

TEST_CASE("where the file grew otherwise nothing is cut off: it would be what somebody else appended") {
    test::folder const folder;
    crowded_calls::room = 6;
    crowded_calls::of_others = "of others\n";
    crowded_calls::truncated = 0;
    ct::basic_append_file<crowded_calls> file{folder / "m"};
    auto const done = file.append("one\ntwo\n");
    CHECK(done.size == 4); // counted again by who appends again
    CHECK(done.error == std::errc::no_space_on_device);
    CHECK(crowded_calls::truncated == 0);
    CHECK(test::content(folder / "m") == "one\ntwof others\n");
}

} // namespace
