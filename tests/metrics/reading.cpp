// SPDX-License-Identifier: MIT
// Files of others, and files that were damaged.

#include "support.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace {

using namespace test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

constexpr std::string_view end = R"(,"timestamp":"2025-11-25T09:30:00Z"})";

std::string line(std::string_view value) {
    return std::string(R"({"run_id":"r","metric":"m","value":)").append(value).append(end).append("\n");
}

/// What is wrong with a line, by the report.
std::string fault(std::string const& text) {
    test::folder const folder;
    put(folder / "m", text + line("1"));
    auto const history = ct::read_metrics(folder / "m", "r");
    CHECK(history.points.size() == 1);
    CHECK(history.report.broken == 1);
    REQUIRE(history.report.notes.size() == 1);
    CHECK(history.report.notes[0].line == 1);
    return history.report.notes[0].what;
}

TEST_CASE("a missing file has no points") {
    test::folder const folder;
    auto const history = ct::read_metrics(folder / "none", "r");
    CHECK(history.points.empty());
    CHECK(history.report.lines == 0);
    CHECK(ct::read_metrics(folder / "no/such/folder", "r").points.empty());
}

TEST_CASE("a file that cannot be read is refused, with advice") {
    test::folder const folder;
    CHECK_THROWS_MATCHES(ct::read_metrics(folder.path().string(), "r"), ct::error,
                         MessageMatches(ContainsSubstring("name a file, not a folder")));
}

TEST_CASE("lines as crucible_telemetry for Elixir wrote them") {
    test::folder const folder;
    put(folder / "m",
        R"({"metadata":{"epoch":1,"note":null,"tags":["a", "b"],"deep":{"x":1.50}},"metric":"loss","run_id":"run-1",)"
        R"("step":null,"timestamp":"2025-11-25T09:30:00.123456Z","value":0.5})"
        "\n"
        R"({ "run_id" : "run-1", "metric" : "loss", "value" : 2, "step" : 7,)"
        R"( "timestamp" : "2025-11-25T10:30:00+01:00" })"
        "\r\n"
        R"({"run_id":"r\u00fcn \ud83d\ude42","metric":"loss","value":1E2,"timestamp":"2025-11-25T09:30:00Z",)"
        R"("metadata":null,"more":[{}]})"
        "\n\n   \n");
    auto const history = ct::read_metrics(folder / "m", "run-1");
    REQUIRE(history.points.size() == 2);
    CHECK(history.report.broken == 0);
    CHECK(history.report.lines == 3);
    ct::metric_point const& first = history.points[0];
    CHECK(first.value == 0.5);
    CHECK(first.step == std::nullopt);
    CHECK(first.time == ct::timestamp{std::chrono::nanoseconds{1'764'063'000'123'456'000}});
    CHECK(first.metadata ==
          std::vector<ct::metric_label>{
              {"epoch", "1"}, {"note", "null"}, {"tags", R"(["a", "b"])"}, {"deep", R"({"x":1.50})"}});
    CHECK(history.points[1].value == 2);
    CHECK(history.points[1].step == 7);
    CHECK(history.points[1].time == ct::timestamp{std::chrono::seconds{1'764'063'000}});
    CHECK(ct::read_metrics(folder / "m", "rün 🙂").points.at(0).value == 100.0);
}

TEST_CASE("each fault of a line is named") {
    CHECK(fault("nonsense\n") == "a line is an object");
    CHECK(fault("[1]\n") == "a line is an object");
    CHECK(fault("{}\n") == "run_id, metric, value or timestamp is lacking");
    CHECK(fault(R"({"run_id":"r","metric":"m","value":1})"
                "\n") == "run_id, metric, value or timestamp is lacking");
    CHECK(fault(line("null")) == "value is no number");
    CHECK(fault(line("\"0.5\"")) == "value is no number");
    CHECK(fault(line("1e999")) == "value is no number");
    CHECK(fault(line("[1]")) == "value is no number");
    CHECK(fault(line("1,\"step\":1.5")) == "step is no integer");
    CHECK(fault(line("1,\"step\":9223372036854775808")) == "step is no integer");
    CHECK(fault(line("1,\"step\":\"1\"")) == "step is no integer");
    CHECK(fault(line("1,\"metadata\":[]")) == "metadata is no object");
    CHECK(fault(line("1,\"value\":2")) == "a key stands twice");
    CHECK(fault(R"({"run_id":7,"metric":"m","value":1,"timestamp":"2025-11-25T09:30:00Z"})"
                "\n") == "run_id is no string");
    CHECK(fault(R"({"run_id":"r","metric":null,"value":1,"timestamp":"2025-11-25T09:30:00Z"})"
                "\n") == "metric is no string");
    CHECK(fault(R"({"run_id":"r","metric":"m","value":1,"timestamp":"yesterday"})"
                "\n") == "timestamp is no time");
    CHECK(fault(line("1").insert(0, " x")) == "a line is an object");
    CHECK(fault(line("01")) == "a number begins with 0");
    CHECK(fault(line("NaN")) == "no value begins so");
    std::string torn = line("1");
    torn.resize(torn.size() - 3);
    CHECK(fault(torn + "\n") == "a string has no end");
    CHECK(fault(line("1").insert(line("1").size() - 1, "}")) == "something follows the value");
}

TEST_CASE("a broken line is named by number, or refused") {
    test::folder const folder;
    put(folder / "m", line("1") + "\n" + line("2") + line("oops") + line("4") + line("null"));
    auto const history = ct::read_metrics(folder / "m", "r");
    CHECK(history.points.size() == 3);
    CHECK(history.report.lines == 5);
    CHECK(history.report.broken == 2);
    REQUIRE(history.report.notes.size() == 2);
    CHECK(history.report.notes[0].line == 4);
    CHECK(history.report.notes[0].column == 36);
    CHECK(history.report.notes[1].line == 6);
    CHECK_FALSE(history.report.torn_tail);
    CHECK_THROWS_MATCHES(ct::read_metrics(folder / "m", "r", {.on_broken = ct::on_broken::refuse}), ct::error,
                         MessageMatches(ContainsSubstring("m', line 4, column 36: no value begins so")));
    CHECK(ct::read_metrics(folder / "m", "r", {.notes = 1}).report.notes.size() == 1);

    ct::jsonl_metrics const strict{folder / "m", {.reading = {.on_broken = ct::on_broken::refuse}}};
    CHECK_THROWS_AS(strict.read("r"), ct::error);
}

TEST_CASE("a torn tail is told and never refused, wherever it is torn") {
    test::folder const folder;
    std::string const last = line("2");
    for (std::size_t size = 1; size != last.size() - 1; ++size) {
        put(folder / "m", line("1") + last.substr(0, size));
        auto const history = ct::read_metrics(folder / "m", "r", {.on_broken = ct::on_broken::refuse});
        REQUIRE(history.points.size() == 1);
        REQUIRE(history.report.torn_tail);
        REQUIRE(history.report.broken == 0);
        REQUIRE(history.report.notes.size() == 1);
        REQUIRE(history.report.notes[0].line == 2);
    }
    put(folder / "m", line("1") + last.substr(0, last.size() - 1)); // all but the line feed: whole
    auto const history = ct::read_metrics(folder / "m", "r");
    CHECK(history.points.size() == 2);
    CHECK_FALSE(history.report.torn_tail);
}

TEST_CASE("a line that is too long is broken, and the others are read") {
    test::folder const folder;
    put(folder / "m", line("1") + line("1,\"metadata\":{\"k\":\"" + std::string(3'000'000, 'x') + "\"}") + line("3"));
    auto const history = ct::read_metrics(folder / "m", "r", {.longest_line = 1'000'000});
    CHECK(history.points.size() == 2);
    REQUIRE(history.report.notes.size() == 1);
    CHECK(history.report.notes[0].what == "the line is too long");
    CHECK(ct::read_metrics(folder / "m", "r").points.size() == 3);
}

TEST_CASE("what is no UTF-8 in a file is replaced, or the line is broken") {
    test::folder const folder;
    std::string const run = "r\xff";
    put(folder / "m", R"({"run_id":")" + run + R"(","metric":"m","value":1)" + std::string(end) + "\n");
    auto const history = ct::read_metrics(folder / "m", "r\uFFFD");
    CHECK(history.points.size() == 1);
    CHECK(history.report.replaced == 1);
    auto const strict = ct::read_metrics(folder / "m", "r", {.on_ill_formed = ct::ill_formed::refuse});
    CHECK(strict.report.broken == 1);
}

} // namespace
