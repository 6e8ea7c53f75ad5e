// SPDX-License-Identifier: MIT
#include <crucible/telemetry/format/experiment.hpp>

#include <catch2/catch_test_macros.hpp>

namespace {

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;

TEST_CASE("an experiment: name, condition, hypothesis, tags; all of it by l") {
    ct::experiment about{.name = "bert-ft"};
    CHECK(fmt::format("{}", about) == "bert-ft");
    CHECK(fmt::format("{:l}", about) == "bert-ft");
    about.condition = "treatment";
    about.hypothesis = "accuracy > 0.95";
    about.tags = {"nlp", "v2"};
    about.metadata = {{"commit", "abc"}};
    about.sample_size = 100;
    CHECK(fmt::format("{}", about) == "bert-ft (treatment): accuracy > 0.95 [nlp, v2]");
    CHECK(fmt::format("{:l}", about) == "bert-ft (treatment)\n  hypothesis: accuracy > 0.95\n  tag: nlp\n  tag: v2\n"
                                        "  commit: abc\n  sample size: 100");
}

TEST_CASE("an experiment as it stands: since when, how long, and how long of that it was active") {
    ct::experiment_info info{.id = "0123456789abcdef", .about = {.name = "a"}};
    info.active = info.wall = 1500ms;
    CHECK(fmt::format("{}", info) ==
          "a 0123456789abcdef: running, since 1970-01-01T00:00:00.000000000Z, active 1.5s");
    info.status = ct::status::stopped;
    info.stopped = ct::timestamp{2h};
    info.wall = 2h;
    info.active = 119min;
    info.pause_count = 1;
    CHECK(fmt::format("{}", info) == "a 0123456789abcdef: stopped, from 1970-01-01T00:00:00.000000000Z to "
                                     "1970-01-01T02:00:00.000000000Z, active 119min of 2h, 1 pause");
    info.pause_count = 2;
    CHECK(fmt::format("{:.2}", info).ends_with("active 1.2e+02min of 2h, 2 pauses"));
}

TEST_CASE("lengths of time are told in the unit that suits them") {
    auto const text = [](auto span) {
        std::string to;
        ct::detail::write_time_span(std::back_inserter(to), span, 4);
        return to;
    };
    CHECK(text(0ns) == "0s");
    CHECK(text(1ns) == "1ns");
    CHECK(text(999ns) == "999ns");
    CHECK(text(1500ns) == "1.5us");
    CHECK(text(12'345us) == "12.35ms"); // 12.345 is a little more in binary
    CHECK(text(1s) == "1s");
    CHECK(text(119s) == "119s");
    CHECK(text(120s) == "2min");
    CHECK(text(2h) == "2h");
    CHECK(text(-5ms) == "-5ms");
}

} // namespace
