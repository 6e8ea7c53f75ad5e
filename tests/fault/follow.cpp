// SPDX-License-Identifier: MIT
// Files that grow, seen from outside: another process reads whole rows at any moment, and a kill takes only rows that
// are younger than the time limit.

#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/export/jsonl.hpp>

#include "emit/vocabulary.hpp"
#include "export/folder.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <new>
#include <random>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr auto remarks = ct::watch(remark);
ct::experiment const about{.name = "follow"};

/// What parent and child both see.
template <class T>
class shared {
public:
    shared() : at_{::mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)} {
        REQUIRE(at_ != MAP_FAILED);
        new (at_) T{};
    }
    shared(shared const&) = delete;
    shared& operator=(shared const&) = delete;
    ~shared() { ::munmap(at_, sizeof(T)); }
    T* operator->() const { return static_cast<T*>(at_); }
    T& operator*() const { return *static_cast<T*>(at_); }

private:
    void* at_;
};

/// How many rows stand in a file up to the end of `text`: those of the next steps after the `rows` before it, whole,
/// and perhaps the front of one more; -1 if it is not so.
std::int64_t whole_rows(std::string const& path, std::string_view text, std::int64_t rows = 0) {
    bool const csv = path.ends_with(".csv");
    for (std::size_t end = 0; (end = text.find('\n')) != std::string_view::npos; text.remove_prefix(end + 1)) {
        std::string_view const line = text.substr(0, end + 1);
        if (rows == 0 && line.find("train.remark") == std::string_view::npos) continue; // a header
        std::string const step = std::to_string(rows);
        std::string const values = csv ? ",train.remark,0," + step + "," : "\"step\":" + step + ",\"note\":\"";
        if (!line.ends_with(csv ? "x\r\n" : "x\"}\n") || line.find(values) == std::string_view::npos) return -1;
        ++rows;
    }
    return rows;
}

/// In one read, as a program that follows does it.
std::string all_of(std::string const& path) {
    std::error_code none;
    auto const size = std::filesystem::file_size(path, none);
    std::string text(none ? 0 : size, '\0');
    std::FILE* const file = std::fopen(path.c_str(), "rb");
    text.resize(file == nullptr ? 0 : std::fread(text.data(), 1, text.size(), file));
    if (file != nullptr) std::fclose(file);
    return text;
}

void emit_remark(std::int64_t step) {
    std::string const note(static_cast<std::size_t>(1 + step * 37 % 300), 'x');
    ct::emit(remark(m::step = step, m::note = note));
}

struct reader {
    std::atomic<int> reads{0}, wrong{0};
    std::atomic<int> grown{0}; ///< how often there was more than the last time
};
constexpr int most_reads = 1000;

/// In a process of its own. What is read has to be the front of all that is read later.
[[noreturn]] void read_again_and_again(std::string const& path, reader& saw) {
    ::alarm(60);
    std::string before;
    std::size_t seen = 0; // up to the last whole row
    std::int64_t rows = 0;
    while (saw.reads != most_reads) {
        std::string now = all_of(path + ".partial");
        rows = now.starts_with(before) ? whole_rows(path, std::string_view{now}.substr(seen), rows) : -1;
        saw.wrong += rows < 0;
        saw.grown += now.size() != before.size();
        seen = now.rfind('\n') + 1;
        before = std::move(now);
        ++saw.reads;
        ::usleep(1000);
    }
    ::_exit(0);
}

/// What a run tells its parent about itself.
struct progress {
    static constexpr std::size_t most = 1U << 17U;

    std::atomic<std::int64_t> emitted{0};
    std::array<std::atomic<std::int64_t>, most> at{}; ///< ns: when a row had been emitted
    std::atomic<std::int64_t> last_round{0};          ///< ns: when the worker had done its last one
    std::atomic<std::int64_t> longest_round{0};       ///< ns: from one to the next
};
progress* told = nullptr;

std::int64_t now() { return static_cast<std::int64_t>(ct::detail::read_steady()); }

/// As `background`; besides it notes when the worker has done a round.
struct noted_rounds {
    using role = ct::collection_role;
    static std::chrono::nanoseconds rest(std::size_t rows, std::chrono::nanoseconds before) noexcept {
        std::int64_t const last = told->last_round, at = now();
        told->longest_round = std::max(told->longest_round.load(), at - last);
        told->last_round = at;
        return ct::background::rest(rows, before);
    }
};
using readable_soon = ct::flush_within<20>;

[[noreturn]] void run_until_killed(std::string const& csv, std::string const& jsonl) {
    ::alarm(60);
    told->last_round = now(); // the first round takes its time, too
    ct::session const run{about, remarks, ct::policies<noted_rounds, ct::block, readable_soon>, ct::csv{csv},
                          ct::jsonl{jsonl}};
    for (std::int64_t step = 0; step != progress::most; ++step) {
        emit_remark(step);
        told->at[static_cast<std::size_t>(step)] = now();
        told->emitted = step + 1;
        if (step % 4 == 0) ::usleep(200);
    }
    for (;;) ::pause();
}

/// How many rows were older than the time limit when the worker did its last round. It cannot know of rows that came
/// since its round before that, and the round takes its time.
std::int64_t rows_that_must_be_there() {
    std::int64_t const youngest = told->last_round - readable_soon::limit().count() - 2 * told->longest_round;
    std::int64_t rows = 0;
    while (rows != told->emitted && told->at[static_cast<std::size_t>(rows)] < youngest) ++rows;
    return rows;
}

} // namespace

TEST_CASE("another process reads the growing files a thousand times: each time the first rows, whole") {
    test::folder const folder;
    std::array<std::string, 2> const paths{folder / "run.csv", folder / "run.jsonl"};
    std::array<shared<reader>, 2> const saw{};
    std::vector<pid_t> readers;
    for (std::size_t i = 0; i != 2; ++i) {
        std::fflush(nullptr);
        readers.push_back(::fork());
        if (readers.back() == 0) read_again_and_again(paths[i], *saw[i]);
    }
    ct::session run{about, remarks, ct::policies<ct::block, readable_soon>, ct::csv{paths[0]}, ct::jsonl{paths[1]}};
    std::int64_t steps = 0;
    auto const done = [&] { return saw[0]->reads == most_reads && saw[1]->reads == most_reads; };
    constexpr std::int64_t most_steps = 10'000; // each read is of the whole file
    CHECK(eventually([&] {
        for (int i = 0; i != 2 && steps != most_steps; ++i) emit_remark(steps++);
        return done();
    }));
    for (pid_t const each : readers) ::kill(each, SIGKILL), ::waitpid(each, nullptr, 0);
    REQUIRE_FALSE(run.stop());
    for (std::size_t i = 0; i != 2; ++i) {
        CHECK(saw[i]->wrong == 0);
        CHECK(saw[i]->grown > 20);
        CHECK(whole_rows(paths[i], test::content(paths[i])) == steps);
    }
}

TEST_CASE("killed a hundred times: every row that was older than the time limit is in the files") {
    shared<progress> const progress_of_run;
    told = &*progress_of_run;
    std::mt19937 random{5};
    std::int64_t had_to_be_there = 0;
    for (int i = 0; i != 100; ++i) {
        test::folder const folder;
        told->emitted = told->last_round = told->longest_round = 0;
        std::fflush(nullptr);
        pid_t const child = ::fork();
        if (child == 0) run_until_killed(folder / "run.csv", folder / "run.jsonl");
        ::usleep(20'000 + static_cast<unsigned>(random() % 100'000));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        if (told->last_round == 0) continue; // killed before it began
        std::int64_t const wanted = rows_that_must_be_there();
        had_to_be_there += wanted;
        for (char const* const name : {"run.csv", "run.jsonl"}) {
            CHECK_FALSE(std::filesystem::exists(folder / name));
            std::string const kept = all_of(folder / (std::string{name} + ".partial"));
            CHECK(whole_rows(name, kept) >= wanted);
        }
    }
    CHECK(had_to_be_there > 1000);
}
