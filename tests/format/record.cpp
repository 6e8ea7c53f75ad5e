// SPDX-License-Identifier: MIT
#include <crucible/telemetry/format/record.hpp>

#include <crucible/telemetry/store/columnar.hpp>

#include <catch2/catch_test_macros.hpp>
#include <limits>

namespace {

namespace ct = crucible::telemetry;

enum class phase { warm_up, full };
constexpr std::string_view to_text(phase p) { return p == phase::warm_up ? "warm_up" : "full speed"; }

namespace m {
inline constexpr ct::index<"epoch"> epoch{};
inline constexpr ct::gauge<"loss"> loss{.in = ct::nats};
inline constexpr ct::gauge<"done"> done{.in = ct::percent};
inline constexpr ct::counter<"size"> size{.in = ct::bytes};
inline constexpr ct::gauge<"rate", float> rate{.in = ct::ratio};
inline constexpr ct::timer<"duration", std::chrono::milliseconds> duration{};
inline constexpr ct::timer<"frame", std::chrono::duration<int, std::ratio<1, 30>>> frame{};
inline constexpr ct::flag<"success"> success{};
inline constexpr ct::tag<"model"> model{};
inline constexpr ct::tag<"phase", phase> in_phase{};
} // namespace m
inline constexpr ct::event<"train.stop", m::epoch, m::loss> train_stop{};
inline constexpr ct::event<"all.kinds", m::done, m::size, m::rate, m::duration, m::frame, m::success, m::model,
                           m::in_phase, ct::optional<m::loss>>
    all_kinds{};

TEST_CASE("a record is its event and what was measured, in declared order") {
    auto const record = train_stop(m::loss = 0.25, m::epoch = 3);
    CHECK(fmt::format("{}", record) == "train.stop epoch=3 loss=0.25");
    CHECK(fmt::format("{:u}", record) == "train.stop epoch=3 loss=0.25 nat");
    CHECK(fmt::format("{:.2}", train_stop(m::loss = 1.0 / 3, m::epoch = -1)) == "train.stop epoch=-1 loss=0.33");
    CHECK(fmt::format("{:.3u}", train_stop(m::loss = 1e100, m::epoch = 0)) == "train.stop epoch=0 loss=1e+100 nat");
}

TEST_CASE("every kind of value; what a row lacks is left out") {
    auto const without = all_kinds(m::done = 12.5, m::size = 4096, m::rate = 0.5F, m::duration = std::chrono::seconds{2},
                                   m::frame = std::chrono::duration<int, std::ratio<1, 30>>{7}, m::success = true,
                                   m::model = "bert", m::in_phase = phase::full);
    CHECK(fmt::format("{:u}", without) ==
          "all.kinds done=12.5% size=4096 By rate=0.5 duration=2000ms frame=7[1/30]s success=true model=bert "
          "phase=\"full speed\"");
    auto with = without;
    with[m::loss] = std::numeric_limits<double>::quiet_NaN();
    CHECK(fmt::format("{}", with).ends_with(" phase=\"full speed\" loss=NaN"));
}

TEST_CASE("texts that could be taken for something else stand in quotes") {
    auto const printed = [](std::string_view model) {
        std::string const text = fmt::format(
            "{}", all_kinds(m::done = 0.0, m::size = 0, m::rate = 0.0F, m::duration = std::chrono::seconds{0},
                            m::frame = std::chrono::duration<int, std::ratio<1, 30>>{0}, m::success = false,
                            m::model = model, m::in_phase = phase::warm_up));
        auto const begin = text.find("model=") + 6;
        return text.substr(begin, text.find(" phase=") - begin);
    };
    CHECK(printed("gpt-4o/数") == "gpt-4o/数");
    CHECK(printed("") == "\"\"");
    CHECK(printed("a b") == "\"a b\"");
    CHECK(printed("a=b") == "\"a=b\"");
    CHECK(printed("say \"x\"\n") == "\"say \\\"x\\\"\\n\"");
    CHECK(printed("\xFF") == "\"\uFFFD\"");
}

TEST_CASE("a row has its time and its thread in front, rows are lines") {
    ct::row<std::remove_cvref_t<decltype(train_stop)>> const row{
        train_stop(m::epoch = 1, m::loss = 2.0), ct::timestamp{std::chrono::nanoseconds{1'700'000'000'123'456'789}}, 7};
    std::string const line = "2023-11-14T22:13:20.123456789Z #7 train.stop epoch=1 loss=2";
    CHECK(fmt::format("{}", row) == line);
    CHECK(fmt::format("{:u}", row) == line + " nat");
    CHECK(fmt::format("{}", ct::rows<std::remove_cvref_t<decltype(train_stop)>>{}).empty());
}

TEST_CASE("what a field does not know is refused") {
    for (std::string_view const field : {"{:x}", "{:.}", "{:.18}", "{:u3}"})
        CHECK_THROWS_AS(fmt::format(fmt::runtime(field), train_stop(m::epoch = 1, m::loss = 2.0)), fmt::format_error);
}

} // namespace
