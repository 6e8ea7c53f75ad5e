// SPDX-License-Identifier: MIT
#include <crucible/telemetry/file/staged_file.hpp>

#include "folder.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <sys/wait.h>

namespace {

namespace ct = crucible::telemetry;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using names = std::vector<std::string>;

std::string refusal(std::string const& path) {
    try {
        ct::staged_file const file{path};
    } catch (ct::error const& refused) {
        return refused.what();
    }
    return "not refused";
}

/// Runs `work` in a forked process, whose exit status it is.
template <class Work>
int in_a_child(Work work) {
    pid_t const child = ::fork();
    if (child == 0) ::_exit(work());
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

TEST_CASE("a staged file appears when it is committed, whole") {
    test::folder const folder;
    std::string const path = folder / "run.csv";
    ct::staged_file file{path};
    file.write("a,b\n");
    CHECK_FALSE(std::filesystem::exists(path));
    REQUIRE(folder.names().size() == 1);
    CHECK_THAT(folder.names().front(), StartsWith(".run.csv."));
    CHECK_FALSE(file.commit());
    CHECK(folder.names() == names{"run.csv"});
    CHECK(test::content(path) == "a,b\n");
    CHECK_FALSE(file.commit()); // again: nothing more happens
}

TEST_CASE("text of any length goes through the buffer") {
    test::folder const folder;
    std::string expected;
    ct::staged_file file{folder / "long", 64};
    for (std::size_t size = 0; size != 400; ++size) {
        std::string const piece(size, static_cast<char>('a' + size % 26));
        file.write(piece);
        expected += piece;
        char* const to = file.room(9);
        std::memcpy(to, "123456789", 9);
        file.end(to + 9);
        expected += "123456789";
    }
    CHECK_FALSE(file.commit());
    CHECK(test::content(folder / "long") == expected);
}

TEST_CASE("an old file stands until the commit, and keeps its permissions after it") {
    test::folder const folder;
    std::string const path = folder / "run.csv";
    test::put(path, "old");
    std::filesystem::permissions(path, std::filesystem::perms{0600});
    {
        ct::staged_file file{path};
        file.write("new");
        CHECK(test::content(path) == "old");
    }
    CHECK(test::content(path) == "old"); // not committed
    CHECK(folder.names() == names{"run.csv"});
    ct::staged_file file{path};
    file.write("new");
    CHECK_FALSE(file.commit());
    CHECK(test::content(path) == "new");
    CHECK(std::filesystem::status(path).permissions() == std::filesystem::perms{0600});
}

TEST_CASE("an abandoned file leaves nothing and cannot be committed") {
    test::folder const folder;
    ct::staged_file file{folder / "run.csv"};
    file.write("a");
    file.abandon();
    CHECK(folder.names().empty());
    file.write("b");
    CHECK(file.commit() == ct::make_error_code(ct::errc::incomplete_export));
    CHECK(folder.names().empty());
}

TEST_CASE("a staged file moves, and what it is moved over is abandoned") {
    test::folder const folder;
    ct::staged_file first{folder / "first"};
    ct::staged_file second{folder / "second"};
    first.write("1");
    second.write("2");
    second = std::move(first);
    ct::staged_file third{std::move(second)};
    third.write("+");
    CHECK_FALSE(third.commit());
    CHECK(folder.names() == names{"first"});
    CHECK(test::content(folder / "first") == "1+");
}

TEST_CASE("a symbolic link stays, and what it points to is replaced") {
    test::folder const folder;
    std::filesystem::create_directory(folder / "data");
    test::put(folder / "data/run-7.csv", "old");
    std::filesystem::create_symlink("data/run-7.csv", folder / "latest.csv");
    ct::staged_file file{folder / "latest.csv"};
    file.write("new");
    CHECK_FALSE(file.commit());
    CHECK(std::filesystem::is_symlink(folder / "latest.csv"));
    CHECK(test::content(folder / "data/run-7.csv") == "new");
}

TEST_CASE("a relative path means the folder it meant when the file was opened") {
    test::folder const folder;
    auto const before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path());
    ct::staged_file file{"run.csv"};
    std::filesystem::current_path("/");
    auto const failure = file.commit();
    std::filesystem::current_path(before);
    CHECK_FALSE(failure);
    CHECK(folder.names() == names{"run.csv"});
}

TEST_CASE("a name as long as the file system allows") {
    test::folder const folder;
    std::string const longest(255, 'n');
    ct::staged_file file{folder / longest};
    CHECK_FALSE(file.commit());
    CHECK(folder.names() == names{longest});
}

TEST_CASE("what cannot be written is refused with path, reason and advice") {
    test::folder const folder;
    CHECK_THAT(refusal(folder / "none/run.csv"), ContainsSubstring("none/run.csv'") &&
                                                     ContainsSubstring("create its folder first") &&
                                                     ContainsSubstring("No such file or directory"));
    CHECK_THAT(refusal(folder / "."), ContainsSubstring("name a file, not a folder"));
    CHECK_THAT(refusal(folder.path().string()), ContainsSubstring("name a file, not a folder"));
    CHECK_THAT(refusal(folder / "sub/"), ContainsSubstring("name a file, not a folder"));
    CHECK_THAT(refusal(""), ContainsSubstring("name a file, not a folder"));
    CHECK_THAT(refusal("/dev/null"), ContainsSubstring("no regular file"));
    test::put(folder / "file", "");
    CHECK_THAT(refusal(folder / "file/run.csv"), ContainsSubstring("Not a directory"));
    std::filesystem::create_symlink("nowhere", folder / "dangling");
    CHECK_THAT(refusal(folder / "dangling"), ContainsSubstring("No such file or directory"));
}

TEST_CASE("a folder of somebody else is refused") {
    test::folder const folder;
    std::filesystem::permissions(folder.path(), std::filesystem::perms{0555});
    bool const root = ::geteuid() == 0;
    if (root) REQUIRE(::seteuid(65534) == 0);
    std::string const said = refusal(folder / "run.csv");
    if (root) REQUIRE(::seteuid(0) == 0);
    CHECK_THAT(said, ContainsSubstring("choose a folder that this user may write to") &&
                         ContainsSubstring("Permission denied"));
    std::filesystem::permissions(folder.path(), std::filesystem::perms{0755});
}

TEST_CASE("descriptors are closed on exec, and all of them at the end") {
    test::folder const folder;
    auto const before = test::open_descriptors();
    {
        ct::staged_file file{folder / "run.csv"};
        CHECK(test::open_descriptors() == before + 2);
        int inherited = 0;
        for (int fd = 3; fd != 64; ++fd) {
            auto const flags = ::fcntl(fd, F_GETFD);
            auto const target = "/proc/self/fd/" + std::to_string(fd);
            std::error_code none;
            bool const ours = std::filesystem::read_symlink(target, none).string().starts_with(folder.path().string());
            inherited += flags >= 0 && ours && (flags & FD_CLOEXEC) == 0;
        }
        CHECK(inherited == 0);
        CHECK_FALSE(file.commit());
        CHECK(test::open_descriptors() == before);
    }
    CHECK_THROWS(ct::staged_file{folder / "none/run.csv"});
    CHECK(test::open_descriptors() == before);
}

TEST_CASE("a forked child neither writes nor removes its parent's file") {
    test::folder const folder;
    std::string const path = folder / "run.csv";
    ct::staged_file file{path, 16};
    file.write("parent ");
    CHECK(in_a_child([&] {
              file.write("a child that writes more than the buffer holds");
              bool const told = file.commit() == ct::make_error_code(ct::errc::forked_child);
              return told ? 0 : 1;
          }) == 0);
    CHECK(in_a_child([&] {
              ct::staged_file const taken{std::move(file)}; // its destructor runs
              return 0;
          }) == 0);
    file.write("again");
    CHECK_FALSE(file.commit());
    CHECK(test::content(path) == "parent again");
    CHECK(folder.names() == names{"run.csv"});
}

} // namespace
