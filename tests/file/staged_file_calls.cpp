// SPDX-License-Identifier: MIT
// Every system call of a staged file fails once, with every error: the old file stands or the new one does, whole; the
// failure is told; what was written is kept under a name that says so; no descriptor is left over. And their order.

#include <crucible/telemetry/file/staged_file.hpp>

#include "export/folder.hpp"

#include <catch2/catch_test_macros.hpp>
#include <algorithm>
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
    static inline std::vector<std::string> made{};

    static void arm(int call, int number, std::size_t short_writes = 0) {
        count = 0;
        fail_at = call;
        error = number;
        at_most = short_writes;
        failed.clear();
        made.clear();
    }
    static bool fails(char const* name) {
        made.emplace_back(name);
        if (count++ != fail_at) return false;
        failed = name;
        errno = error;
        return true;
    }
    static bool is_folder(int file) {
        struct stat found {};
        return ::fstat(file, &found) == 0 && S_ISDIR(found.st_mode);
    }

    static int open(int folder, char const* name, int flags, mode_t mode) noexcept {
        return fails("open") ? -1 : real::open(folder, name, flags, mode);
    }
    static ssize_t write(int file, void const* from, std::size_t size) noexcept {
        if (fails("write")) return error == 0 ? 0 : -1;
        return real::write(file, from, at_most != 0 && at_most < size ? at_most : size);
    }
    static int sync(int file) noexcept {
        return fails(is_folder(file) ? "sync the folder" : "sync") ? -1 : real::sync(file);
    }
    static int close(int file) noexcept {
        int const result = real::close(file); // the descriptor is gone, whatever is returned
        return fails("close") ? -1 : result;
    }
    static int lock(int file) noexcept { return fails("lock") ? -1 : real::lock(file); }
    static int truncate(int file, std::uint64_t size) noexcept { return real::truncate(file, size); }
    static int rename(int folder, char const* from, char const* to) noexcept {
        return fails("rename") ? -1 : real::rename(folder, from, to);
    }
    static int rename_to_free(int folder, char const* from, char const* to) noexcept {
        return real::rename_to_free(folder, from, to);
    }
    static int unlink(int folder, char const* name) noexcept { return real::unlink(folder, name); }
    static void begin_sync(int, std::uint64_t, std::uint64_t) noexcept { made.emplace_back("begin to sync"); }
};

using faulty_file = ct::basic_staged_file<faulty_calls>;
using names = std::vector<std::string>;

std::string new_content() {
    std::string text;
    for (int i = 0; i != 3000; ++i) text += "row " + std::to_string(i) + "\n";
    return text;
}

/// What a run of the whole life of a file ends with; the code of a refusal to open.
std::error_code write_all(std::string const& path, std::string const& text) {
    try {
        faulty_file file{path, 4096};
        for (std::size_t from = 0, to = 0; from != text.size(); from = to) {
            to = text.find('\n', from) + 1;
            file.write(std::string_view(text).substr(from, to - from));
        }
        std::error_code const before = file.failure();
        std::error_code const result = file.commit();
        CHECK((!before || before == result));
        CHECK(file.commit() == result);
        CHECK(file.failure_text().empty() == !result);
        return result;
    } catch (ct::error const& refused) {
        return refused.code();
    }
}

/// Whole rows, the first ones.
void check_front(std::string const& kept, std::string const& all) {
    CHECK(all.starts_with(kept));
    CHECK(kept.ends_with('\n'));
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
            std::string const what = faulty_calls::failed;
            INFO("call " << call << " (" << what << ") failed with errno " << error);
            failed.insert(what);
            bool const in_place = what == "sync the folder" || !result;
            CHECK(test::content(path) == (in_place ? fresh : "old"));
            if (what == "close" || what == "lock" || (error == EINTR && what != "open" && what != "rename"))
                CHECK_FALSE(result);
            else CHECK(result == std::error_code(error, std::generic_category()));
            bool const kept = result && what != "open" && !in_place && std::filesystem::exists(path + ".incomplete");
            CHECK(folder.names() == (kept ? names{"run.csv", "run.csv.incomplete"} : names{"run.csv"}));
            if (kept) check_front(test::content(path + ".incomplete"), fresh);
            if (what == "sync" || what == "rename") CHECK(kept == bool{result});
            if (kept) std::filesystem::remove(path + ".incomplete");
            CHECK(test::open_descriptors() == descriptors);
        }
    CHECK(failed == std::set<std::string>{"open", "lock", "write", "sync", "sync the folder", "close", "rename"});
}

TEST_CASE("the file is synced, then renamed, then the folder is synced; and nothing is written in between") {
    test::folder const folder;
    faulty_calls::arm(-1, 0);
    REQUIRE_FALSE(write_all(folder / "run.csv", new_content()));
    auto const last_write = std::find(faulty_calls::made.rbegin(), faulty_calls::made.rend(), "write").base();
    CHECK(names(last_write, faulty_calls::made.end()) ==
          names{"sync", "rename", "close", "sync the folder", "close"});
}

TEST_CASE("what is kept as incomplete is synced before it is renamed, and its folder after that") {
    test::folder const folder;
    faulty_calls::arm(-1, 0);
    faulty_file file{folder / "run.csv"};
    file.write("row\n");
    faulty_calls::made.clear();
    CHECK_FALSE(file.keep_incomplete());
    CHECK(faulty_calls::made == names{"write", "sync", "sync the folder", "close"});
    CHECK(folder.names() == names{"run.csv.incomplete"});
}

TEST_CASE("rows begin their way to the disk long before the commit") {
    test::folder const folder;
    faulty_calls::arm(-1, 0);
    faulty_file file{folder / "run.csv"};
    for (int i = 0; i != 40; ++i) file.write(std::string((std::size_t{1} << 20) - 1, 'x') + "\n");
    CHECK(std::count(faulty_calls::made.begin(), faulty_calls::made.end(), "begin to sync") == 5);
    file.abandon();
}

TEST_CASE("where nothing more can be written, whole rows are kept and the failure says where, why and what helps") {
    test::folder const folder;
    std::string const fresh = new_content();
    faulty_calls::arm(-1, 0);
    faulty_file file{folder / "run.csv", 4096};
    file.write("header\n");
    (void)file.flush();
    faulty_calls::arm(1, ENOSPC, 100); // a write that is short, then one that fails
    file.write("a row that is torn by that, since it is a good deal longer than a hundred bytes, which is all that a "
               "write may write here\n");
    CHECK(file.flush() == std::errc::no_space_on_device);
    file.write("lost");
    CHECK(file.commit() == std::errc::no_space_on_device);
    CHECK(test::content(folder / "run.csv.incomplete") == "header\n");
    CHECK(file.failure_text() == "cannot write '" + folder / "run.csv" +
                                     "' (free some space there, or choose another folder): No space left on device; "
                                     "what was written is in '" + folder / "run.csv.incomplete'");
    file.abandon(); // for those who want all or nothing
    CHECK(folder.names().empty());
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
    faulty_calls::arm(3, 0); // after the two calls that open, and the lock
    CHECK(write_all(folder / "run.csv", new_content()) == std::errc::io_error);
    CHECK(folder.names().empty()); // it was the first one
}

TEST_CASE("a folder that its file system cannot sync is no failure") {
    test::folder const folder;
    std::string const path = folder / "run.csv";
    int const calls = calls_of_a_run(path, "x\n");
    faulty_calls::arm(calls - 2, EINVAL);
    CHECK_FALSE(write_all(path, "y\n"));
    CHECK(faulty_calls::failed == "sync the folder");
    CHECK(test::content(path) == "y\n");
}

} // namespace
