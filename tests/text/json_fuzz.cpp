// SPDX-License-Identifier: MIT
// Valid lines, cut and changed: the reader never reads beyond its text, and accepts exactly what is JSON.

#include "text/json_members.hpp"

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <random>
#include <string>

#if __has_include(<nlohmann/json.hpp>)
#include <nlohmann/json.hpp>
#define HAVE_JUDGE 1
#endif

namespace {

namespace ct = crucible::telemetry;

std::string const lines[]{
    R"({"experiment":"a\"1","event":"train.batch.stop","time":"2026-11-23T09:30:00.000000001Z","thread":0,"loss":0.25})",
    R"({"a":[1,-2.5,3e7,0.125E-2,{"b":null,"c":[true,false]},[]],"d":{},"e":"\u00e4\ud83d\ude42\n\\","f":-0.0})",
    "{ \"text\" : \"naïve 数 🙂\" , \"n\" : [ 0 , 10 , -1 ] }",
    R"({"deep":[[[[[[{"x":[{"y":"z"}]}]]]]]],"s":"","n":9007199254740993,"u":"NaN"})"};

/// Reads everything in every way; whether it is JSON. Of a copy without a byte to spare, so that sanitizers see more.
bool accepts(std::string const& text) {
    std::unique_ptr<char[]> const copy(new char[text.size()]);
    std::copy(text.begin(), text.end(), copy.get());
    std::string_view const exact{copy.get(), text.size()};
    ct::json_reader strict{exact, {.on_ill_formed = ct::ill_formed::refuse}};
    bool const is_json = strict.skip() && strict.at_end();
    CHECK(strict.position() <= text.size());
    CHECK(strict.failed() != is_json);
    CHECK(strict.reason().empty() == is_json);

    ct::json_reader members{exact, {.on_ill_formed = ct::ill_formed::refuse}};
    if (test::read_members(members)) CHECK(members.at_end() == is_json); // however it is read
    return is_json;
}

bool judged(std::string const& text) {
#ifdef HAVE_JUDGE
    if (text.find('\0') != text.npos) return false; // which the judge takes for the end
    try {
        return !nlohmann::json::parse(text).is_discarded();
    } catch (nlohmann::json::out_of_range const&) { // a number that a double cannot hold: grammatical, and it gives up
        return accepts(text);
    } catch (nlohmann::json::parse_error const&) {
        return false;
    }
#else
    return accepts(text);
#endif
}

TEST_CASE("lines cut anywhere are no JSON") {
    for (std::string const& line : lines) {
        CHECK(accepts(line));
        for (std::size_t size = 0; size != line.size(); ++size) {
            INFO(line.substr(0, size));
            CHECK_FALSE(accepts(line.substr(0, size)));
        }
    }
}

TEST_CASE("lines with one bit flipped are accepted exactly when they are JSON") {
    for (std::string const& line : lines)
        for (std::size_t bit = 0; bit != line.size() * 8; ++bit) {
            std::string changed = line;
            changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ 1 << bit % 8);
            INFO(changed);
            CHECK(accepts(changed) == judged(changed));
        }
}

TEST_CASE("lines changed at random are accepted exactly when they are JSON") {
    std::mt19937 random{7};
    std::string const pieces[]{"{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "d800", "1", "0", "-", ".", "e", "null",
                               "true", " ", "\n", "\xFF", "\xC3", "\xA4", std::string(1, '\0'), "{}", "[]", "\"a\":"};
    std::size_t accepted = 0;
    for (int i = 0; i != 30'000; ++i) {
        std::string changed = lines[random() % std::size(lines)];
        for (std::size_t edits = 1 + random() % 3; edits != 0; --edits) {
            std::size_t const at = random() % (changed.size() + 1);
            std::size_t const gone = random() % 3 == 0 ? random() % 4 : 0;
            std::string const& piece = pieces[random() % std::size(pieces)];
            changed.replace(at, std::min(gone, changed.size() - at), random() % 4 == 0 ? "" : piece);
        }
        INFO(changed);
        bool const is_json = accepts(changed);
        CHECK(is_json == judged(changed));
        accepted += is_json;
    }
    CHECK(accepted > 500);
    CHECK(accepted < 25'000);
}

} // namespace
