// SPDX-License-Identifier: MIT
// Signals that ask a program to stop: remembered once, then as by default, and as before when nobody asks any more.
#include <crucible/telemetry/session/stop_on_signal.hpp>

#include "emit/child.hpp"
#include "emit/vocabulary.hpp"
#include "export/folder.hpp"

#include <algorithm>
#include <csignal>
#include <unistd.h>

namespace {

constexpr auto batches = ct::watch(batch);
ct::experiment const about{.name = "signals"};

std::atomic<int> heard{0};
void host_handler(int) { ++heard; }

void (*handler_of(int number))(int) {
    struct sigaction now {};
    ::sigaction(number, nullptr, &now);
    return now.sa_handler;
}

/// What a host did with a signal, and what the test framework did before that again in the end.
class host_with {
public:
    host_with(int number, void (*handler)(int)) : number_{number}, before_{std::signal(number, handler)} { heard = 0; }
    host_with(host_with const&) = delete;
    host_with& operator=(host_with const&) = delete;
    ~host_with() { std::signal(number_, before_); }

private:
    int number_;
    void (*before_)(int);
};

} // namespace

TEST_CASE("the first signal is remembered, and the program goes on") {
    ct::stop_on_signal const stop;
    CHECK_FALSE(stop.stop_requested());
    CHECK(stop.received() == 0);
    ::raise(SIGTERM);
    CHECK(eventually([&] { return stop.stop_requested(); }));
    CHECK(stop.received() == SIGTERM);
}

TEST_CASE("the second signal of a kind has its default action") {
    for (int const number : {SIGINT, SIGTERM})
        CHECK(test::in_child([&] {
                  std::signal(number, SIG_DFL); // the test framework has a handler
                  ct::stop_on_signal const stop;
                  ::raise(number);
                  if (!eventually([&] { return stop.received() == number; })) return 1;
                  ::raise(number);
                  return 2;
              }) == 128 + number);
}

TEST_CASE("a signal of another kind is the first of its own") {
    ct::stop_on_signal const stop;
    ::raise(SIGINT);
    ::raise(SIGTERM);
    CHECK(eventually([&] { return stop.received() == SIGTERM; }));
}

TEST_CASE("the host's handlers are back afterwards, whether a signal came or not") {
    host_with const host{SIGTERM, &host_handler};
    { ct::stop_on_signal const stop; }
    CHECK(handler_of(SIGTERM) == &host_handler);
    {
        ct::stop_on_signal const stop;
        ::raise(SIGTERM);
        CHECK(eventually([&] { return stop.stop_requested(); }));
        CHECK(heard == 0);
    }
    ::raise(SIGTERM);
    CHECK(eventually([] { return heard == 1; }));
}

TEST_CASE("a handler that the host sets meanwhile stays") {
    host_with const host{SIGTERM, SIG_DFL};
    {
        ct::stop_on_signal const stop;
        std::signal(SIGTERM, &host_handler);
    }
    CHECK(handler_of(SIGTERM) == &host_handler);
}

TEST_CASE("a signal that is ignored stays so") {
    host_with const host{SIGINT, SIG_IGN};
    {
        ct::stop_on_signal const stop;
        ::raise(SIGINT);
        CHECK(handler_of(SIGINT) == SIG_IGN);
        CHECK_FALSE(stop.stop_requested());
    }
    CHECK(handler_of(SIGINT) == SIG_IGN);
}

TEST_CASE("several share what was received, and the last one that goes puts the handlers back") {
    host_with const host{SIGTERM, &host_handler};
    auto first = std::make_unique<ct::stop_on_signal>();
    auto const second = std::make_unique<ct::stop_on_signal>(std::initializer_list<int>{SIGTERM, SIGTERM, SIGUSR1});
    first.reset();
    CHECK(handler_of(SIGTERM) != &host_handler);
    ::raise(SIGTERM);
    CHECK(eventually([&] { return second->received() == SIGTERM; }));
    ct::stop_on_signal const third; // does not forget what the second was told
    CHECK(third.stop_requested());
}

TEST_CASE("one that is made when there is none begins anew") {
    {
        ct::stop_on_signal const stop;
        ::raise(SIGINT);
        REQUIRE(eventually([&] { return stop.stop_requested(); }));
    }
    ct::stop_on_signal const next;
    CHECK_FALSE(next.stop_requested());
    ::raise(SIGINT);
    CHECK(eventually([&] { return next.stop_requested(); }));
}

TEST_CASE("signals of one's own choice") {
    ct::stop_on_signal const stop{SIGUSR2};
    ::raise(SIGUSR2);
    CHECK(eventually([&] { return stop.received() == SIGUSR2; }));
}

TEST_CASE("what is no signal, or cannot be handled, is refused, and nothing is left behind") {
    auto const before = handler_of(SIGTERM);
    for (int const number : {0, -1, 65, SIGKILL, SIGSTOP}) {
        try {
            ct::stop_on_signal const stop{SIGTERM, number};
            FAIL("it began");
        } catch (ct::error const& e) {
            CHECK(e.code() == std::errc::invalid_argument);
            CHECK(std::string{e.what()}.find("signal " + std::to_string(number)) != std::string::npos);
        }
        CHECK(handler_of(SIGTERM) == before);
    }
}

TEST_CASE("every thread learns of it, whichever the kernel interrupts") {
    ct::stop_on_signal const stop;
    std::atomic<int> at_work{0}, content{0};
    std::vector<std::thread> threads;
    for (int i = 0; i != 4; ++i)
        threads.emplace_back([&] {
            ++at_work;
            content += eventually([] { return ct::stop_on_signal::stop_requested(); });
        });
    CHECK(eventually([&] { return at_work == 4; }));
    ::kill(::getpid(), SIGTERM);
    for (auto& t : threads) t.join();
    CHECK(content == 4);
}

TEST_CASE("the handler changes no errno") {
    ct::stop_on_signal const stop{SIGUSR1};
    errno = 77;
    ::raise(SIGUSR1);
    CHECK(errno == 77);
}

TEST_CASE("a run that is stopped by Ctrl-C or SIGTERM has its file in place, with every row") {
    for (int const number : {SIGINT, SIGTERM}) {
        test::folder const folder;
        int ready[2];
        REQUIRE(::pipe(ready) == 0);
        std::fflush(nullptr);
        pid_t const child = ::fork();
        if (child == 0) {
            ::alarm(20);
            ct::stop_on_signal const stop;
            ct::session run{about, batches, ct::policies<ct::block>, ct::jsonl{folder / "run.jsonl"}};
            std::int64_t steps = 0;
            while (!stop.stop_requested()) {
                emit_steps(steps, steps + 1);
                if (++steps == 100 && ::write(ready[1], "!", 1) != 1) ::_exit(40);
            }
            if (run.stop() || stop.received() != number) ::_exit(41);
            std::string const rows = test::content(folder / "run.jsonl");
            ::_exit(std::count(rows.begin(), rows.end(), '\n') == steps ? 0 : 42);
        }
        char byte = 0;
        REQUIRE(::read(ready[0], &byte, 1) == 1);
        ::kill(child, number);
        int status = 0;
        ::waitpid(child, &status, 0);
        CHECK(WIFEXITED(status));
        CHECK(WEXITSTATUS(status) == 0);
        CHECK(folder.names_without_meta() == std::vector<std::string>{"run.jsonl"});
        ::close(ready[0]), ::close(ready[1]);
    }
}
