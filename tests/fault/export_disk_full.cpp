// SPDX-License-Identifier: MIT
// No room for the file: every row is counted as failed, the old file stands, and the whole rows that were written lie
// beside it under a name that says that they are not all.

#include <crucible/telemetry/archive/archive.hpp>
#include <crucible/telemetry/archive/recording.hpp>
#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/export/jsonl.hpp>
#include <crucible/telemetry/export/write.hpp>

#include "export/folder.hpp"
#include "export/vocabulary.hpp"

#include <catch2/catch_test_macros.hpp>
#include <algorithm>
#include <csignal>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

namespace {

using namespace test;
using names = std::vector<std::string>;

/// Limits the size of any file of this process, and asks for EFBIG instead of a signal.
void allow_files_of(rlim_t size) {
    rlimit const limit{size, size};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, SIG_IGN);
}

/// Exit status of `work` in a forked process.
template <class Work>
int in_a_child(Work work) {
    pid_t const child = ::fork();
    if (child == 0) ::_exit(work());
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// Bits of what went wrong when rows of about 3 MiB meet the end of the space.
template <class Exporter>
int rows_into(Exporter const& to, std::error_condition expected, std::string const& folder) {
    auto writer = to.open({}, ct::event_list<everything_t>{});
    std::uint64_t given = 0;
    int wrong = 0;
    while (writer.failed() == 0 && given != 100'000) {
        writer.write(everything_at(static_cast<std::int64_t>(given), "model"));
        ++given;
    }
    if (writer.failed() == 0 || writer.written() + writer.failed() != given) wrong |= 1;
    if (!std::filesystem::exists(folder + "/run.partial")) wrong |= 2;
    writer.write(everything_at(0, "later"));
    if (writer.written() + writer.failed() != given + 1) wrong |= 4;
    if (writer.close() != expected) wrong |= 8;
    if (std::filesystem::exists(folder + "/run.partial")) wrong |= 32;
    std::string const kept = content(folder + "/run.incomplete");
    if (kept.size() < 500'000 || !kept.ends_with('\n')) wrong |= 64;
    auto const lines = static_cast<std::uint64_t>(std::count(kept.begin(), kept.end(), '\n'));
    if (lines != writer.written() && lines != writer.written() + 1) wrong |= 16; // CSV has a header
    return wrong;
}

TEST_CASE("a file that may not grow: the old one stands") {
    test::folder const folder;
    put(folder / "run", "old");
    auto const too_large = std::make_error_condition(std::errc::file_too_large);
    CHECK(in_a_child([&] {
              allow_files_of(1U << 20U);
              return rows_into(ct::csv{folder / "run"}, too_large, folder.path().string());
          }) == 0);
    CHECK(in_a_child([&] {
              allow_files_of(1U << 20U);
              std::filesystem::rename(folder / "run.incomplete", folder / "run.incomplete.2");
              return rows_into(ct::jsonl{folder / "run"}, too_large, folder.path().string());
          }) == 0);
    CHECK(folder.names() == names{"run", "run.incomplete", "run.incomplete.2", "run.meta.json.incomplete"});
    CHECK(content(folder / "run") == "old");
}

TEST_CASE("a limit that strikes only when the file is closed") {
    test::folder const folder;
    put(folder / "run", "old");
    CHECK(in_a_child([&] {
              allow_files_of(1000);
              auto writer = ct::csv{folder / "run", {.meta = false}}.open({}, ct::event_list<everything_t>{});
              for (int i = 0; i != 100; ++i) writer.write(everything_at(i, "model"));
              if (writer.failed() != 0 || writer.written() != 100) return 1;
              if (writer.close() != std::errc::file_too_large) return 2;
              return writer.failed() == 100 && writer.written() == 0 ? 0 : 3;
          }) == 0);
    CHECK(folder.names() == names{"run"});
    CHECK(content(folder / "run") == "old");
}

/// The message of what `work` throws.
template <class Work>
std::string told_by(Work work) {
    try {
        work();
    } catch (ct::error const& told) {
        return told.what();
    }
    return {};
}

TEST_CASE("what an archive or an export after the fact says of a full disk is what lies there") {
    test::folder const folder;
    put(folder / "run", "old");
    put(folder / "run.incomplete", "of another time");
    CHECK(in_a_child([&] {
              allow_files_of(1U << 20U);
              std::vector<ct::row<everything_t>> rows;
              for (int i = 0; i != 20'000; ++i) rows.push_back(everything_at(i, "model"));
              ct::recording<everything_t> run;
              run.append(std::span{rows});
              std::string const of_archive = told_by([&] { ct::archive(folder / "run", run); });
              if (of_archive.find("no incomplete one has that name") == std::string::npos) return 1;
              if (folder.names() != names{"run", "run.incomplete"}) return 2; // nothing is left of it
              std::string const of_write = told_by([&] { ct::write(ct::csv{folder / "run"}, {}, rows); });
              std::string const where = "what was written is in '" + (folder / "run.incomplete.2") + "'";
              return of_write.find(where) == std::string::npos ? 3 : 0;
          }) == 0);
    CHECK(folder.names_without_meta() == names{"run", "run.incomplete", "run.incomplete.2"});
    CHECK(content(folder / "run") == "old");
    CHECK(content(folder / "run.incomplete") == "of another time");
    CHECK(content(folder / "run.incomplete.2").size() > 500'000);
}

TEST_CASE("one full file of several does not spoil the others") {
    test::folder const folder;
    CHECK(in_a_child([&] {
              allow_files_of(3000);
              auto writer = ct::csv{folder / "run", {.layout = ct::layout::per_event}}.open(
                  {}, ct::event_list<everything_t, nothing_t>{});
              for (int i = 0; i != 100; ++i) writer.write(everything_at(i, "model"));
              writer.write(ct::row<nothing_t>{});
              if (writer.close() != std::errc::file_too_large) return 1;
              return writer.failed() == 100 && writer.written() == 1 ? 0 : 2;
          }) == 0);
    CHECK(std::filesystem::exists(folder / "run/test.nothing.csv"));
    CHECK(std::filesystem::exists(folder / "run/test.nothing.csv.meta.json"));
    CHECK_FALSE(std::filesystem::exists(folder / "run/test.everything.csv"));
    CHECK_FALSE(std::filesystem::exists(folder / "run/test.everything.csv.meta.json"));
}

TEST_CASE("no room for the meta file: it is told when the export is set up, and nothing is left") {
    test::folder const folder;
    put(folder / "run", "old");
    CHECK(in_a_child([&] {
              allow_files_of(1000);
              try {
                  (void)ct::csv{folder / "run"}.open({}, ct::event_list<everything_t>{});
              } catch (ct::error const& e) {
                  std::string const said = e.what();
                  return e.code() == std::errc::file_too_large && said.find("run.meta.json") != said.npos ? 0 : 1;
              }
              return 2;
          }) == 0);
    CHECK(folder.names() == names{"run"});
    CHECK(content(folder / "run") == "old");
}

TEST_CASE("a disk that is really full, then has room again") {
    test::folder const folder;
    if (::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=1m") != 0) SKIP("may not mount a small disk");
    put(folder / "run", "old");
    auto const full = std::make_error_condition(std::errc::no_space_on_device);
    CHECK(rows_into(ct::csv{folder / "run"}, full, folder.path().string()) == 0);
    CHECK(content(folder / "run") == "old");
    CHECK(std::filesystem::file_size(folder / "run.incomplete") > 900'000); // of the mebibyte that the disk has
    std::filesystem::resize_file(folder / "run.incomplete", 1000);
    auto writer = ct::csv{folder / "run"}.open({}, ct::event_list<everything_t>{});
    writer.write(everything_at(0, "fits"));
    CHECK_FALSE(writer.close());
    CHECK(content(folder / "run").ends_with("fits\r\n"));
    CHECK(folder.names() == names{"run", "run.incomplete", "run.meta.json", "run.meta.json.incomplete"});
    CHECK(::umount(folder.path().c_str()) == 0);
}

} // namespace
