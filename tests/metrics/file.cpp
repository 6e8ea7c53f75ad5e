// SPDX-License-Identifier: MIT
// The file that several processes append to: torn tails, locks, system calls that fail, set-up.

#include "support.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <map>
#include <thread>

namespace {

using namespace test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

/// Fails the n-th call of a name, with an error; or writes short.
struct failing_calls : ct::detail::append_calls {
    struct fault {
        int after = 0; ///< calls that go well
        int number = 0;
        bool for_good = false;
    };
    static inline std::map<std::string, fault> faults{};
    static inline std::size_t shortest = 0; ///< bytes that a write writes, when it writes
    static inline int locks_held = 0;
    static inline int open_files = 0;
    static inline int syncs = 0;

    static void reset() {
        faults.clear();
        shortest = 0;
        locks_held = syncs = 0;
    }
    static bool fails(std::string const& name) {
        auto const found = faults.find(name);
        if (found == faults.end() || found->second.after-- > 0) return false;
        errno = found->second.number;
        if (!found->second.for_good) faults.erase(found);
        return true;
    }
    static int open(int folder, char const* name, int flags, mode_t mode) noexcept {
        if (fails("open")) return -1;
        int const file = append_calls::open(folder, name, flags, mode);
        open_files += file >= 0;
        return file;
    }
    static int close(int file) noexcept {
        --open_files;
        return append_calls::close(file);
    }
    static int facts(int file, ct::detail::file_facts& to) noexcept {
        return fails("facts") ? -1 : append_calls::facts(file, to);
    }
    static ssize_t read(int file, void* to, std::size_t size, std::uint64_t at) noexcept {
        return fails("read") ? -1 : append_calls::read(file, to, size, at);
    }
    static ssize_t write(int file, void const* from, std::size_t size) noexcept {
        if (fails("nothing")) return 0;
        if (fails("write")) return -1;
        return append_calls::write(file, from, shortest == 0 ? size : std::min(size, shortest));
    }
    static int truncate(int file, std::uint64_t size) noexcept {
        return fails("truncate") ? -1 : append_calls::truncate(file, size);
    }
    static int sync(int file) noexcept {
        ++syncs;
        return fails("sync") ? -1 : append_calls::sync(file);
    }
    static int lock(int file, int how) noexcept {
        if (fails(how == LOCK_UN ? "unlock" : "lock")) return -1;
        int const result = append_calls::lock(file, how);
        if (result == 0) locks_held += how == LOCK_UN ? -1 : 1;
        return result;
    }
};

using faulty_file = ct::basic_append_file<failing_calls>;

TEST_CASE("a place that cannot be written is refused, with advice") {
    test::folder const folder;
    auto const refuses = [](std::string const& path, std::string const& advice) {
        CHECK_THROWS_MATCHES(ct::metric_log{ct::jsonl_metrics{path}}, ct::error,
                             MessageMatches(ContainsSubstring("'" + path + "'") && ContainsSubstring(advice)));
    };
    std::size_t const before = open_descriptors();
    refuses(folder / "no/m.jsonl", "create its folder first");
    refuses(folder.path().string(), "name a file, not a folder");
    refuses(folder / "", "name a file, not a folder");
    refuses("/dev/full", "no regular file");
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    refuses(folder / "pipe", "no regular file");
    if (::getuid() != 0) {
        put(folder / "mine", "");
        std::filesystem::permissions(folder / "mine", std::filesystem::perms{0400});
        refuses(folder / "mine", "may write to");
    }
    CHECK(open_descriptors() == before);
}

TEST_CASE("system calls that fail when the file is opened refuse it, and leave nothing open") {
    test::folder const folder;
    for (auto const& [name, after] : std::vector<std::pair<std::string, int>>{
             {"open", 0}, {"open", 1}, {"facts", 0}, {"sync", 0}}) {
        failing_calls::reset();
        failing_calls::faults[name] = {.after = after, .number = EIO};
        CHECK_THROWS_AS((faulty_file{folder / "m", 1ms}), ct::error);
        CHECK(failing_calls::open_files == 0);
    }
    failing_calls::faults["sync"] = {.number = EINVAL}; // a file system that does not sync folders
    CHECK_NOTHROW((faulty_file{folder / "m", 1ms}));
    CHECK(failing_calls::open_files == 0);
}

TEST_CASE("a torn tail is ended before anything is appended, whoever left it") {
    test::folder const folder;
    put(folder / "m", "whole\ntorn");
    ct::append_file file{folder / "m", 1s};
    CHECK(file.append("a\n").size == 2);
    CHECK(content(folder / "m") == "whole\ntorn\na\n");
    put(folder / "m", content(folder / "m") + "torn again");
    CHECK(file.append("b\nc\n").size == 4);
    CHECK(content(folder / "m") == "whole\ntorn\na\ntorn again\nb\nc\n");
    CHECK(file.append("").size == 0);
    CHECK_FALSE(file.sync());
}

TEST_CASE("a torn line of metrics is reported, and costs no other") {
    test::folder const folder;
    {
        ct::metric_log log{ct::jsonl_metrics{folder / "m"}};
        for (int i = 0; i != 3; ++i) log.record("r", "m", i, i);
    }
    std::string const before = content(folder / "m");
    put(folder / "m", before.substr(0, before.size() - 20));
    CHECK(ct::read_metrics(folder / "m", "r").report.torn_tail);
    ct::metric_log log{ct::jsonl_metrics{folder / "m"}};
    log.record("r", "m", 3, 3);
    auto const history = log.read("r");
    REQUIRE(history.points.size() == 3);
    CHECK(history.points.back().step == 3);
    CHECK_FALSE(history.report.torn_tail);
    CHECK(history.report.broken == 1);
    CHECK(history.report.notes.at(0).line == 3);
}

TEST_CASE("a write that fails half way is taken back to the last whole line") {
    test::folder const folder;
    for (std::size_t shortest = 1; shortest != 6; ++shortest) {
        for (int after = 0; after != 12; ++after) {
            failing_calls::reset();
            put(folder / "m", "old\n");
            faulty_file file{folder / "m", 1s};
            failing_calls::shortest = shortest;
            failing_calls::faults["write"] = {.after = after, .number = ENOSPC};
            std::string_view const lines = "12\n456\n8\n";
            auto const done = file.append(lines);
            std::size_t const written = std::min(static_cast<std::size_t>(after) * shortest, lines.size());
            std::size_t const whole = lines.substr(0, written).rfind('\n') + 1;
            REQUIRE(done.size == whole);
            REQUIRE((done.error == std::errc::no_space_on_device) == (written != lines.size()));
            REQUIRE(content(folder / "m") == "old\n" + std::string(lines.substr(0, whole)));
            REQUIRE(failing_calls::locks_held == 0);
            failing_calls::faults.clear();
            REQUIRE(file.append(lines.substr(whole)).size == lines.size() - whole);
            REQUIRE(content(folder / "m") == "old\n12\n456\n8\n");
        }
    }
}

TEST_CASE("where it cannot be taken back, the next append ends it") {
    test::folder const folder;
    failing_calls::reset();
    faulty_file file{folder / "m", 1s};
    failing_calls::shortest = 2;
    failing_calls::faults["write"] = {.after = 2, .number = EIO};
    failing_calls::faults["truncate"] = {.number = EIO};
    auto const done = file.append("12\n456\n");
    CHECK(done.size == 3);
    CHECK(done.error == std::errc::io_error);
    CHECK(content(folder / "m") == "12\n4");
    CHECK(file.append("456\n").size == 4);
    CHECK(content(folder / "m") == "12\n4\n456\n");
    CHECK(failing_calls::locks_held == 0);
}

TEST_CASE("every other failure is told, and appending again makes up for it") {
    test::folder const folder;
    for (std::string const name : {"facts", "read", "write", "nothing"}) {
        failing_calls::reset();
        put(folder / "m", "torn");
        faulty_file file{folder / "m", 1s};
        failing_calls::faults[name] = {.number = EIO};
        auto const done = file.append("1\n");
        CHECK(done.size == 0);
        CHECK(done.error == std::errc::io_error);
        CHECK(failing_calls::locks_held == 0);
        CHECK(file.append("1\n").size == 2);
        CHECK(content(folder / "m") == "torn\n1\n");
    }
    failing_calls::reset();
    faulty_file file{folder / "m", 1s};
    failing_calls::faults["sync"] = {.number = EIO};
    CHECK(file.sync() == std::errc::io_error);
}

TEST_CASE("calls that a signal interrupts are repeated") {
    test::folder const folder;
    failing_calls::reset();
    put(folder / "m", "torn");
    faulty_file file{folder / "m", 1s};
    for (std::string const name : {"lock", "unlock", "read", "write", "sync"})
        failing_calls::faults[name] = {.number = EINTR};
    CHECK(file.append("1\n").size == 2);
    CHECK_FALSE(file.sync());
    CHECK(content(folder / "m") == "torn\n1\n");
    CHECK(failing_calls::faults.empty());
    CHECK(failing_calls::locks_held == 0);
}

TEST_CASE("where there are no locks lines are appended all the same, and nothing is cut off") {
    test::folder const folder;
    failing_calls::reset();
    faulty_file file{folder / "m", 1s};
    failing_calls::faults["lock"] = {.number = ENOTSUP, .for_good = true};
    CHECK(file.append("1\n").size == 2);
    failing_calls::shortest = 1;
    failing_calls::faults["write"] = {.after = 1, .number = EIO};
    CHECK(file.append("23\n").size == 0);
    CHECK(content(folder / "m") == "1\n2"); // another process might have appended behind it
    failing_calls::shortest = 0;
    CHECK(file.append("23\n").size == 3);
    CHECK(content(folder / "m") == "1\n2\n23\n");
}

/// Holds a file's lock, as anybody may who can read it.
class foreign_lock {
public:
    explicit foreign_lock(std::string const& path) : file_(::open(path.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, 0666)) {
        REQUIRE(::flock(file_, LOCK_EX) == 0);
    }
    foreign_lock(foreign_lock const&) = delete;
    ~foreign_lock() { ::close(file_); }

private:
    int file_;
};

template <class Work>
std::chrono::nanoseconds time_of(Work work) {
    auto const begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::steady_clock::now() - begin;
}

TEST_CASE("who does not get the lock in time says so, waits no second time, and tries again later") {
    test::folder const folder;
    ct::metric_log log{ct::jsonl_metrics{folder / "m"}, {.patience = 200ms}};
    {
        foreign_lock const other{folder / "m"};
        log.record("r", "m", 1);
        CHECK(time_of([&] { CHECK(log.flush() == std::errc::timed_out); }) >= 200ms);
        CHECK(time_of([&] { CHECK(log.flush() == std::errc::timed_out); }) < 200ms);
        CHECK(accounts(log.account(), 0, 1, 0));
        CHECK(log.last_error() == std::errc::timed_out);
        CHECK(log.failed() == 2);
    }
    CHECK_FALSE(log.flush());
    CHECK(log.read("r").points.size() == 1);
    foreign_lock const again{folder / "m"};
    log.record("r", "m", 2);
    CHECK(time_of([&] { CHECK(log.flush() == std::errc::timed_out); }) >= 200ms); // a lock that was taken anew
}

TEST_CASE("a lock of somebody else never keeps a recording thread waiting; its points wait in memory, bounded") {
    test::folder const folder;
    ct::metric_log log{ct::jsonl_metrics{folder / "m"}, {.most_waiting = std::size_t{4} << 20, .patience = 2s}};
    std::chrono::nanoseconds longest{};
    constexpr std::uint64_t points = 100'000; // of which some 27,000 find room
    {
        foreign_lock const other{folder / "m"};
        for (std::uint64_t i = 0; i != points; ++i)
            longest = std::max(longest, time_of([&] { log.record("r", "m", i, i); }));
        CHECK(longest < 200ms); // some scheduling apart
        auto const account = log.account();
        CHECK(account.pending + account.dropped == points);
        CHECK(account.pending > 20'000);
        CHECK(account.pending < 40'000);
        CHECK(account.failed == 0);
    }
    std::uint64_t const dropped = log.account().dropped;
    CHECK(log.flush() == std::errc::timed_out); // why points were dropped; the others are durable
    CHECK_FALSE(log.flush());
    CHECK(accounts(log.account(), points - dropped, 0, dropped));
    CHECK(log.read("r").points.size() == points - dropped);
}

TEST_CASE("while a flush waits for the lock of somebody else others record") {
    test::folder const folder;
    ct::metric_log log{ct::jsonl_metrics{folder / "m"}, {.most_waiting = 1 << 20, .patience = 500ms}};
    foreign_lock const other{folder / "m"};
    log.record("r", "m", 0, 0);
    std::thread flushing{[&] { CHECK(log.flush() == std::errc::timed_out); }};
    std::chrono::nanoseconds longest{};
    for (std::uint64_t i = 0; i != 50'000; ++i)
        longest = std::max(longest, time_of([&] { log.record("r", "m", i, i); }));
    CHECK(longest < 200ms);
    flushing.join();
}

TEST_CASE("a file that was removed is made again; one that was renamed is appended to") {
    test::folder const folder;
    ct::metric_log log{ct::jsonl_metrics{folder / "m"}};
    log.record("r", "m", 1);
    CHECK_FALSE(log.flush());
    std::filesystem::rename(folder / "m", folder / "n");
    log.record("r", "m", 2);
    CHECK_FALSE(log.flush());
    CHECK(ct::read_metrics(folder / "n", "r").points.size() == 2);
    std::filesystem::remove(folder / "n");
    log.record("r", "m", 3);
    CHECK_FALSE(log.flush());
    CHECK(ct::read_metrics(folder / "m", "r").points.size() == 1);
    std::filesystem::remove_all(folder.path());
    log.record("r", "m", 4);
    CHECK(log.flush() == std::errc::no_such_file_or_directory);
    CHECK(accounts(log.account(), 3, 1, 0));
}

TEST_CASE("a symbolic link is followed, and stays") {
    test::folder const folder;
    put(folder / "real", "");
    std::filesystem::create_symlink(folder / "real", folder / "link");
    { ct::metric_log{ct::jsonl_metrics{folder / "link"}}.record("r", "m", 1); }
    CHECK(std::filesystem::is_symlink(folder / "link"));
    CHECK(ct::read_metrics(folder / "real", "r").points.size() == 1);
}

TEST_CASE("the folder is synced once, the file at each flush; nothing else is") {
    test::folder const folder;
    failing_calls::reset();
    ct::metric_log log{ct::basic_jsonl_metrics<failing_calls>{folder / "m"}};
    CHECK(failing_calls::syncs == 1);
    for (int i = 0; i != 5000; ++i) log.record("r", "m", i, i);
    CHECK(log.read("r").points.size() == 5000);
    CHECK(failing_calls::syncs == 1);
    CHECK_FALSE(log.flush());
    CHECK(failing_calls::syncs == 2);
    log.record("r", "m", 1);
    failing_calls::faults["sync"] = {.number = EIO};
    CHECK(log.flush() == std::errc::io_error);
    CHECK(accounts(log.account(), 5000, 0, 1));
    CHECK_FALSE(log.flush());
    CHECK(accounts(log.account(), 5000, 0, 1));
}

TEST_CASE("lines that were written before a failure are not written again") {
    test::folder const folder;
    failing_calls::reset();
    ct::metric_log log{ct::basic_jsonl_metrics<failing_calls>{folder / "m"}};
    failing_calls::shortest = 1000;
    int failures = 0;
    for (int round = 0; round != 20; ++round) {
        failing_calls::faults["write"] = {.after = round, .number = ENOSPC};
        for (int i = 0; i != 100; ++i) log.record("r", "m", i, round * 100 + i);
        failures += log.flush() == std::errc::no_space_on_device;
    }
    CHECK(failures > 10);
    failing_calls::faults.clear();
    CHECK_FALSE(log.flush());
    auto const history = log.read("r");
    REQUIRE(history.points.size() == 2000);
    for (std::size_t i = 0; i != 2000; ++i) REQUIRE(history.points[i].step == static_cast<std::int64_t>(i));
    CHECK(history.report.broken == 0);
    CHECK(accounts(log.account(), 2000, 0, 0));
}

TEST_CASE("an adapter may be moved, and leaves no descriptor open") {
    test::folder const folder;
    std::size_t const before = open_descriptors();
    {
        ct::jsonl_metrics first{folder / "a"};
        ct::jsonl_metrics second{folder / "b"};
        second = std::move(first);
        ct::metric_log log{std::move(second)};
        log.record("r", "m", 1);
        CHECK(log.adapter().path() == folder / "a");
    }
    CHECK(open_descriptors() == before);
    CHECK(ct::read_metrics(folder / "a", "r").points.size() == 1);
    CHECK(content(folder / "b").empty());
}

} // namespace
