// SPDX-License-Identifier: MIT
#include "toy_source.hpp"

#include <range/v3/view/filter.hpp>

#include <random>

namespace {

using namespace query_test;

static_assert(ct::source<toy::source<>> &&
              ct::source<toy::source<ct::windows_of_time, std::remove_const_t<decltype(m::loss)>>>);
static_assert(ct::source<ct::rows<request_t>> && ct::source<std::vector<ct::row<request_t>>&>);
static_assert(!ct::source<ct::source_base> && !ct::source<std::vector<double>> && !ct::source<int>);

constexpr auto five = ct::count | ct::mean | ct::min | ct::max | ct::sum;

template <class Number>
double number(Number x) {
    if constexpr (ct::detail::is_duration<Number>) return static_cast<double>(x.count());
    else return static_cast<double>(x);
}

/// What a query answers, as text that is equal when the answers are, but for rounding.
template <class Answer>
void print(std::string& to, Answer&& answer) {
    using type = std::remove_cvref_t<Answer>;
    if constexpr (std::derived_from<type, ct::source_base>) print(to, answer.rows());
    else if constexpr (requires { typename type::statistics_type; }) {
        type::statistics_type::for_each([&](auto asked) {
            char text[40];
            (void)std::snprintf(text, sizeof text, "%s %.9g ", asked.name.view().data(), number(answer[asked]));
            to.append(text);
        });
    } else if constexpr (ct::any_row<type>) {
        to.append(std::to_string(answer[m::epoch])).append(" ");
    } else if constexpr (requires { answer.content; }) {
        if constexpr (requires { answer.from; })
            to.append(ct::detail::stamp_text(answer.from)).append(ct::detail::stamp_text(answer.until));
        if constexpr (requires { answer.label; }) to.append(ct::detail::operand_text(answer.label));
        to.append(": ");
        print(to, answer.content);
        to.append("\n");
    } else if constexpr (ranges::range<type>) {
        for (auto&& each : answer) print(to, each);
    } else if constexpr (requires { answer.has_value(); }) {
        if (answer) print(to, *answer);
        else to.append("none ");
    } else to.append(std::to_string(number(answer))).append(" ");
}

template <class Answer>
std::string printed(Answer&& answer) {
    std::string text;
    print(text, answer);
    return text;
}

struct thrice : ct::step_base {
    static constexpr std::string_view name = "thrice";
};

class random_run {
public:
    explicit random_run(unsigned seed) : random_(seed) {
        std::vector<ct::row<request_t>> rows;
        auto when = std::chrono::nanoseconds{below(20)} - 10s;
        for (std::int64_t i = 0, n = below(60); i != n; ++i) {
            auto row = make(i, when += std::chrono::seconds{below(4)} + std::chrono::seconds{below(9) / 8 * 20});
            row.values[m::loss] = static_cast<double>(below(2000) - 1000) / 64;
            if (below(2)) row.values[m::latency] = std::chrono::microseconds{below(20'000)};
            rows.push_back(row);
        }
        std::vector<double> weights;
        if (seed % 2 == 1)
            for (std::size_t i = 0; i != rows.size(); ++i) weights.push_back(double(1 + below(3) * below(3)));
        store = toy::make_store(rows, weights);
    }

    std::int64_t below(std::int64_t n) { return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n)); }
    ct::timestamp when() { return at(std::chrono::seconds{below(120) - 20}); }
    std::chrono::seconds span() { return std::chrono::seconds{1 + below(40)}; }

    /// The same of the source and of its rows, in one pipeline and step by step.
    template <class Query>
    void check(Query const& query) {
        toy::source<> const source(store);
        INFO(ct::explain(source, query));
        std::string const expected = printed(store->stored | query);
        REQUIRE(printed(source | query) == expected);
        if constexpr (!ct::query_step<Query>) REQUIRE(printed(query(source)) == expected);
        ++queries;
    }

    std::shared_ptr<toy::store const> store;
    static inline int queries = 0;

private:
    std::mt19937 random_;
};

} // namespace

TEST_CASE("a source's answers equal those on its rows, in random queries") {
    for (unsigned seed = 0; seed != 60; ++seed) {
        random_run r(seed);
        auto const one = [&] { return r.below(60); };
        auto const some_rows = ct::where(m::epoch >= one() / 2 && (m::loss < double(one()) / 8 || !m::ok));
        auto const labels = ct::where(m::model != "b" && !(m::region == "eu" || m::tokens > one() * 5));
        auto const given = ct::where(ct::given(m::region) || m::in_phase == phase::validate || m::note > "even");
        auto const durations = ct::where(m::latency > std::chrono::microseconds{one() * 300} ||
                                         m::latency <= std::chrono::duration<double>(0.002));
        r.check(some_rows | labels);
        r.check(labels | given | ct::select(m::loss));
        r.check(durations | ct::last(r.below(20)) | some_rows);
        r.check(ct::last(r.below(30)) | ct::last(r.below(30)) | ct::since(r.when()));
        r.check(ct::between(r.when(), r.when()) | ct::select(m::latency) | ct::over(five));
        r.check(some_rows | ct::over(ct::count));
        r.check(some_rows | ct::last(r.below(40)) | ct::select(m::tokens) | ct::over(five));
        r.check(durations | ct::group_by(m::model) | ct::select(m::latency) | ct::over(five));
        r.check(given | ct::group_by(m::ok) | ct::select(m::tokens) | ct::over(five));
        r.check(labels | ct::group_by(m::region) | ct::over(ct::count));
        r.check(ct::group_by(m::epoch) | ct::select(m::loss) | ct::over(ct::max | ct::count));
        r.check(some_rows | ct::tumbling(r.span()) | ct::select(m::loss) | ct::over(five));
        r.check(ct::since(r.when()) | ct::sliding(r.span(), r.span(), ct::aligned_to_clock) | ct::select(m::tokens) |
                ct::over(five));
        r.check(labels | ct::sliding(r.span(), r.span()) | ct::over(ct::count));
        r.check(ct::last(r.span(), r.when()) | ct::tumbling(r.span(), ct::aligned_to_clock));
    }
    CHECK(random_run::queries == 900);
}

TEST_CASE("what a source does not take runs on its rows") {
    for (unsigned seed = 100; seed != 130; ++seed) {
        random_run r(seed);
        auto const even = [](auto const& row) { return row[m::epoch] % 2 == 0; };
        r.check(ct::where(m::epoch > 5) | ct::where(even) | ct::where(m::epoch < 40));
        r.check(ct::where(m::in_phase < phase::validate) | ct::select(m::loss) | ct::over(five));
        r.check(ct::select(m::loss) | ct::over(ct::median | ct::count));
        r.check(ct::group_by(m::in_phase) | ct::select(m::loss) | ct::over(five));
        r.check(ct::group_by(m::model) | ct::where(m::ok) | ct::select(m::loss) | ct::over(five));
        r.check(ct::tumbling(20s) | ct::where(m::ok) | ct::select(m::loss) | ct::over(five));
        r.check(ct::tumbling(20s) | ct::select(m::latency) | ct::over(ct::rate));
        r.check(ct::tumbling(7) | ct::select(m::latency) | ct::over(five));
        r.check(ct::select(m::model));
        r.check(ct::select(m::loss, m::epoch) | ranges::views::transform([](auto const& t) { return std::get<1>(t); }));
    }
}

TEST_CASE("steps are taken as they are piped in, and only the answer asks the store") {
    auto const store = toy::make_store({make(0, 0s), make(1, 10s), make(2, 20s), make(3, 40s)});
    toy::source<> const source(store);
    auto const narrowed = source | ct::last(15s) | ct::where(m::epoch < 3) | ct::select(m::loss);
    CHECK(store->tables.statements == 0);
    auto const total = narrowed | ct::over(ct::mean | ct::count);
    CHECK(store->tables.statements == 1);
    CHECK(total[ct::count] == 1); // row 2: the source's clock says 30 s
    CHECK(total[ct::mean] == 0.2);
    CHECK((source | ct::select(m::latency) | ct::over(ct::max))[ct::max] == 3ms);
    auto const by_model = source | ct::group_by(m::model) | ct::select(m::loss) | ct::over(ct::sum);
    CHECK(by_model.size() == 3);
    CHECK(by_model[0].label == "a");
    CHECK(by_model[0][ct::sum] == Approx(0.3));
    CHECK(ranges::distance(source | ranges::views::filter([](auto const& row) { return row[m::ok]; })) == 4);
}

TEST_CASE("no value is ever a part of the statement") {
    auto const store = toy::make_store({make(0, 0s)});
    std::string const hostile = "a' OR 1 = 1; DROP TABLE request; --";
    auto const query = ct::where(m::model == hostile || m::note != hostile) | ct::last(3);
    std::string const said = ct::explain(toy::source<>(store), query);
    CHECK(said.find("source: SELECT * FROM request WHERE (model = ? OR note <> ?)\n") != std::string::npos);
    CHECK(said.find("request WHERE (model = ? OR note <> ?) ORDER BY id DESC LIMIT ?)\n") != std::string::npos);
    CHECK(printed(toy::source<>(store) | query) == "0 ");
}

TEST_CASE("what runs where is told, and nothing runs for it") {
    auto const store = toy::make_store({make(0, 0s)});
    toy::source<> const source(store);
    auto const even = [](auto const& row) { return row[m::epoch] % 2 == 0; };
    auto const newest = ct::last(5min) | ct::where(m::ok && (m::epoch > 3 || !(m::model == "a\n"))) |
                        ct::select(m::loss) | ct::over(ct::mean | ct::count);
    std::string const asked = " FROM request WHERE at >= ? AND at <= ?";
    std::string const more = " AND (ok = ? AND (epoch > ? OR NOT (model = ?)))";
    CHECK(ct::explain(source, newest) ==
          "last(5min)                                     source: SELECT *" + asked +
              "\nwhere(ok && (epoch > 3 || !(model == \"a\\n\")))  source: SELECT *" + asked + more +
              "\nselect(loss)                                   source: SELECT *" + asked + more +
              "\nover(mean | count)                             source: SELECT AVG(loss), COUNT(loss)" + asked + more +
              "\n");
    CHECK(ct::explain(source, ct::where(even) | ct::last(3)) == "where(a function of the row)  rows\n"
                                                                "last(3)                       rows\n");
    CHECK(ct::explain(source, ct::over(ct::count) | thrice{}) == "over(count)  source: SELECT COUNT(*) FROM request\n"
                                                                 "thrice       answer\n");
    CHECK(store->tables.statements == 0);
    CHECK(ct::explain(seconds_of(3), ct::last(2) | ct::tumbling(90s) | ct::where(m::latency >= 1500us) |
                                         ct::group_by(m::model) | ct::select(m::loss, m::epoch)) ==
          "last(2)                   source: binary search\n"
          "tumbling(90s)             source: binary search\n"
          "where(latency >= 1500us)  rows\n"
          "group_by(model)           rows\n"
          "select(loss, epoch)       rows\n");
}
