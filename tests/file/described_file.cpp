// SPDX-License-Identifier: MIT
// A file and its meta file: the order of the calls that put both in place; whichever call fails, with any error, no file
// stands beside the description of another one.

#include <crucible/telemetry/file/described_file.hpp>

#include "export/folder.hpp"

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <sys/wait.h>

namespace {

namespace ct = crucible::telemetry;
using real = ct::detail::posix_calls;
using names = std::vector<std::string>;

/// Notes calls; the one numbered `fail_at` fails with `error`, and the one numbered `die_at` never returns.
struct noting_calls {
    static inline int count = 0, fail_at = -1, error = 0, die_at = -1;
    static inline std::string failed{};
    static inline names made{};

    static void arm(int fail, int number, int die = -1) {
        count = 0, fail_at = fail, error = number, die_at = die;
        failed.clear(), made.clear();
    }
    static bool fails(std::string const& what) {
        made.push_back(what);
        if (count == die_at) ::_exit(0);
        if (count++ != fail_at) return false;
        failed = what;
        errno = error;
        return true;
    }
    /// The name by which a process has a file open, without its folder.
    static std::string name_of(int file) {
        std::error_code none;
        return std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(file), none).filename();
    }

    static int open(int folder, char const* name, int flags, mode_t mode) noexcept {
        return fails("open") ? -1 : real::open(folder, name, flags, mode);
    }
    static ssize_t write(int file, void const* from, std::size_t size) noexcept {
        return fails("write") ? -1 : real::write(file, from, size);
    }
    static int sync(int file) noexcept { return fails("sync " + name_of(file)) ? -1 : real::sync(file); }
    static int close(int file) noexcept { return real::close(file); }
    static int lock(int file) noexcept { return real::lock(file); }
    static int truncate(int file, std::uint64_t size) noexcept { return real::truncate(file, size); }
    static int rename(int folder, char const* from, char const* to) noexcept {
        return fails(std::string("rename to ") + to) ? -1 : real::rename(folder, from, to);
    }
    static int rename_to_free(int folder, char const* from, char const* to) noexcept {
        return fails(std::string("rename to ") + to) ? -1 : real::rename_to_free(folder, from, to);
    }
    static int unlink(int folder, char const* name) noexcept {
        return fails(std::string("unlink ") + name) ? -1 : real::unlink(folder, name);
    }
    static void begin_sync(int, std::uint64_t, std::uint64_t) noexcept {}
};

using file = ct::basic_described_file<noting_calls>;

std::error_code write_both(std::string const& path, std::string const& of) {
    try {
        file both{path, 4096};
        both.describe("about " + of);
        both.file().write(of);
        std::error_code const result = both.commit();
        CHECK(both.failure_text().empty() == !result);
        return result;
    } catch (ct::error const& refused) {
        return refused.code();
    }
}

std::string about(std::string const& path) { return test::content(path + ".meta.json"); }

TEST_CASE("both synced, the old description gone, then the file in place, then its description") {
    test::folder const folder;
    std::string const path = folder / "x";
    noting_calls::arm(-1, 0);
    CHECK_FALSE(write_both(path, "new"));
    std::string const top = folder.path().filename();
    CHECK(noting_calls::made == names{"open", "open", "open", "open", "write", "sync x.meta.json.partial", "write",
                                      "sync x.partial", "unlink x.meta.json", "rename to x", "sync " + top,
                                      "sync x.meta.json.partial", "rename to x.meta.json", "sync " + top});
    CHECK(folder.names() == names{"x", "x.meta.json"});
    CHECK(about(path) == "about new");
}

TEST_CASE("whichever call fails: the file that stands has its own description, or none, and the failure is told") {
    test::folder const folder;
    std::string const path = folder / "x";
    noting_calls::arm(-1, 0);
    REQUIRE_FALSE(write_both(path, "old"));
    int const calls = noting_calls::count;
    auto const descriptors = test::open_descriptors();
    std::set<std::string> failed;
    for (int const error : {ENOSPC, EIO, EACCES})
        for (int call = 0; call != calls; ++call) {
            noting_calls::arm(-1, 0);
            REQUIRE_FALSE(write_both(path, "old"));
            noting_calls::arm(call, error);
            std::error_code const result = write_both(path, "new");
            std::string const what = noting_calls::failed;
            INFO("call " << call << " (" << what << ") failed with errno " << error);
            failed.insert(what.substr(0, what.find(' ')));
            CHECK(bool{result} == (what != "unlink x.meta.json"));
            std::string const stands = test::content(path), says = about(path);
            CHECK((stands == "old" || stands == "new"));
            CHECK((says.empty() || says == "about " + stands));
            if (stands == "old" && what != "rename to x") CHECK(says == "about old");
            for (std::string const& name : folder.names()) {
                CHECK((name == "x" || name == "x.meta.json" || name == "x.incomplete" ||
                       name == "x.meta.json.incomplete"));
                std::filesystem::remove(folder / name);
            }
            CHECK(test::open_descriptors() == descriptors);
        }
    CHECK(failed == std::set<std::string>{"open", "rename", "sync", "unlink", "write"});
}

TEST_CASE("a process that dies at any call: no file stands beside the description of another one, then or later") {
    test::folder const folder;
    std::string const path = folder / "x";
    noting_calls::arm(-1, 0);
    REQUIRE_FALSE(write_both(path, "old"));
    int const calls = noting_calls::count;
    for (int call = 0; call != calls; ++call) {
        INFO("call " << call);
        noting_calls::arm(-1, 0);
        REQUIRE_FALSE(write_both(path, "old"));
        pid_t const child = ::fork();
        if (child == 0) {
            noting_calls::arm(-1, 0, call);
            (void)write_both(path, "new");
            ::_exit(0);
        }
        ::waitpid(child, nullptr, 0);
        CHECK((about(path).empty() || about(path) == "about " + test::content(path)));
        noting_calls::arm(-1, 0);
        REQUIRE_FALSE(write_both(path, "newer"));
        CHECK(about(path) == "about newer");
        if (!test::content(folder / "x.meta.json.incomplete").empty())
            CHECK(test::content(folder / "x.incomplete") == "new");
        for (std::string const& name : folder.names()) std::filesystem::remove(folder / name);
    }
}

TEST_CASE("without a description it is a staged file") {
    test::folder const folder;
    file plain{folder / "x"};
    plain.file().write("rows");
    CHECK_FALSE(plain.commit());
    CHECK(plain.failure_text().empty());
    CHECK(folder.names() == names{"x"});
}

TEST_CASE("incomplete ones and their descriptions have the same number, whatever was removed of them") {
    test::folder const folder;
    for (int i = 0; i != 3; ++i) {
        ct::described_file both{folder / "x"};
        both.describe("about " + std::to_string(i));
        both.file().write(std::to_string(i));
        CHECK_FALSE(both.keep_incomplete());
        if (i == 1) std::filesystem::remove(folder / "x.incomplete"); // its description is now of nothing
    }
    CHECK(folder.names() == names{"x.incomplete", "x.incomplete.2", "x.meta.json.incomplete", "x.meta.json.incomplete.2"});
    CHECK(test::content(folder / "x.incomplete") == "2");
    CHECK(test::content(folder / "x.meta.json.incomplete") == "about 2");
    CHECK(test::content(folder / "x.meta.json.incomplete.2") == "about 1");
    ct::described_file both{folder / "x"};
    both.describe("about nothing");
    both.abandon();
    CHECK(folder.names().size() == 4);
}

} // namespace
