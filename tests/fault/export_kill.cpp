// SPDX-License-Identifier: MIT
// A process that is killed while it exports, at any moment, leaves the old file or the complete new one.

#include <crucible/telemetry/export/jsonl.hpp>

#include "export/folder.hpp"
#include "export/vocabulary.hpp"

#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <random>
#include <sys/wait.h>

namespace {

using namespace test;

/// Exports again and again, each time one row more.
[[noreturn]] void export_for_ever(std::string const& path) {
    for (std::int64_t rows = 1;; ++rows) {
        auto writer = ct::jsonl{path, {.identity = ct::identity::none}}.open({}, ct::event_list<everything_t>{});
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

TEST_CASE("killed while exporting: the target is complete at any moment") {
    test::folder const folder;
    std::string const path = folder / "run.jsonl";
    std::mt19937 random{3};
    int complete = 0;
    for (int i = 0; i != 60; ++i) {
        pid_t const child = ::fork();
        if (child == 0) export_for_ever(path);
        ::usleep(static_cast<unsigned>(random() % 20'000));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        if (!std::filesystem::exists(path)) continue; // killed before the first was in place
        REQUIRE(is_complete(content(path)));
        ++complete;
        // What the killed process left has a name that tells what it is.
        for (std::string const& name : folder.names()) {
            CHECK((name == "run.jsonl" || name == "run.jsonl.partial" || name.starts_with("run.jsonl.incomplete")));
            std::filesystem::remove(folder / name);
        }
    }
    CHECK(complete > 10);
}

} // namespace
