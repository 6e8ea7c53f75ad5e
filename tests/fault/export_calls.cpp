// SPDX-License-Identifier: MIT
// Every system call of a staged file fails once, with every error: the old file stands or the new one does, whole; the
// failure is told; nothing is left over, neither files nor descriptors.

#include <crucible/telemetry/file/staged_file.hpp>

#include "export/folder.hpp"

#include <catch2/catch_test_macros.hpp>
#include <set>

namespace {

namespace ct = crucible::telemetry;
using real = ct::detail::posix_calls;

/// Counts calls; the one numbered `fail_at` fails with `error`, and from then on writes are `at_most` bytes long.
struct faulty_calls {
    static inline int count = 0;
    static inline int fail_at = -1;
    static inline int error = 0;
    static inline std::size_t at_most = 0;
    static inline std::string failed{};

    static void arm(int call, int number, std::size_t short_writes = 0) {
        count = 0;
        fail_at = call;
        error = number;
        at_most = short_writes;
        failed.clear();
    }
    static bool fails(char const* name) {
        if (count++ != fail_at) return false;
        failed = name;
        errno = error;
        return true;
    }

    static int open(int folder, char const* name, int flags, mode_t mode) noexcept {
        return fails("open") ? -1 : real::open(folder, name, flags, mode);
    }
    static ssize_t write(int file, void const* from, std::size_t size) noexcept {
        if (fails("write")) return error == 0 ? 0 : -1;
        return real::write(file, from, at_most != 0 && at_most < size ? at_most : size);
    }
    static int sync(int file) noexcept { return fails("sync") ? -1 : real::sync(file); }
    static int close(int file) noexcept {
        int const result = real::close(file); // the descriptor is gone, whatever is returned
        return fails("close") ? -1 : result;
    }
    static int rename(int folder, char const* from, char const* to) noexcept {
        return fails("rename") ? -1 : real::rename(folder, from, to);
    }
    static int unlink(int folder, char const* name) noexcept { return real::unlink(folder, name); }
};

using faulty_file = ct::basic_staged_file<faulty_calls>;
using names = std::vector<std::string>;

std::string new_content() {
    std::string text;
    for (int i = 0; i != 3000; ++i) text += "row " + std::to_string(i) + "\n";
    return text;
}

/// What a run of the whole life of a file ends with; `errno` of a refusal to open.
std::error_code write_all(std::string const& path, std::string const& text) {
    try {
        faulty_file file{path, 4096};
        for (std::size_t from = 0; from < text.size(); from += 1000)
            file.write(std::string_view(text).substr(from, 1000));
        std::error_code const before = file.failure();
        std::error_code const result = file.commit();
        CHECK((!before || before == result));
        CHECK(file.commit() == result);
        return result;
    } catch (ct::error const& refused) {
        return refused.code();
    }
}

int calls_of_a_run(std::string const& path, std::string const& text) {
    faulty_calls::arm(-1, 0);
    CHECK_FALSE(write_all(path, text));
    return faulty_calls::count;
}

TEST_CASE("any one call that fails, with any error, leaves the old file or the new one, and says so") {
    test::folder const folder;
    std::string const path = folder / "run.csv";
    std::string const fresh = new_content();
    int const calls = calls_of_a_run(path, fresh);
    REQUIRE(calls > 10);
    auto const descriptors = test::open_descriptors();
    std::set<std::string> failed;
    for (int const error : {ENOSPC, EIO, EDQUOT, EFBIG, EMFILE, EROFS, EINTR})
        for (int call = 0; call != calls; ++call) {
            test::put(path, "old");
            faulty_calls::arm(call, error);
            std::error_code const result = write_all(path, fresh);
            INFO("call " << call << " (" << faulty_calls::failed << ") failed with errno " << error);
            failed.insert(faulty_calls::failed);
            bool const folder_failed = call >= calls - 2; // sync and close of the folder, after the rename
            CHECK(folder.names() == names{"run.csv"});
            CHECK(test::content(path) == (result && !folder_failed ? "old" : fresh));
            if (error != EINTR && call != calls - 1) CHECK(result == std::error_code(error, std::generic_category()));
            if (error == EINTR && faulty_calls::failed != "open" && faulty_calls::failed != "rename")
                CHECK_FALSE(result);
            CHECK(test::open_descriptors() == descriptors);
        }
    CHECK(failed == std::set<std::string>{"open", "write", "sync", "close", "rename"});
}

TEST_CASE("short writes are continued") {
    test::folder const folder;
    std::string const fresh = new_content();
    for (std::size_t const at_most : {1U, 7U, 4095U}) {
        faulty_calls::arm(-1, 0, at_most);
        CHECK_FALSE(write_all(folder / "run.csv", fresh));
        CHECK(test::content(folder / "run.csv") == fresh);
    }
}

TEST_CASE("a write that writes nothing and gives no reason is a failure, not a loop") {
    test::folder const folder;
    faulty_calls::arm(2, 0); // after the two calls that open
    CHECK(write_all(folder / "run.csv", new_content()) == std::errc::io_error);
    CHECK(folder.names().empty());
}

TEST_CASE("a folder that its file system cannot sync is no failure") {
    test::folder const folder;
    std::string const path = folder / "run.csv";
    int const calls = calls_of_a_run(path, "x");
    faulty_calls::arm(calls - 2, EINVAL);
    CHECK_FALSE(write_all(path, "y"));
    CHECK(test::content(path) == "y");
}

} // namespace
