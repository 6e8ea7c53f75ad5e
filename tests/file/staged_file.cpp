// SPDX-License-Identifier: MIT
#include <crucible/telemetry/file/staged_file.hpp>

#include "export/folder.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <csignal>
#include <optional>
#include <sys/wait.h>

namespace {

namespace ct = crucible::telemetry;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
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
    CHECK(folder.names() == names{"run.csv.partial"});
    CHECK(file.partial() == folder / "run.csv.partial");
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

TEST_CASE("a symbolic link to a file that is not there yet is followed") {
    test::folder const folder;
    std::filesystem::create_directory(folder / "data");
    std::filesystem::create_symlink("data/next.csv", folder / "next.csv");
    std::filesystem::create_symlink(folder / "next.csv", folder / "latest.csv");
    ct::staged_file file{folder / "latest.csv"};
    file.write("new");
    CHECK(file.partial() == folder / "data/next.csv.partial");
    CHECK_FALSE(file.commit());
    CHECK(folder.names() == names{"data", "latest.csv", "next.csv"});
    CHECK(test::content(folder / "data/next.csv") == "new");
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
    CHECK_THAT(refusal(folder / std::string(256, 'n')), ContainsSubstring("choose a shorter name"));
    CHECK_THAT(refusal(folder / "run.csv.partial"), ContainsSubstring("names that end with .partial"));
    test::put(folder / "file", "");
    CHECK_THAT(refusal(folder / "file/run.csv"), ContainsSubstring("Not a directory"));
    std::filesystem::create_symlink("none/run.csv", folder / "dangling");
    CHECK_THAT(refusal(folder / "dangling"), ContainsSubstring("create its folder first"));
    std::filesystem::create_symlink("circle", folder / "circle");
    CHECK_THAT(refusal(folder / "circle"), ContainsSubstring("lead in a circle"));
    std::filesystem::create_directory(folder / "run.dir.partial");
    CHECK_THAT(refusal(folder / "run.dir"), ContainsSubstring("'run.dir.partial' stands in its way"));
    CHECK(folder.names() == names{"circle", "dangling", "file", "run.dir.partial"});
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


/// Writes a row of that text.
void add_row(ct::staged_file& file, std::string_view text) {
    char* to = file.room(1);
    for (char const c : text) { // as exporters do: the room is asked for while the row is being written
        to = file.room(to, 2);
        *to++ = c;
    }
    *to++ = '\n';
    file.end(to);
}

TEST_CASE("the file grows in whole rows, whatever the buffer holds") {
    test::folder const folder;
    ct::staged_file file{folder / "run", 64};
    std::string expected;
    for (std::size_t i = 0; i != 200; ++i) {
        std::string const row(i * 7 % 150, static_cast<char>('a' + i % 26)); // many are longer than the buffer
        add_row(file, row);
        expected.append(row).append("\n");
        std::string const seen = test::content(file.partial());
        REQUIRE(expected.starts_with(seen));
        REQUIRE((seen.empty() || seen.ends_with('\n')));
        REQUIRE(static_cast<std::uint64_t>(std::count(seen.begin(), seen.end(), '\n')) == file.rows_written());
        if (i % 10 != 9) continue;
        CHECK_FALSE(file.flush());
        REQUIRE(test::content(file.partial()) == expected);
        REQUIRE(file.rows_written() == i + 1);
    }
    CHECK(file.rows() == 200);
    CHECK_FALSE(file.commit());
    CHECK(test::content(folder / "run") == expected);
}

TEST_CASE("what is flushed survives a kill, and is neither lost nor taken for the run of the next writer") {
    test::folder const folder;
    std::string const path = folder / "run.csv";
    auto const write_and_die = [&](std::string_view row) {
        return in_a_child([&] {
            ct::staged_file file{path};
            add_row(file, row);
            (void)file.flush();
            add_row(file, "not flushed");
            return ::raise(SIGKILL);
        });
    };
    CHECK(write_and_die("first") == 128 + SIGKILL);
    CHECK(test::content(folder / "run.csv.partial") == "first\n");
    CHECK(write_and_die("second") == 128 + SIGKILL);
    {
        ct::staged_file file{path};
        CHECK(file.found() == folder / "run.csv.incomplete.2");
        add_row(file, "third");
        CHECK_FALSE(file.commit());
    }
    CHECK(folder.names() == names{"run.csv", "run.csv.incomplete", "run.csv.incomplete.2"});
    CHECK(test::content(folder / "run.csv.incomplete") == "first\n");
    CHECK(test::content(folder / "run.csv.incomplete.2") == "second\n");
    CHECK(test::content(path) == "third\n");
}

TEST_CASE("an empty file of a killed writer just goes") {
    test::folder const folder;
    CHECK(in_a_child([&] {
              ct::staged_file const file{folder / "run.csv"};
              return ::raise(SIGKILL);
          }) == 128 + SIGKILL);
    ct::staged_file file{folder / "run.csv"};
    CHECK(file.found().empty());
    CHECK_FALSE(file.commit());
    CHECK(folder.names() == names{"run.csv"});
}

TEST_CASE("one target has one writer, however it is spelled") {
    test::folder const folder;
    std::filesystem::create_directory(folder / "a");
    std::filesystem::create_symlink("a", folder / "b");
    std::filesystem::create_symlink("b/run.csv", folder / "link.csv");
    std::string const path = folder / "a/run.csv";
    std::optional<ct::staged_file> first{path};
    first->write("first");
    for (std::string const name : {"a/run.csv", "a/./run.csv", "b/../a/run.csv", "b/run.csv", "link.csv"}) {
        CHECK_THAT(refusal(folder / name),
                   ContainsSubstring(folder / name) && ContainsSubstring("this process writes it already") &&
                       ContainsSubstring("as 'run.csv.partial'") && ContainsSubstring("name another file") &&
                       EndsWith("one target has one writer"));
    }
    try {
        ct::staged_file const second{path};
    } catch (ct::error const& refused) {
        CHECK(refused.code() == ct::errc::target_in_use);
    }
    ct::staged_file const other{folder / "a/other.csv"};
    CHECK_FALSE(first->commit());
    CHECK(test::content(path) == "first");
    ct::staged_file second{path}; // one after the other
    CHECK_THAT(refusal(path), ContainsSubstring("this process"));
    second.abandon();
    ct::staged_file const third{path};
    CHECK(test::content(path) == "first");
}

TEST_CASE("a writer in another process is told by its number and name") {
    test::folder const folder;
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    pid_t const child = ::fork();
    if (child == 0) {
        ct::staged_file const file{folder / "run.csv"};
        (void)!::write(ready[1], "x", 1);
        ::pause();
        ::_exit(0);
    }
    char ignored = 0;
    REQUIRE(::read(ready[0], &ignored, 1) == 1);
    std::string const said = refusal(folder / "run.csv");
    CHECK_THAT(said, ContainsSubstring("writes it already") && ContainsSubstring("run.csv.partial"));
    bool const is_told = ::access("/proc/locks", R_OK) == 0;
    if (is_told) CHECK_THAT(said, ContainsSubstring("process " + std::to_string(child) + " ("));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    CHECK(refusal(folder / "run.csv") == "not refused");
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST_CASE("many processes that begin at once: one writes, the others are refused") {
    test::folder const folder;
    constexpr int processes = 8;
    for (int round = 0; round != 20; ++round) {
        int go[2], won[2];
        REQUIRE((::pipe(go) == 0 && ::pipe(won) == 0));
        std::vector<pid_t> children;
        for (int i = 0; i != processes; ++i) {
            children.push_back(::fork());
            if (children.back() != 0) continue;
            char ignored = 0;
            ::close(go[1]);
            (void)!::read(go[0], &ignored, 1); // until the other end is closed
            try {
                ct::staged_file const file{folder / "run.csv"};
                (void)!::write(won[1], "x", 1);
                ::pause();
            } catch (ct::error const& refused) {
                ::_exit(refused.code() == ct::errc::target_in_use ? 7 : 1);
            }
        }
        ::close(go[0]);
        ::close(go[1]);
        char ignored = 0;
        REQUIRE(::read(won[0], &ignored, 1) == 1);
        int refused = 0;
        for (int left = processes; left != 1; --left) { // all but one end by themselves
            int status = 0;
            REQUIRE(::wait(&status) > 0);
            refused += WIFEXITED(status) && WEXITSTATUS(status) == 7;
        }
        CHECK(refused == processes - 1);
        for (pid_t const each : children) ::kill(each, SIGKILL);
        CHECK(::wait(nullptr) > 0);
        ::close(won[0]);
        ::close(won[1]);
    }
}

TEST_CASE("a forked child that outlives a killed writer does not keep the target") {
    test::folder const folder;
    int born[2];
    REQUIRE(::pipe(born) == 0);
    pid_t const writer = ::fork();
    if (writer == 0) {
        ct::staged_file file{folder / "run.csv"};
        add_row(file, "row");
        (void)file.flush();
        pid_t const worker = ::fork();
        if (worker == 0) {
            pid_t const self = ::getpid();
            (void)!::write(born[1], &self, sizeof self);
            ::pause();
        }
        ::pause();
    }
    pid_t worker = 0;
    REQUIRE(::read(born[0], &worker, sizeof worker) == sizeof worker);
    ::kill(writer, SIGKILL);
    ::waitpid(writer, nullptr, 0);
    CHECK(refusal(folder / "run.csv") == "not refused");
    CHECK(test::content(folder / "run.csv.incomplete") == "row\n");
    ::kill(worker, SIGKILL);
    ::close(born[0]);
    ::close(born[1]);
}

TEST_CASE("rows that are not all are kept beside the target, under a name that says so") {
    test::folder const folder;
    test::put(folder / "run.csv", "old");
    for (int i = 0; i != 3; ++i) {
        ct::staged_file file{folder / "run.csv"};
        add_row(file, std::to_string(i));
        CHECK_FALSE(file.keep_incomplete());
        std::string const number = i == 0 ? "" : "." + std::to_string(i + 1);
        CHECK(file.incomplete() == folder / "run.csv.incomplete" + number);
        CHECK_FALSE(file.commit()); // nothing more happens
    }
    CHECK(folder.names() == names{"run.csv", "run.csv.incomplete", "run.csv.incomplete.2", "run.csv.incomplete.3"});
    CHECK(test::content(folder / "run.csv") == "old");
    CHECK(test::content(folder / "run.csv.incomplete.3") == "2\n");
    ct::staged_file empty{folder / "run.csv"};
    CHECK_FALSE(empty.keep_incomplete());
    CHECK(empty.incomplete().empty());
    ct::staged_file given_up{folder / "run.csv"};
    add_row(given_up, "x");
    CHECK_FALSE(given_up.keep_incomplete());
    CHECK(given_up.incomplete() == folder / "run.csv.incomplete.4");
    given_up.abandon();
    CHECK(folder.names().size() == 4);
}

TEST_CASE("a partial file that somebody removed cannot be put in place, and that of another writer is left alone") {
    test::folder const folder;
    ct::staged_file first{folder / "run.csv"};
    add_row(first, "first");
    std::filesystem::remove(first.partial());
    ct::staged_file second{folder / "run.csv"};
    add_row(second, "second");
    CHECK(first.commit() == std::errc::no_such_file_or_directory);
    CHECK_THAT(first.failure_text(), ContainsSubstring("cannot write '" + folder / "run.csv"));
    first.abandon();
    CHECK_FALSE(second.commit());
    CHECK(folder.names() == names{"run.csv"});
    CHECK(test::content(folder / "run.csv") == "second\n");
}

/// Root only: acts as another user meanwhile.
struct as_another_user {
    as_another_user() { REQUIRE((::setegid(65534) == 0 && ::seteuid(65534) == 0)); }
    as_another_user(as_another_user const&) = delete;
    ~as_another_user() { (void)!(::seteuid(0) + ::setegid(0)); }
};

TEST_CASE("in a folder that everybody writes to: others' files and links are refused when the file is set up") {
    if (::geteuid() != 0) SKIP("needs to act as two users");
    test::folder const folder;
    std::filesystem::permissions(folder.path(), std::filesystem::perms{01777});
    REQUIRE(::chown(folder.path().c_str(), 1, 1) == 0);
    test::put(folder / "roots.csv", "old");
    std::filesystem::create_symlink("elsewhere.csv", folder / "roots_link.csv");
    {
        as_another_user const other;
        CHECK_THAT(refusal(folder / "roots.csv"), ContainsSubstring("another user's file") &&
                                                      ContainsSubstring("sticky") &&
                                                      ContainsSubstring("Operation not permitted"));
        CHECK_THAT(refusal(folder / "roots_link.csv"), ContainsSubstring("another user's symbolic link") &&
                                                           ContainsSubstring("Permission denied"));
        std::filesystem::create_symlink("mine.csv", folder / "my_link.csv");
        ct::staged_file mine{folder / "my_link.csv"};
        CHECK_FALSE(mine.commit());
    }
    CHECK_THAT(refusal(folder / "my_link.csv"), ContainsSubstring("another user's symbolic link")); // root, too
    CHECK(folder.names() == names{"mine.csv", "my_link.csv", "roots.csv", "roots_link.csv"});
    std::filesystem::permissions(folder.path(), std::filesystem::perms{0777}); // not sticky: each is as good as another
    {
        as_another_user const other;
        ct::staged_file file{folder / "roots.csv"};
        file.write("new");
        CHECK_FALSE(file.commit());
    }
    CHECK(test::content(folder / "roots.csv") == "new");
}

TEST_CASE("a file that was replaced keeps its owner and permissions as far as they may be given") {
    if (::geteuid() != 0) SKIP("needs to act as two users");
    test::folder const folder;
    std::filesystem::permissions(folder.path(), std::filesystem::perms{0777});
    std::string const path = folder / "run.csv";
    auto const replaced = [&](uid_t user, gid_t group, mode_t mode) {
        struct stat found {};
        test::put(path, "old");
        REQUIRE((::chown(path.c_str(), user, group) == 0 && ::chmod(path.c_str(), mode) == 0));
        ct::staged_file file{path};
        CHECK_FALSE(file.commit());
        REQUIRE(::stat(path.c_str(), &found) == 0);
        return std::array{found.st_uid, static_cast<uid_t>(found.st_gid), static_cast<uid_t>(found.st_mode & 0777U)};
    };
    CHECK(replaced(1, 2, 0664) == std::array<uid_t, 3>{1, 2, 0664});
    CHECK(replaced(1, 2, 0600) == std::array<uid_t, 3>{1, 2, 0600});
    {
        ::umask(0);
        test::put(path, "old");
        REQUIRE((::chown(path.c_str(), 1, 2) == 0 && ::chmod(path.c_str(), 0666) == 0));
        as_another_user const other;
        ct::staged_file file{path};
        CHECK_FALSE(file.commit());
        struct stat found {};
        REQUIRE(::stat(path.c_str(), &found) == 0);
        CHECK(found.st_uid == 65534U);
        CHECK((found.st_mode & 0777U) == 0606U); // its group is another one
        ::umask(022);
    }
}

} // namespace
