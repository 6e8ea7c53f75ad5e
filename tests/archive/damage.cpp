// SPDX-License-Identifier: MIT
// Archives cut and changed anywhere: reading says so, and where; told to skip what is broken, it keeps what is whole.

#include <crucible/telemetry/archive.hpp>

#include "export/folder.hpp"
#include "export/vocabulary.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace {

using namespace test;
using Catch::Matchers::ContainsSubstring;

constexpr ct::event<"e", epoch, ct::optional<note>> tiny{};
using tiny_t = std::remove_cv_t<decltype(tiny)>;

ct::import_options const refusing{.labels = 1};
ct::import_options const skipping{.on_broken = ct::on_broken::skip, .labels = 1};

class small_archive {
public:
    small_archive() {
        ct::recording<tiny_t> first{{.id = "a", .about = {.name = "n", .tags = {"t"}, .metadata = {{"k", "v"}}}}};
        ct::recording<tiny_t> second{{.id = "b", .about = {.name = "m"}}};
        for (int i = 0; i != 3; ++i) {
            first.append(ct::row<tiny_t>{.values = tiny(epoch = i, note = "\"ä\""), .at = at(i)});
            second.append(ct::row<tiny_t>{.values = tiny(epoch = i), .at = at(i)});
        }
        ct::archive(folder_ / "whole", first, second);
        whole_ = test::content(folder_ / "whole");
    }

    [[nodiscard]] std::string const& whole() const { return whole_; }
    [[nodiscard]] auto read(std::string const& text, ct::import_options const& options) const {
        std::filesystem::remove(folder_ / "x"); // overwriting would wait for the disk
        test::put(folder_ / "x", text);
        return ct::read_archive<tiny>(folder_ / "x", options);
    }
    /// What reading says to a text; empty when it says nothing.
    [[nodiscard]] std::string refusal(std::string const& text) const {
        try {
            (void)read(text, refusing);
            return {};
        } catch (ct::error const& refused) {
            return refused.what();
        }
    }
    /// Where line `n` begins, from 1.
    [[nodiscard]] std::size_t line(std::size_t n) const {
        std::size_t at = 0;
        while (--n != 0) at = whole_.find('\n', at) + 1;
        return at;
    }
    [[nodiscard]] std::string without(std::size_t n) const {
        std::string text = whole_;
        return text.erase(line(n), line(n + 1) - line(n));
    }

private:
    test::folder folder_{};
    std::string whole_{};
};

template <class Runs>
std::uint64_t rows_in(Runs const& runs) {
    std::uint64_t n = 0;
    for (auto const& run : runs) n += run.size();
    return n;
}

// line 1: head; 2: experiment a; 3: event; 4, 5, 6: rows; 7: ledger; 8: experiment b; 9: event; 10, 11, 12: rows;
// 13: ledger; 14: end

TEST_CASE("an archive cut anywhere is recognised, and what stands before the cut is kept") {
    small_archive const archive;
    std::string const& whole = archive.whole();
    REQUIRE(archive.refusal(whole).empty());
    std::uint64_t before = 0;
    for (std::size_t size = 0; size != whole.size(); ++size) {
        std::string const cut = whole.substr(0, size);
        INFO(size);
        CHECK_FALSE(archive.refusal(cut).empty());
        auto const kept = archive.read(cut, skipping);
        CHECK_FALSE(kept.report.intact);
        std::uint64_t const rows = rows_in(kept);
        CHECK((rows == before || rows == before + 1));
        before = rows;
    }
    CHECK(before == 6);
}

TEST_CASE("a cut archive says where it ends and how to keep its rows") {
    small_archive const archive;
    CHECK_THAT(archive.refusal(archive.whole().substr(0, archive.line(6))),
               ContainsSubstring("the archive '") &&
                   ContainsSubstring("/x' ends after line 5 without its end mark: it is truncated; read it with .on_broken "
                                     "= ct::on_broken::skip to keep the 2 rows that are there"));
    CHECK_THAT(archive.refusal(archive.whole().substr(0, archive.line(6) + 20)), ContainsSubstring("ends after line 5"));
    CHECK_THAT(archive.refusal(archive.whole().substr(0, archive.whole().size() - 1)),
               ContainsSubstring("ends after line 13 without its end mark") && ContainsSubstring("the 6 rows"));
    CHECK_THAT(archive.refusal(""), ContainsSubstring("holds no archive: it is empty"));
    auto const kept = archive.read(archive.whole().substr(0, archive.line(12)), skipping);
    REQUIRE(kept.size() == 2);
    CHECK(kept[0].size() == 3);
    CHECK(kept[0].ledger().emitted == 3);
    CHECK(kept[1].size() == 2);
    CHECK(kept[1].ledger().balanced());
    CHECK(kept[1].info().about.name == "m");
    REQUIRE(kept.report.notes.size() == 1);
    CHECK(kept.report.notes[0].line == 11);
}

TEST_CASE("every flipped bit is recognised") {
    small_archive const archive;
    std::string const& whole = archive.whole();
    for (std::size_t bit = 0; bit != whole.size() * 8; ++bit) {
        std::string changed = whole;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ 1 << bit % 8);
        INFO(changed);
        if (archive.refusal(changed).empty()) FAIL_CHECK("bit " << bit << " may be flipped unseen");
        if (bit % 8 != bit / 8 % 8) continue; // one of each byte
        auto const kept = archive.read(changed, skipping);
        CHECK_FALSE(kept.report.intact);
        CHECK(rows_in(kept) >= 4); // a line feed that is lost spoils two lines
        CHECK(rows_in(kept) <= 6);
    }
}

TEST_CASE("an event's line that is damaged can be skipped, and is laid to the file, not to the program") {
    small_archive const archive;
    std::string changed = archive.whole();
    std::size_t const kind = changed.find(R"("kind":"index")");
    REQUIRE(kind != std::string::npos);
    changed[kind + 8] = 'j';
    std::string const refusal = archive.refusal(changed);
    CHECK_THAT(refusal, ContainsSubstring("the archive is damaged or truncated"));
    CHECK_THAT(refusal, ContainsSubstring("'epoch' of event 'e' was archived as jndex"));
    CHECK_THAT(refusal, ContainsSubstring("ct::on_broken::skip"));
    auto const kept = archive.read(changed, skipping);
    CHECK(rows_in(kept) == 6);
    CHECK_FALSE(kept.report.intact);
    CHECK(kept.report.notes.size() == 2); // the line and the end mark
}

TEST_CASE("lines that are lost, doubled or changed") {
    small_archive const archive;
    for (std::size_t n = 1; n != 14; ++n) {
        INFO(n);
        CHECK_FALSE(archive.refusal(archive.without(n)).empty());
        auto const kept = archive.read(archive.without(n), skipping);
        CHECK_FALSE(kept.report.intact);
        bool const row = (n >= 4 && n <= 6) || (n >= 10 && n <= 12);
        CHECK(rows_in(kept) == (row ? 5U : 6U));
    }
    CHECK_THAT(archive.refusal(archive.without(4)), ContainsSubstring("is damaged: its end mark in line 13 does not agree "
                                                                      "with the 5 rows and 12 lines before it"));
    CHECK_THAT(archive.refusal(archive.without(1)), ContainsSubstring("line 1, column 1: this is no archive"));
    CHECK_THAT(archive.refusal(archive.without(14).append("x\n")), ContainsSubstring("line 14"));
    CHECK_THAT(archive.refusal(archive.whole() + "\n{}\n"), ContainsSubstring("line 16, column 1: something follows"));
    CHECK(archive.refusal(archive.whole() + "\n").empty());

    auto const headless = archive.read(archive.without(8), skipping); // the experiment's own line is lost
    REQUIRE(headless.size() == 2);
    CHECK(headless[1].id() == "b");
    CHECK(headless[1].size() == 3);
    auto const first_lost = archive.read(archive.without(2), skipping);
    REQUIRE(first_lost.size() == 3);
    CHECK(first_lost[1].id() == "a");
    CHECK(first_lost[1].size() == 3);
    CHECK_THAT(archive.refusal(archive.without(8)), ContainsSubstring("a row of experiment 'b' among those of 'a'"));
    CHECK_THAT(archive.refusal(archive.without(2)), ContainsSubstring("without the line of its experiment"));
}

TEST_CASE("an archive in another that was not ended") {
    small_archive const archive;
    std::string const text = archive.whole().substr(0, archive.line(6)) + archive.whole();
    CHECK_THAT(archive.refusal(text), ContainsSubstring("truncated") && ContainsSubstring("the 2 rows"));
    auto const kept = archive.read(text, skipping);
    CHECK(kept.size() == 3);
    CHECK(rows_in(kept) == 8);
}

TEST_CASE("what is no archive at all") {
    small_archive const archive;
    CHECK_THAT(archive.refusal("experiment,event\na,b\n"), ContainsSubstring("this is no archive of crucible_telemetry"));
    CHECK_THAT(archive.refusal(std::string(3'000'000, '\0') + "\n"), ContainsSubstring("this is no archive"));
    CHECK_THAT(archive.refusal(R"({"type":"archive","format":"crucible_telemetry","version":2})"
                               "\n"),
               ContainsSubstring("written by another version"));
    auto const kept = archive.read("experiment,event\na,b\n", skipping);
    CHECK(rows_in(kept) == 0);
    CHECK_FALSE(kept.report.intact);
    test::folder const folder;
    CHECK_THROWS_WITH(ct::read_archive<tiny>(folder / "none"), ContainsSubstring("is the path right?"));
    CHECK_THROWS_WITH(ct::read_archive<tiny>(folder.path().string()), ContainsSubstring("name a file"));
}

} // namespace
