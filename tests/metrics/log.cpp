// SPDX-License-Identifier: MIT
// The log itself, with adapters that a user might write: buffering, accounts, failures.

#include "support.hpp"

#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <sys/file.h>
#include <thread>

namespace {

using namespace test;

/// Where the adapter of a test keeps what it was given, and what it shall do.
struct place {
    std::vector<ct::metric_point> points{};
    std::vector<std::size_t> batches{};
    std::size_t syncs = 0;
    std::size_t room = std::numeric_limits<std::size_t>::max(); ///< points that it takes
    bool full_silently = false;                                 ///< takes none and gives no reason
    std::error_code sync_error{};
    std::function<void()> on_append = [] {};
};

/// A user's adapter: nothing of the library but the views.
struct custom {
    std::shared_ptr<place> to = std::make_shared<place>();

    ct::metric_appended append(std::span<ct::metric_view const> points) {
        to->on_append();
        std::size_t const taken = std::min(points.size(), to->room);
        for (auto const& each : points.first(taken)) to->points.push_back(each.owned());
        to->batches.push_back(taken);
        to->room -= taken;
        if (taken == points.size() || to->full_silently) return {taken, {}};
        return {taken, std::make_error_code(std::errc::no_space_on_device)};
    }
    std::error_code sync() {
        ++to->syncs;
        return to->sync_error;
    }
    ct::metric_history read(std::string_view run) const {
        ct::metric_history found;
        for (auto const& each : to->points)
            if (each.run == run) found.points.push_back(each);
        return found;
    }
};
static_assert(ct::metric_adapter<custom>);

bool in_order(std::vector<ct::metric_point> const& points) {
    std::int64_t next = 0;
    for (auto const& each : points)
        if (each.step != next++) return false;
    return true;
}

TEST_CASE("points go to the adapter when the buffer is full, or at a flush") {
    custom const mine;
    ct::metric_log log{mine};
    for (int i = 0; i != 1024; ++i) log.record("r", "m", i, i);
    CHECK(mine.to->batches.empty());
    CHECK(accounts(log.account(), 0, 1024, 0));
    log.record("r", "m", 0, 1024);
    CHECK(mine.to->batches == std::vector<std::size_t>{1024});
    CHECK(mine.to->syncs == 0);
    CHECK(accounts(log.account(), 0, 1025, 0));
    CHECK_FALSE(log.flush());
    CHECK(mine.to->batches == std::vector<std::size_t>{1024, 1});
    CHECK(mine.to->syncs == 1);
    CHECK(accounts(log.account(), 1025, 0, 0));
    CHECK(in_order(mine.to->points));
}

TEST_CASE("long texts fill the buffer sooner; one point may be longer than the buffer") {
    custom const mine;
    ct::metric_log log{mine};
    std::string const long_name(60'000, 'n');
    log.record("r", long_name, 1, 0);
    log.record("r", long_name, 1, 1);
    CHECK(mine.to->batches == std::vector<std::size_t>{1});
    log.record("r", std::string(1'000'000, 'n'), 1, 2, {{"key", "value"}});
    log.record("r", "m", 1, 3);
    CHECK_FALSE(log.flush());
    REQUIRE(mine.to->points.size() == 4);
    CHECK(in_order(mine.to->points));
    CHECK(mine.to->points[1].name == long_name);
    CHECK(mine.to->points[2].name.size() == 1'000'000);
    CHECK(mine.to->points[2].metadata == std::vector<ct::metric_label>{{"key", "value"}});
}

TEST_CASE("the destructor flushes") {
    custom const mine;
    { ct::metric_log{mine}.record("r", "m", 1); }
    CHECK(mine.to->points.size() == 1);
    CHECK(mine.to->syncs == 1);
}

TEST_CASE("reading shows what is in the buffer, and acknowledges nothing") {
    custom const mine;
    ct::metric_log log{mine};
    log.record("a", "m", 1);
    log.record("b", "m", 2);
    CHECK(log.read("a").points.size() == 1);
    CHECK(mine.to->syncs == 0);
    CHECK(accounts(log.account(), 0, 2, 0));
}

TEST_CASE("a failed append is counted and remembered, and made up for by the next flush") {
    custom const mine;
    mine.to->room = 1500;
    ct::metric_log log{mine};
    for (int i = 0; i != 2100; ++i) log.record("r", "m", i, i);
    auto const full = std::make_error_code(std::errc::no_space_on_device);
    CHECK(log.failed() == 1);
    CHECK(log.last_error() == full);
    CHECK(log.flush() == full);
    CHECK(log.failed() == 2);
    CHECK(mine.to->syncs == 0);
    CHECK(accounts(log.account(), 0, 2100, 0));
    CHECK(log.read("r").points.size() == 1500);
    CHECK(log.read("r").report.unwritten == 600);
    mine.to->room = 10'000;
    CHECK_FALSE(log.flush());
    CHECK(accounts(log.account(), 2100, 0, 0));
    CHECK(log.read("r").report.unwritten == 0);
    CHECK(mine.to->points.size() == 2100);
    CHECK(in_order(mine.to->points));
    CHECK(log.last_error() == full); // remembered
}

TEST_CASE("while nothing can be written memory is bounded: what is too much is dropped, counted, and told once") {
    custom const mine;
    mine.to->room = 0;
    ct::metric_log log{mine, {.most_waiting = 1'000'000}};
    for (int i = 0; i != 100'000; ++i) log.record("r", "m", i, i);
    auto const account = log.account();
    CHECK(account.dropped > 50'000);
    CHECK(account.pending > 5'000);
    CHECK(account.recorded == 100'000);
    mine.to->room = 1'000'000;
    CHECK(log.flush() == std::errc::no_space_on_device); // something was lost since the last flush
    CHECK(accounts(log.account(), account.pending, 0, account.dropped));
    CHECK(mine.to->points.size() == account.pending);
    CHECK(in_order(mine.to->points)); // the first ones stayed
    CHECK_FALSE(log.flush());
    log.record("r", "m", 1);
    CHECK_FALSE(log.flush());
    CHECK(accounts(log.account(), account.pending + 1, 0, account.dropped));
}

TEST_CASE("what was dropped is told even when the disk has room again by itself") {
    custom const mine;
    mine.to->room = 0;
    ct::metric_log log{mine, {.most_waiting = 400'000}};
    for (int i = 0; i != 20'000; ++i) log.record("r", "m", i, i);
    std::uint64_t const dropped = log.account().dropped;
    CHECK(dropped > 10'000);
    mine.to->room = 1'000'000;
    for (int i = 0; i != 2'000; ++i) log.record("r", "m", i); // no flush is needed
    CHECK(mine.to->points.size() > 2'000);
    CHECK(log.account().dropped < dropped + 1'100);
    CHECK(log.flush() == std::errc::no_space_on_device);
    CHECK_FALSE(log.flush());
}

TEST_CASE("flushes that fail again and again do not fill the memory") {
    custom const mine;
    mine.to->room = 0;
    ct::metric_log log{mine, {.most_waiting = 1'000'000}};
    for (int i = 0; i != 1000; ++i) {
        log.record("r", "m", i, i);
        CHECK(log.flush());
    }
    CHECK(log.failed() == 1000);
    mine.to->room = 1'000'000;
    CHECK_FALSE(log.flush());
    CHECK(accounts(log.account(), 1000, 0, 0));
    CHECK(in_order(mine.to->points));
}

TEST_CASE("after a failed sync the points count as lost: nobody knows whether they are there") {
    custom const mine;
    mine.to->sync_error = std::make_error_code(std::errc::io_error);
    ct::metric_log log{mine};
    log.record("r", "m", 1);
    CHECK(log.flush() == std::errc::io_error);
    CHECK(accounts(log.account(), 0, 0, 1));
    mine.to->sync_error = {};
    CHECK_FALSE(log.flush());
    log.record("r", "m", 2);
    CHECK_FALSE(log.flush());
    CHECK(accounts(log.account(), 1, 0, 1));
    CHECK(log.failed() == 1);
    CHECK(mine.to->points.size() == 2); // it was not appended twice
}

TEST_CASE("what an adapter throws is an error like others") {
    custom const mine;
    ct::metric_log log{mine};
    auto const thrown = [&](auto what) {
        mine.to->on_append = [what] { throw what; };
        log.record("r", "m", 1);
        return log.flush();
    };
    CHECK(thrown(std::runtime_error("connection lost")) == std::errc::io_error);
    CHECK(thrown(3) == std::errc::io_error);
    CHECK(thrown(std::bad_alloc{}) == std::errc::not_enough_memory);
    CHECK(thrown(std::system_error(std::make_error_code(std::errc::timed_out))) == std::errc::timed_out);
    CHECK(thrown(std::system_error(std::error_code{})) == std::errc::io_error);
    CHECK(log.failed() == 5);
    mine.to->on_append = [] {};
    CHECK_FALSE(log.flush());
    CHECK(accounts(log.account(), 5, 0, 0));
}

TEST_CASE("an adapter that takes nothing and says nothing does not hang the log") {
    custom const mine;
    mine.to->room = 0;
    mine.to->full_silently = true;
    ct::metric_log log{mine};
    log.record("r", "m", 1);
    CHECK(log.flush() == std::errc::io_error);
    CHECK(accounts(log.account(), 0, 1, 0));
    mine.to->room = 1;
    CHECK_FALSE(log.flush());
}

TEST_CASE("the memory adapter keeps as many points as it may") {
    ct::metric_log log{ct::memory_metrics{{.most_points = 3}}};
    for (int i = 0; i != 5; ++i) log.record("r", "m", i, i);
    CHECK(log.flush() == std::errc::no_buffer_space);
    CHECK(log.adapter().points().size() == 3);
    CHECK(accounts(log.account(), 0, 5, 0));
    auto const history = log.read("r");
    CHECK(in_order(history.points));
    CHECK(history.report.unwritten == 2);
    CHECK(history.report.lines == 3);
}

TEST_CASE("many threads record, flush and read: every point once, each thread's in order") {
    constexpr int threads = 8;
    constexpr int points = 20'000;
    custom const mine;
    ct::metric_log log{mine};
    std::vector<std::thread> all;
    for (int t = 0; t != threads; ++t)
        all.emplace_back([&log, t] {
            std::string const run = "run-" + std::to_string(t);
            for (int i = 0; i != points; i += 2) {
                log.record(run, i, {{"a", i}, {"b", i}}, {{"thread", run}});
                if (i % 4096 == 0) (void)log.flush();
                if (i % 8192 == 0) (void)log.read(run);
            }
        });
    for (auto& each : all) each.join();
    CHECK_FALSE(log.flush());
    CHECK(accounts(log.account(), threads * points, 0, 0));
    for (int t = 0; t != threads; ++t) {
        auto const found = log.read("run-" + std::to_string(t)).points;
        REQUIRE(found.size() == points);
        for (std::size_t i = 0; i != found.size(); ++i) {
            REQUIRE(found[i].step == static_cast<std::int64_t>(i / 2 * 2));
            REQUIRE(found[i].name == (i % 2 == 0 ? "a" : "b"));
            REQUIRE(found[i].metadata[0].second == found[i].run);
        }
    }
}

TEST_CASE("others record while one thread waits for the adapter") {
    custom const mine;
    std::mutex mutex;
    std::unique_lock blocked{mutex};
    std::atomic<bool> is_there{false};
    mine.to->on_append = [&] {
        is_there = true;
        std::lock_guard const wait{mutex};
    };
    ct::metric_log log{mine};
    log.record("r", "m", 0, 0);
    std::thread slow{[&] { CHECK_FALSE(log.flush()); }};
    while (!is_there) std::this_thread::yield();
    for (int i = 1; i != 5000; ++i) log.record("r", "m", i, i); // several buffers full: nobody waits
    CHECK(accounts(log.account(), 0, 5000, 0));
    blocked.unlock();
    slow.join();
    CHECK_FALSE(log.flush());
    CHECK(in_order(mine.to->points));
    CHECK(accounts(log.account(), 5000, 0, 0));
}

TEST_CASE("who records faster than can be written waits, and loses nothing") {
    custom const mine;
    ct::metric_log log{mine, {.most_waiting = 400'000}};
    std::uint64_t most_pending = 0;
    std::uint64_t appended = 0;
    mine.to->on_append = [&] {
        most_pending = std::max(most_pending, log.account().pending - appended);
        appended += 1024;
        ::usleep(2'000);
    };
    std::vector<std::thread> all;
    for (int t = 0; t != 3; ++t)
        all.emplace_back([&] {
            for (int i = 0; i != 30'000; ++i) log.record("r", "m", i);
        });
    for (auto& each : all) each.join();
    CHECK_FALSE(log.flush());
    CHECK(accounts(log.account(), 90'000, 0, 0));
    CHECK(most_pending <= 8 * 1024); // 3 batches, one for each thread, the current one, and the one that is appended
}

TEST_CASE("exit flushes logs that nobody destroys, within one deadline, and not those of a parent") {
    test::folder const folder;
    auto const leaked = [&](std::string const& name) { return new ct::metric_log{ct::jsonl_metrics{folder / name}}; };
    CHECK(in_child([&]() -> int {
              for (char const* name : {"a", "b", "c"}) leaked(name)->record("r", "m", 1);
              delete leaked("d");
              static ct::metric_log still{ct::jsonl_metrics{folder / "e"}};
              still.record("r", "m", 1);
              std::exit(0);
          }) == 0);
    for (char const* name : {"a", "b", "c", "e"}) CHECK(ct::read_metrics(folder / name, "r").points.size() == 1);
    CHECK(content(folder / "d").empty());

    auto* const of_parent = leaked("p");
    of_parent->record("r", "m", 1);
    CHECK(in_child([]() -> int { std::exit(0); }) == 0);
    CHECK(content(folder / "p").empty());
    delete of_parent;
    CHECK(ct::read_metrics(folder / "p", "r").points.size() == 1);
}

TEST_CASE("exit waits for others once, not once for each log") {
    test::folder const folder;
    auto const begin = std::chrono::steady_clock::now();
    CHECK(in_child([&]() -> int {
              for (int i = 0; i != 10; ++i) {
                  std::string const path = folder / std::to_string(i);
                  auto* const log = new ct::metric_log{ct::jsonl_metrics{path}, {.patience = std::chrono::seconds{9}}};
                  (void)::flock(::open(path.c_str(), O_RDONLY | O_CLOEXEC), LOCK_EX);
                  log->record("r", "m", 1);
              }
              std::exit(0);
          }) == 0);
    auto const taken = std::chrono::steady_clock::now() - begin;
    CHECK(taken >= std::chrono::milliseconds{1'900});
    CHECK(taken < std::chrono::seconds{8});
}

TEST_CASE("an adapter that others use is not at fault, and is tried again until the patience ends") {
    custom adapter;
    std::shared_ptr<place> const to = adapter.to;
    int left = 3;
    to->on_append = [&] {
        if (left-- > 0) throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again));
    };
    ct::metric_log log{adapter};
    log.record("r", "m", 1, 0);
    CHECK_FALSE(log.flush());
    CHECK(to->points.size() == 1);
    CHECK(log.failed() == 0);
}

TEST_CASE("a forked child does nothing with its parent's log") {
    custom const mine;
    ct::metric_log log{mine};
    log.record("r", "m", 1);
    int const ended = in_child([&] {
        log.record("r", "m", 2);
        log.record("r", 3, {{"a", 1}, {"b", 2}});
        log.record(ct::metric_point{});
        if (log.flush() != ct::errc::forked_child) return 1;
        if (!accounts(log.account(), 0, 0, 4)) return 2;
        if (log.last_error() != ct::errc::forked_child) return 3;
        try {
            (void)log.read("r");
            return 4;
        } catch (ct::error const& refused) {
            if (refused.code() != ct::errc::forked_child) return 5;
        }
        ct::metric_log own{ct::memory_metrics{}};
        own.record("r", "m", 1);
        return own.flush() || own.read("r").points.size() != 1 ? 6 : mine.to->points.empty() ? 0 : 7;
    });
    CHECK(ended == 0);
    CHECK_FALSE(log.flush());
    CHECK(accounts(log.account(), 1, 0, 0));
    CHECK(mine.to->points.size() == 1);
}

} // namespace
