// SPDX-License-Identifier: MIT
// A process that is killed while it exports, at any moment, leaves the old file or the complete new one, and beside it
// no meta file but its own.

#include <crucible/telemetry/export/jsonl.hpp>

#include "export/folder.hpp"
#include "export/vocabulary.hpp"

#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <random>
#include <sys/wait.h>

namespace {

using namespace test;

/// Exports again and again, each time one row more, which is what the run is called.
[[noreturn]] void export_for_ever(std::string const& path) {
    for (std::int64_t rows = 1;; ++rows) {
        ct::run_info const about{.id = std::to_string(rows)};
        auto writer = ct::jsonl{path, {.identity = ct::identity::none}}.open(about, ct::event_list<everything_t>{});
        for (std::int64_t i = 0; i != rows; ++i) writer.write(everything_at(rows, std::string(20'000, 'x')));
        (void)writer.close();
    }
}

/// Whether the file holds complete lines only, as many as its rows' time says.
bool is_complete(std::string const& text) {
    auto const lines = std::count(text.begin(), text.end(), '\n');
    std::string const time =
        "1970-01-01T00:00:00." + std::string(9 - std::to_string(lines).size(), '0') + std::to_string(lines) + "Z";
    return text.ends_with("}\n") && text.find(time) != std::string::npos;
}

/// Whether the meta file is of the run whose rows the file holds.
bool belongs_to(std::string const& meta, std::string const& text) {
    auto const lines = std::count(text.begin(), text.end(), '\n');
    return meta.ends_with("]}\n") && meta.find("\"id\":\"" + std::to_string(lines) + "\"") != std::string::npos;
}

TEST_CASE("killed while exporting: the target is complete at any moment") {
    test::folder const folder;
    std::string const path = folder / "run.jsonl";
    std::mt19937 random{3};
    int complete = 0, described = 0;
    unsigned longest = 20'000; // microseconds that a process lives; more where the machine is slow
    for (int i = 0; i < 60 || (described < 10 && i < 1000); ++i) {
        pid_t const child = ::fork();
        if (child == 0) export_for_ever(path);
        ::usleep(static_cast<unsigned>(random() % longest));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        if (!std::filesystem::exists(path)) { // killed before the first was in place
            longest += longest / 20;
            continue;
        }
        REQUIRE(is_complete(content(path)));
        ++complete;
        if (std::filesystem::exists(path + ".meta.json")) {
            REQUIRE(belongs_to(content(path + ".meta.json"), content(path)));
            ++described;
        }
        // What the killed process left has a name that tells what it is; a meta file stays beside its file.
        auto const left = folder.names();
        for (std::string const& name : left) {
            bool const meta = name.starts_with("run.jsonl.meta.json");
            std::string const ending = name.substr(std::string(meta ? "run.jsonl.meta.json" : "run.jsonl").size());
            CHECK((ending.empty() || ending == ".partial" || ending.starts_with(".incomplete")));
            if (meta && ending.starts_with(".incomplete"))
                CHECK(std::find(left.begin(), left.end(), "run.jsonl" + ending) != left.end());
        }
        for (std::string const& name : left) std::filesystem::remove(folder / name);
    }
    CHECK(complete >= 10);
    CHECK(described >= 10);
}

} // namespace
