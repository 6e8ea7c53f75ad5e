// SPDX-License-Identifier: MIT
// Hostile values, written and read back by Python's csv and json modules: read_back.py.

#include <crucible/telemetry/export/csv.hpp>
#include <crucible/telemetry/export/jsonl.hpp>
#include <crucible/telemetry/export/write.hpp>

#include "folder.hpp"
#include "source_folder.hpp"
#include "vocabulary.hpp"

#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>

namespace {

using namespace test;
using namespace std::string_literals;

// --- what is expected, in the words of read_back.py ---

std::string hex(std::string_view bytes) {
    std::string text;
    for (char const c : bytes) {
        text += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4U];
        text += "0123456789abcdef"[static_cast<unsigned char>(c) & 0xFU];
    }
    return text;
}

template <class Bits>
std::string hex(Bits bits) {
    char text[2 * sizeof bits + 1];
    std::snprintf(text, sizeof text, "%0*llx", static_cast<int>(2 * sizeof bits),
                  static_cast<unsigned long long>(bits));
    return text;
}

std::string expected(bool value) { return value ? "b:1" : "b:0"; }
std::string expected(double value) { return "d:" + hex(std::bit_cast<std::uint64_t>(value)); }
std::string expected(float value) { return "f:" + hex(std::bit_cast<std::uint32_t>(value)); }
std::string expected(std::string_view value) { return "t:" + hex(value); }
std::string expected(phase value) { return expected(to_text(value)); }
template <std::integral T>
std::string expected(T value) {
    return "i:" + std::to_string(value);
}
template <class Rep, class Period>
std::string expected(std::chrono::duration<Rep, Period> value) {
    return expected(value.count());
}
template <class T>
std::string expected(std::optional<T> const& value) {
    return value ? expected(*value) : "-";
}

template <class Event>
std::string expected_row(ct::row<Event> const& row) {
    std::string line{Event::name};
    line += '\t' + std::to_string(row.at.time_since_epoch().count()) + '\t' + std::to_string(row.thread);
    ct::walk<Event>([&]<class Entry>(auto const&) {
        line += '\t' + std::string(Entry::type::name) + '=' + expected(row[typename Entry::type{}]);
    });
    return line + '\n';
}

// --- what is hostile ---

std::vector<std::string> const& fragments() {
    // clang-format off
    static std::vector<std::string> const all{
        "", "a", ",", ";", "\t", "\"", "\"\"", "'", "\\", "\\\\\\\"", "\n", "\r", "\r\n", "\n\r", " ", "  x  ",
        "=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\uFF1D1", "\uFF0B1", "\uFF0D1", "\uFF20x",
        "</script>", "<!--", "]]>", "${jndi:ldap://x}", "{{x}}", "%s%n", "../../etc/passwd", "'; DROP TABLE runs; --",
        "*)(uid=*", "# EOF", "1e5", "NaN", "null", "true", "2026-01-02", "007", "0x10", "1,5",
        "\u0085", "\u2028", "\u2029", "\uFEFF", "\u202Ex", "\u00A0", "\u200B", "\uFFFD", "\uFFFF",
        "e\u0301", "数据", "🙂", "👨‍👩‍👧", "\U0010FFFF", "\0"s, "a\0b"s, "\x01\x02\x1B[31m\x1F\x7F",
        "\xFF", "\xFE\xFF", "\x80", "\xC0\x80", "\xC3", "\xE2\x82", "\xE2\x28\xA1", "\xED\xA0\x80", "\xED\xBF\xBF",
        "\xF0\x9F\x99", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xEF\xBF"};
    // clang-format on
    return all;
}

std::vector<std::string> hostile_texts(std::size_t mixed) {
    std::vector<std::string> texts = fragments();
    std::mt19937 random{11};
    for (std::size_t i = 0; i != mixed; ++i) {
        std::string text;
        for (std::size_t n = random() % 6; n != 0; --n) text += fragments()[random() % fragments().size()];
        texts.push_back(text);
    }
    std::string large;
    while (large.size() < (1U << 20U)) large += fragments()[random() % fragments().size()];
    texts.push_back(large);
    texts.push_back(std::string(1U << 20U, '"'));
    return texts;
}

template <class T>
std::vector<T> hostile_numbers() {
    using limits = std::numeric_limits<T>;
    return {T{0},
            -T{0},
            T{1},
            T(0.1),
            T(-0.1),
            limits::quiet_NaN(),
            -limits::quiet_NaN(),
            limits::infinity(),
            -limits::infinity(),
            limits::max(),
            limits::lowest(),
            limits::min(),
            limits::denorm_min(),
            -limits::denorm_min(),
            limits::epsilon(),
            limits::min() / 3,
            T(9007199254740992.0),
            T(9007199254740994.0),
            T(1e15),
            T(1e16),
            T(1e22),
            T(123456789.123),
            T(5e-5)};
}

struct rows {
    std::vector<std::string> texts = hostile_texts(2000); // what the rows refer to
    std::vector<ct::row<everything_t>> full{};
    std::vector<ct::row<some_t>> sparse{};
    std::string expected_full{};
    std::string expected_sparse{};
    std::string expected_all{};
};

template <class T>
T pick(std::vector<T> const& from, std::size_t i, std::uint64_t bits) {
    using word = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    return i < from.size() ? from[i] : std::bit_cast<T>(static_cast<word>(bits));
}

rows make_rows() {
    rows made;
    std::mt19937_64 random{5};
    auto const doubles = hostile_numbers<double>();
    auto const floats = hostile_numbers<float>();
    std::int64_t const least = std::numeric_limits<std::int64_t>::min();
    std::vector<std::int64_t> const integers{0, -1, (std::int64_t{1} << 53) + 1, least,
                                             std::numeric_limits<std::int64_t>::max()};
    for (std::size_t i = 0; i != made.texts.size(); ++i) {
        std::string_view const text = made.texts[i];
        auto const n = static_cast<std::int64_t>(i);
        std::int64_t const integer = i < integers.size() ? integers[i] : static_cast<std::int64_t>(random());
        made.full.push_back(
            {.values = everything(epoch = integer, loss = pick(doubles, i, random()), small = pick(floats, i, random()),
                                  tokens = static_cast<std::uint64_t>(integer), byte = static_cast<std::int8_t>(n),
                                  duration = std::chrono::nanoseconds{integer},
                                  backoff = std::chrono::duration<std::int32_t, std::milli>{static_cast<int>(n)},
                                  ok = i % 2 == 0, model = text, stage = static_cast<phase>(i % 3), note = text),
             .at = at(n * 777'777'777'777 - 999'999'999'999'999),
             .thread = static_cast<std::uint32_t>(random())});
        made.full.back().values[model] = std::string_view(made.texts[random() % (made.texts.size() - 2)]);
        ct::row<some_t> sparse{.at = made.full.back().at + std::chrono::nanoseconds{1}, .thread = 0};
        if (random() % 2 == 0) sparse.values[note] = text;
        if (random() % 2 == 0) sparse.values[temperature] = pick(doubles, i, random());
        if (random() % 2 == 0) sparse.values[stage] = phase::needs_quotes;
        if (random() % 2 == 0) sparse.values[ok] = random() % 2 == 0;
        if (random() % 2 == 0) sparse.values[duration] = std::chrono::nanoseconds{integer};
        made.sparse.push_back(sparse);
        made.expected_full += expected_row(made.full.back());
        made.expected_sparse += expected_row(sparse);
        made.expected_all += expected_row(made.full.back()) + expected_row(sparse);
    }
    return made;
}

rows const& hostile_rows() {
    static rows const made = make_rows();
    return made;
}

bool python_is_there() {
    static bool const there =
        std::system("python3 -c 'import csv, json, sys; sys.exit(sys.version_info < (3, 11))'") == 0;
    return there;
}

/// What read_back.py says to a file: 0 when all is equal.
int read_back(test::folder const& folder, std::string const& arguments, std::string const& expected) {
    put(folder / "expected", expected);
    auto const script = std::filesystem::path(test::source_folder) / "tests/export/read_back.py";
    return std::system(("python3 '" + script.string() + "' " + arguments + " '" + (folder / "expected") + "'").c_str());
}

TEST_CASE("CSV of hostile values is read back by Python, equal") {
    if (!python_is_there()) SKIP("no python3 of at least 3.11");
    rows const& all = hostile_rows();
    for (auto const end : {ct::line_end::crlf, ct::line_end::lf})
        for (bool const guard : {false, true}) {
            test::folder const folder;
            ct::csv const to{folder / "x.csv", {.line_end = end, .formula_guard = guard}};
            CHECK(ct::write(to, {}, all.full, all.sparse) == 2 * all.texts.size());
            CHECK(read_back(folder, (guard ? "--guarded csv " : "csv ") + to.path, all.expected_all) == 0);
        }
}

TEST_CASE("CSV files per event of hostile values are read back by Python, equal") {
    if (!python_is_there()) SKIP("no python3 of at least 3.11");
    rows const& all = hostile_rows();
    test::folder const folder;
    ct::csv const to{folder / "x", {.layout = ct::layout::per_event}};
    CHECK(ct::write(to, {}, all.full, all.sparse) == 2 * all.texts.size());
    CHECK(read_back(folder, "csv " + (folder / "x/test.everything.csv"), all.expected_full) == 0);
    CHECK(read_back(folder, "csv " + (folder / "x/test.some.csv"), all.expected_sparse) == 0);
}

TEST_CASE("JSON Lines of hostile values are read back by Python, equal") {
    if (!python_is_there()) SKIP("no python3 of at least 3.11");
    rows const& all = hostile_rows();
    test::folder const folder;
    ct::jsonl const to{folder / "x.jsonl"};
    CHECK(ct::write(to, {.id = "a1"}, all.full, all.sparse) == 2 * all.texts.size());
    CHECK(read_back(folder, "--experiment a1 jsonl " + to.path, all.expected_all) == 0);
}

TEST_CASE("read_back.py notices a difference") {
    if (!python_is_there()) SKIP("no python3 of at least 3.11");
    test::folder const folder;
    std::vector<ct::row<everything_t>> const rows{everything_at(1, "x", 0.1)};
    ct::write(ct::csv{folder / "x.csv"}, {}, rows);
    std::vector<ct::row<everything_t>> const others{everything_at(1, "y", 0.1), everything_at(1, "x", 0.2),
                                                    everything_at(2, "x", 0.1)};
    for (auto const& other : others)
        CHECK(read_back(folder, "csv " + (folder / "x.csv") + " > /dev/null", expected_row(other)) != 0);
    CHECK(read_back(folder, "csv " + (folder / "x.csv"), expected_row(rows[0])) == 0);
}

} // namespace
