// SPDX-License-Identifier: MIT
// Several processes and one file; processes that are killed; disks that are full.

#include "support.hpp"

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <random>
#include <sys/mman.h>
#include <sys/mount.h>

namespace {

using namespace test;

/// Memory that a child shares with its parent.
template <class T>
struct shared {
    T* const at = static_cast<T*>(
        ::mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    shared() { new (at) T{}; }
    shared(shared const&) = delete;
    shared& operator=(shared const&) = delete;
    ~shared() { ::munmap(at, sizeof(T)); }
};

TEST_CASE("four processes append thousands of points to one file: all lines are whole and accounted for") {
    constexpr int processes = 4;
    constexpr std::int64_t points = 12'000;
    test::folder const folder;
    std::string const path = folder / "m.jsonl";
    std::vector<pid_t> children;
    for (int child = 0; child != processes; ++child)
        children.push_back(start_child([&, child] {
            ct::metric_log log{ct::jsonl_metrics{path}, {.patience = std::chrono::seconds{30}}};
            std::string const run = "run-" + std::to_string(child);
            std::mt19937 random{static_cast<unsigned>(child)};
            for (std::int64_t i = 0; i != points; ++i) {
                std::string const filling(random() % 200, static_cast<char>('a' + child));
                log.record(run, "loss", static_cast<double>(i) + 0.5, i, {{"filling", filling}});
                if (random() % 500 == 0 && log.flush()) return 1;
            }
            if (log.flush()) return 2;
            return accounts(log.account(), points, 0, 0) && log.failed() == 0 ? 0 : 3;
        }));
    for (pid_t const each : children) CHECK(wait_for(each) == 0);

    std::map<std::string, std::int64_t> next;
    int wrong = 0;
    auto const report = ct::visit_metrics(path, [&](ct::metric_point const& point) {
        std::int64_t& step = next[point.run];
        auto const letter = static_cast<char>('a' + point.run.back() - '0');
        bool const right = point.step == step && point.value == static_cast<double>(step) + 0.5 &&
                           point.metadata.at(0).second.find_first_not_of(letter) == std::string::npos;
        wrong += !right;
        ++step;
    });
    CHECK(wrong == 0);
    CHECK(report.broken == 0);
    CHECK_FALSE(report.torn_tail);
    CHECK(report.lines == processes * points);
    REQUIRE(next.size() == processes);
    for (auto const& [run, steps] : next) CHECK(steps == points);
}

TEST_CASE("killed at any moment: what a flush acknowledged is there, and no line is believed that is torn") {
    test::folder const folder;
    std::string const path = folder / "m.jsonl";
    shared<std::atomic<std::int64_t>> const acknowledged;
    std::mt19937 random{7};
    for (int round = 0; round != 40; ++round) {
        acknowledged.at->store(0);
        std::string const run = "run-" + std::to_string(round);
        pid_t const child = start_child([&] {
            ct::metric_log log{ct::jsonl_metrics{path}};
            for (std::int64_t i = 0;; ++i) {
                log.record(run, "loss", i, i, {{"filling", std::string(static_cast<std::size_t>(i % 5000), 'x')}});
                if (i % 7 == 0 && !log.flush()) acknowledged.at->store(i + 1);
            }
        });
        for (int waited = 0; acknowledged.at->load() < 8 && waited != 30'000; ++waited) ::usleep(1'000);
        ::usleep(static_cast<unsigned>(random() % 5'000));
        ::kill(child, SIGKILL);
        CHECK(wait_for(child) == 128 + SIGKILL);
        std::int64_t const promised = acknowledged.at->load();
        std::int64_t step = 0;
        for (auto const& point : ct::read_metrics(path, run).points) {
            REQUIRE(point.step == step);
            REQUIRE(point.value == step);
            REQUIRE(point.metadata.at(0).second.size() == static_cast<std::size_t>(step % 5000));
            ++step;
        }
        REQUIRE(promised >= 8);
        REQUIRE(step >= promised);
    }
}

TEST_CASE("a file that may not grow: nothing is lost, and nothing is torn") {
    test::folder const folder;
    std::string const path = folder / "m.jsonl";
    CHECK(in_child([&] {
              allow_files_of(100'000);
              ct::metric_log log{ct::jsonl_metrics{path}};
              for (int i = 0; i != 3000; ++i) log.record("r", "m", i, i);
              if (log.flush() != std::errc::file_too_large) return 1;
              auto const history = log.read("r");
              auto const written = history.points.size();
              if (written < 500 || written > 1500 || history.report.torn_tail || history.report.broken != 0) return 2;
              if (history.report.unwritten != 3000 - written) return 3;
              if (!accounts(log.account(), 0, 3000, 0) || log.failed() < 2) return 4;
              if (log.last_error() != std::errc::file_too_large) return 5;
              allow_files_of(1'000'000);
              if (log.flush() || !accounts(log.account(), 3000, 0, 0)) return 6;
              return 0;
          }) == 0);
    auto const history = ct::read_metrics(path, "r");
    REQUIRE(history.points.size() == 3000);
    for (std::size_t i = 0; i != 3000; ++i) REQUIRE(history.points[i].step == static_cast<std::int64_t>(i));
    CHECK(history.report.lines == 3000);
}

TEST_CASE("a disk that is really full, then has room again") {
    test::folder const folder;
    if (::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=1m") != 0) SKIP("may not mount a small disk");
    {
        put(folder / "big", std::string(800'000, 'x'));
        ct::metric_log log{ct::jsonl_metrics{folder / "m.jsonl"}};
        for (int i = 0; i != 5000; ++i) log.record("r", "m", i, i);
        CHECK(log.flush() == std::errc::no_space_on_device);
        CHECK(accounts(log.account(), 0, 5000, 0));
        auto const history = log.read("r");
        CHECK(history.report.broken == 0);
        CHECK_FALSE(history.report.torn_tail);
        CHECK(history.points.size() + history.report.unwritten == 5000);
        std::filesystem::remove(folder / "big");
        CHECK_FALSE(log.flush());
        CHECK(accounts(log.account(), 5000, 0, 0));
        CHECK(log.read("r").points.size() == 5000);
    }
    CHECK(::umount(folder.path().c_str()) == 0);
}

} // namespace
