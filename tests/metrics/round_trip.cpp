// SPDX-License-Identifier: MIT
// What is recorded comes back equal from the file, read by us and by an independent reader of JSON.

#include "support.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <fstream>
#include <map>
#if __has_include(<nlohmann/json.hpp>)
#include <nlohmann/json.hpp>
#endif

namespace {

using namespace test;

std::vector<ct::metric_value> values_of(std::vector<ct::metric_point> const& points) {
    std::vector<ct::metric_value> all;
    for (auto const& each : points) all.push_back(each.value);
    return all;
}

TEST_CASE("a point is one line with the agreed keys") {
    test::folder const folder;
    ct::metric_log log{ct::jsonl_metrics{folder / "m.jsonl"}};
    ct::timestamp const time{std::chrono::nanoseconds{1'700'000'000'000'000'001}};
    log.record(ct::metric_point{"run-1", "loss", 0.25, 3, time, {{"phase", "warmup"}, {"rank", "0"}}});
    log.record(ct::metric_point{"run-1", "done", true, {}, time, {}});
    CHECK_FALSE(log.flush());
    CHECK(content(folder / "m.jsonl") ==
          R"({"run_id":"run-1","metric":"loss","value":0.25,"step":3,"timestamp":"2023-11-14T22:13:20.000000001Z",)"
          R"("metadata":{"phase":"warmup","rank":"0"}})"
          "\n"
          R"({"run_id":"run-1","metric":"done","value":true,"step":null,"timestamp":"2023-11-14T22:13:20.000000001Z",)"
          R"("metadata":{}})"
          "\n");
}

TEST_CASE("every value comes back as it was") {
    test::folder const folder;
    std::vector<ct::metric_value> const values{
        0,
        -1,
        (std::int64_t{1} << 53) + 1,
        std::numeric_limits<std::int64_t>::min(),
        std::numeric_limits<std::uint64_t>::max(),
        0.0,
        -0.0,
        0.1,
        0.1F,
        1e22,
        9007199254740993.0,
        std::numeric_limits<double>::denorm_min(),
        std::numeric_limits<double>::max(),
        std::numeric_limits<double>::quiet_NaN(),
        std::numeric_limits<double>::infinity(),
        -std::numeric_limits<double>::infinity(),
        true,
        false,
        'x',
    };
    ct::metric_log log{ct::jsonl_metrics{folder / "m.jsonl"}};
    for (auto const& each : values) log.record("r", "v", each);
    auto const history = log.read("r");
    CHECK(values_of(history.points) == values);
    CHECK(history.report.broken == 0);
    CHECK(history.report.lines == values.size());
}

TEST_CASE("runs, names, steps and metadata come back byte by byte") {
    test::folder const folder;
    std::vector<std::string> texts{"",
                                   "rün",
                                   "数学/学習率",
                                   "🙂",
                                   "\"quoted\" \\ back",
                                   "line\nfeed\r\ttab",
                                   std::string("nul\0inside", 10),
                                   "\x01\x1f\x7f",
                                   "\u2028\u2029\u0085",
                                   "{\"run_id\":\"x\"}",
                                   "</script>",
                                   std::string(100'000, 'x') + "ü\n"};
    std::vector<ct::metric_point> given;
    ct::metric_log log{ct::jsonl_metrics{folder / "m.jsonl"}};
    std::int64_t step = std::numeric_limits<std::int64_t>::min();
    for (std::string const& each : texts) {
        ct::timestamp const time{std::chrono::nanoseconds{step / 3}};
        given.push_back({each, each, 1, step, time, {{each, each}, {"k", "v"}}});
        log.record(given.back());
        step = step / 2 + 1;
    }
    for (std::size_t i = 0; i != texts.size(); ++i) {
        auto const history = log.read(texts[i]);
        REQUIRE(history.points.size() == 1);
        CHECK(history.points[0] == given[i]);
        CHECK(history.report.other_runs == texts.size() - 1);
        CHECK(history.report.replaced == 0);
    }
}

#if __has_include(<nlohmann/json.hpp>)
TEST_CASE("another reader of JSON reads the same") {
    test::folder const folder;
    constexpr char literal[] = "\"\\\n\r\t\0\x1f{}\u2028 naïve 数 🙂";
    std::string const hostile(literal, sizeof literal - 1);
    std::vector<ct::metric_value> const values{
        (std::int64_t{1} << 53) + 1, std::numeric_limits<std::uint64_t>::max(), -0.0, 5e-324, 1.0, true,
        std::numeric_limits<double>::quiet_NaN()};
    {
        ct::metric_log log{ct::jsonl_metrics{folder / "m"}};
        for (std::size_t i = 0; i != values.size(); ++i)
            log.record(hostile, hostile, values[i], i == 0 ? ct::metric_step{} : i, {{hostile, hostile}});
    }
    std::ifstream file(folder / "m", std::ios::binary);
    std::string text;
    std::vector<nlohmann::json> lines;
    while (std::getline(file, text)) lines.push_back(nlohmann::json::parse(text));
    REQUIRE(lines.size() == values.size());
    for (auto const& each : lines) {
        CHECK(each.size() == 6);
        CHECK(each["run_id"] == hostile);
        CHECK(each["metric"] == hostile);
        CHECK(each["metadata"] == nlohmann::json{{hostile, hostile}});
    }
    CHECK(lines[0]["step"].is_null());
    CHECK(lines[3]["step"] == 3);
    CHECK(lines[0]["value"] == 9007199254740993);
    CHECK(lines[1]["value"] == std::numeric_limits<std::uint64_t>::max());
    CHECK(std::signbit(lines[2]["value"].get<double>()));
    CHECK(lines[3]["value"] == 5e-324);
    CHECK(lines[4]["value"].is_number_float());
    CHECK(lines[5]["value"] == true);
    CHECK(lines[6]["value"] == "NaN");
}
#endif

TEST_CASE("bytes that are no UTF-8 become U+FFFD, and are counted") {
    test::folder const folder;
    ct::metric_log log{ct::jsonl_metrics{folder / "m.jsonl"}};
    log.record("r\xff", "a\xC3", 1, 0, {{"\xED\xA0\x80", "b"}});
    auto const history = log.read("r\uFFFD");
    REQUIRE(history.points.size() == 1);
    CHECK(history.points[0].name == "a\uFFFD");
    CHECK(history.points[0].metadata == std::vector<ct::metric_label>{{"\uFFFD\uFFFD\uFFFD", "b"}});
    CHECK(log.adapter().replaced() == 5);
}

TEST_CASE("several metrics of a step have one time and stand together") {
    test::folder const folder;
    ct::metric_log log{ct::jsonl_metrics{folder / "m.jsonl"}};
    log.record("r", 0, {{"loss", 0.5}, {"accuracy", 1}});
    log.record("r", std::nullopt, {{"lr", 1e-4F}}, {{"phase", "warmup"}});
    log.record("r", 1, {});
    auto const points = log.read("r").points;
    REQUIRE(points.size() == 3);
    CHECK(points[0].name == "loss");
    CHECK(points[1].name == "accuracy");
    CHECK(points[0].step == 0);
    CHECK(points[0].time == points[1].time);
    CHECK(points[2].step == std::nullopt);
    CHECK(points[2].metadata == std::vector<ct::metric_label>{{"phase", "warmup"}});
}

TEST_CASE("an adapter may be used without a log, and its views may share memory") {
    test::folder const folder;
    ct::jsonl_metrics adapter{folder / "m"};
    std::string memory = "run-1";
    std::string_view const whole = memory;
    auto const append = [&](std::vector<std::string_view> const& runs) {
        std::vector<ct::metric_view> points;
        for (std::string_view const run : runs) points.push_back({run, "m", 1, {}, {}, {}});
        CHECK(adapter.append(points).points == runs.size());
    };
    append({whole, whole.substr(0, 3), whole.substr(0, 3), whole, whole});
    memory = "run-2";
    append({whole, whole, "other", whole});
    std::vector<std::string> found;
    ct::visit_metrics(folder / "m", [&](ct::metric_point const& point) { found.push_back(point.run); });
    CHECK(found == std::vector<std::string>{"run-1", "run", "run", "run-1", "run-1", //
                                            "run-2", "run-2", "other", "run-2"});
}

TEST_CASE("metadata may be any range of pairs of texts") {
    ct::metric_log log{ct::memory_metrics{}};
    log.record("r", "m", 1, 2, std::map<std::string, std::string>{{"a", "1"}, {"b", "2"}});
    log.record("r", "m", 1, {}, std::vector<std::pair<std::string_view, char const*>>{{"c", "3"}});
    auto const points = log.read("r").points;
    REQUIRE(points.size() == 2);
    CHECK(points[0].metadata == std::vector<ct::metric_label>{{"a", "1"}, {"b", "2"}});
    CHECK(points[1].metadata == std::vector<ct::metric_label>{{"c", "3"}});
}

TEST_CASE("a point is given the time of the system's clock") {
    ct::metric_log log{ct::memory_metrics{}};
    ct::timestamp const before = std::chrono::system_clock::now();
    log.record("r", "m", 1);
    ct::timestamp const after = std::chrono::system_clock::now();
    ct::timestamp const time = log.read("r").points.at(0).time;
    CHECK(before <= time);
    CHECK(time <= after);
}

TEST_CASE("a file that is there is appended to") {
    test::folder const folder;
    for (int i = 0; i != 3; ++i) ct::metric_log{ct::jsonl_metrics{folder / "m.jsonl"}}.record("r", "m", i);
    CHECK(values_of(ct::read_metrics(folder / "m.jsonl", "r").points) == std::vector<ct::metric_value>{0, 1, 2});
}

TEST_CASE("a file is visited point by point") {
    test::folder const folder;
    {
        ct::metric_log log{ct::jsonl_metrics{folder / "m.jsonl"}};
        for (int i = 0; i != 50'000; ++i) log.record(i % 2 == 0 ? "even" : "odd", "m", i, i);
    }
    std::int64_t next = 0;
    auto const report = ct::visit_metrics(folder / "m.jsonl", [&](ct::metric_point const& point) {
        next += point.step == next && point.run == (next % 2 == 0 ? "even" : "odd");
    });
    CHECK(next == 50'000);
    CHECK(report.lines == 50'000);
}

} // namespace
