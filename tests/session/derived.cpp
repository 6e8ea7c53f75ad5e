// SPDX-License-Identifier: MIT
// Derived measurements in a session: statistics, queries and exporters use them like declared ones.
#include <crucible/telemetry/export/jsonl.hpp>
#include <crucible/telemetry/query.hpp>
#include <crucible/telemetry/schema/derived.hpp>
#include <crucible/telemetry/session/session.hpp>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace {

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;

namespace m {
inline constexpr ct::counter<"tokens"> tokens{};
inline constexpr ct::timer<"elapsed"> elapsed{};
inline constexpr ct::tag<"model"> model{};
} // namespace m

/// Tokens per second, of rows that took any time.
struct throughput_rule {
    static constexpr ct::unit in = ct::hertz;
    static constexpr std::string_view help = "tokens per second";

    template <class Event>
    static consteval bool applies() {
        return ct::event_with<Event, decltype(m::tokens)> && ct::event_with<Event, decltype(m::elapsed)>;
    }
    template <class Row>
    static std::optional<double> of(Row const& row) {
        if (row[m::elapsed] <= 0ns) return std::nullopt;
        return static_cast<double>(row[m::tokens]) / std::chrono::duration<double>(row[m::elapsed]).count();
    }
};
constexpr ct::derived<"throughput", double, ct::kind::gauge, throughput_rule> throughput{};

constexpr ct::event<"derived.answer", m::tokens, m::elapsed, m::model> answer{};
using answer_type = std::remove_const_t<decltype(answer)>;

static_assert(ct::any_descriptor<decltype(throughput)> && ct::derived_descriptor<decltype(throughput)>);
static_assert(ct::event_gives<answer_type, std::remove_const_t<decltype(throughput)>>);
static_assert(!ct::event_with<answer_type, decltype(throughput)>);
static_assert(std::is_empty_v<decltype(throughput)>);

auto answered(std::int64_t tokens, std::chrono::nanoseconds elapsed, std::string_view model = "a") {
    return answer(m::tokens = tokens, m::elapsed = elapsed, m::model = model);
}

std::string read(std::filesystem::path const& file) {
    std::ostringstream all;
    all << std::ifstream{file}.rdbuf();
    return all.str();
}

} // namespace

TEST_CASE("a record gives a derived measurement, or none where it cannot be derived") {
    CHECK(answered(10, 2s)[throughput] == 5.0);
    CHECK_FALSE(answered(10, 0s)[throughput].has_value());
}

TEST_CASE("a session keeps statistics of derived measurements") {
    ct::session run{ct::experiment{.name = "derived"},
                    ct::watch(ct::on(answer, throughput >> (ct::count | ct::mean | ct::max), m::tokens >> ct::sum)),
                    ct::policies<ct::manual>};
    run.emit(answered(10, 2s));
    run.emit(answered(10, 0s));
    run.emit(answered(30, 2s));
    run.drain();
    CHECK(run[throughput][ct::count] == 2);
    CHECK(run[throughput][ct::mean] == 10.0);
    CHECK(run[answer][throughput][ct::max] == 15.0);
    CHECK(run[m::tokens][ct::sum] == 50);
    std::size_t walked = 0;
    run.for_each_statistic([&](auto const& of, auto const&) {
        CHECK(of.measurement.derived == (of.measurement.name == "throughput"));
        CHECK(of.measurement.kind_of == (of.measurement.derived ? ct::kind::gauge : ct::kind::counter));
        ++walked;
    });
    CHECK(walked == 4);
}

TEST_CASE("queries select, filter, group and summarise by derived measurements") {
    ct::session run{ct::experiment{.name = "derived"}, ct::watch(answer), ct::policies<ct::manual>};
    for (int i = 0; i != 10; ++i) run.emit(answered(i, i == 5 ? 0s : 1s, i % 2 == 0 ? "even" : "odd"));
    run.drain();
    auto const rows = run.rows(answer);
    CHECK((rows | ct::select(throughput) | ct::over(ct::count))[ct::count] == 9);
    CHECK((rows | ct::where(throughput > 6.5) | ct::select(throughput) | ct::over(ct::mean))[ct::mean] == 8.0);
    CHECK(ranges::distance(rows | ct::where(!ct::given(throughput))) == 1);
    CHECK((rows | ct::group_by(m::model) | ct::select(throughput) | ct::over(ct::max))[1][ct::max] == 9.0);
}

TEST_CASE("exporters write the derived measurements that `on` names, as columns after the event's own") {
    std::filesystem::path const file = std::filesystem::temp_directory_path() / "crucible_derived.jsonl";
    auto const watching = ct::watch(ct::on(answer, throughput, m::tokens >> ct::sum));
    auto const export_by = [&](auto policies) {
        {
            ct::session run{ct::experiment{.name = "derived"}, watching, policies,
                            ct::jsonl{file.string(), {.identity = ct::identity::none}}};
            run.emit(answered(10, 4s));
            run.emit(answered(10, 0s));
            (void)run.flush();
            CHECK(run[m::tokens][ct::sum] == 20);
            CHECK(run.rows(answer).size() == 2);
        }
        return read(file);
    };
    for (std::string const& text : {export_by(ct::policies<>), export_by(ct::policies<ct::manual>),
                                    export_by(ct::policies<ct::inplace>)}) {
        CHECK(text.find(R"("tokens":10,"elapsed":4000000000,"model":"a","throughput":2.5})") != text.npos);
        CHECK(text.find(R"("tokens":10,"elapsed":0,"model":"a","throughput":null})") != text.npos);
    }
    std::filesystem::remove(file);
}

TEST_CASE("stored rows are exported with derived measurements too") {
    std::filesystem::path const file = std::filesystem::temp_directory_path() / "crucible_derived_rows.jsonl";
    ct::session run{ct::experiment{.name = "derived"}, ct::watch(answer), ct::policies<ct::manual>};
    run.emit(answered(10, 4s));
    run.drain();
    using enriched = ct::enriched_event<answer_type, std::remove_const_t<decltype(throughput)>>;
    auto writer = ct::jsonl{file.string()}.open(ct::run_info{}, ct::event_list<enriched>{});
    for (auto const row : run.rows(answer)) writer.write(ct::with_derived<throughput>(row));
    CHECK_FALSE(writer.close());
    CHECK(read(file).find(R"("throughput":2.5)") != std::string::npos);
    std::filesystem::remove(file);
}

TEST_CASE("all rows of a session are a tuple in the order in which events are watched") {
    ct::session run{ct::experiment{.name = "derived"}, ct::watch(answer), ct::policies<ct::manual>};
    run.emit(answered(1, 1s));
    run.drain();
    auto const [answers] = run.all_rows();
    CHECK(answers.size() == 1);
}
