// SPDX-License-Identifier: MIT
#include "model.hpp"

#include <cmath>
#include <range/v3/view/chunk.hpp>
#include <range/v3/view/sliding.hpp>

using namespace query_test;

TEST_CASE("statistics over the values of a stretch") {
    auto const total = seconds_of(5000) | ct::last(1001) | ct::select(m::loss) |
                       ct::over(ct::count | ct::mean | ct::min | ct::max | ct::rate | ct::last);
    CHECK(total[ct::count] == 1001);
    CHECK(total[ct::mean] == Approx(449.9));
    CHECK(total[ct::min] == 399.9);
    CHECK(total[ct::max] == 499.9);
    CHECK(total[ct::last] == 499.9);
    CHECK(total[ct::rate] == Approx(1));
}

TEST_CASE("statistics of durations are durations, and a single statistic needs no composition") {
    auto const total = seconds_of(5) | ct::select(m::latency) | ct::over(ct::mean);
    CHECK(total[ct::mean] == 2ms);
    CHECK((seconds_of(5) | ct::select(m::ok) | ct::over(ct::success_rate))[ct::success_rate] == 0.8);
}

TEST_CASE("missing values are passed over") {
    auto const total = seconds_of(6) | ct::select(m::tokens) | ct::over(ct::count | ct::sum | ct::throughput);
    CHECK(total[ct::count] == 3);
    CHECK(total[ct::sum] == 60);
    CHECK(total[ct::throughput] == Approx(15));
}

TEST_CASE("statistics that look at no value are of rows too") {
    auto const total = seconds_of(11) | ct::where(m::epoch > 0) | ct::over(ct::count | ct::rate);
    CHECK(total[ct::count] == 10);
    CHECK(total[ct::rate] == Approx(1));
    CHECK((seconds_of(6) | ct::select(m::model) | ct::over(ct::count))[ct::count] == 6);
    std::vector<double> const values{1, 2, 6};
    CHECK((values | ct::over(ct::mean))[ct::mean] == 3);
}

TEST_CASE("filtered and stored rows give the same") {
    auto const everything = [](auto const&) { return true; };
    auto const statistics = ct::count | ct::mean | ct::variance | ct::rate;
    auto const by_columns = seconds_of(3000) | ct::select(m::loss) | ct::over(statistics);
    auto const one_by_one = seconds_of(3000) | ct::where(everything) | ct::select(m::loss) | ct::over(statistics);
    CHECK(by_columns[ct::count] == one_by_one[ct::count]);
    CHECK(by_columns[ct::variance] == Approx(one_by_one[ct::variance]).epsilon(1e-13));
    CHECK(by_columns[ct::rate] == one_by_one[ct::rate]);
}

TEST_CASE("one accumulator per window, lazily") {
    auto curve = seconds_of(10) | ct::where(m::loss > 0.15 && m::epoch > 1) | ct::select(m::loss) |
                 ranges::views::sliding(5) | ct::over(ct::mean | ct::variance);
    std::vector<double> means;
    for (auto w : curve) means.push_back(w[ct::mean]);
    REQUIRE(means.size() == 4);
    CHECK(means[0] == Approx(0.4));
    CHECK((*curve.begin())[ct::variance] == Approx(0.025));
    for (auto w : seconds_of(4) | ct::select(m::epoch) | ranges::views::chunk(2) | ct::over(ct::sum))
        CHECK((w[ct::sum] == 1 || w[ct::sum] == 5));
}

TEST_CASE("windows of time keep their time") {
    std::vector<std::pair<ct::timestamp, double>> curve;
    for (auto w : seconds_of(9) | ct::sliding(4s, 4s) | ct::select(m::loss) | ct::over(ct::mean | ct::rate)) {
        curve.emplace_back(w.from, w[ct::mean]);
        CHECK((w.from == at(8s) || w[ct::rate] == Approx(1)));
    }
    REQUIRE(curve.size() == 3);
    CHECK(curve[1].first == at(4s));
    CHECK(curve[1].second == Approx(0.55));
    std::vector<std::uint64_t> counts;
    for (auto w : seconds_of(9) | ct::tumbling(4) | ct::over(ct::count)) counts.push_back(w[ct::count]);
    CHECK(counts == std::vector<std::uint64_t>{4, 4, 1});
}

TEST_CASE("windows of filtered rows, selected") {
    std::vector<double> means;
    for (auto w : seconds_of(9) | ct::where(m::ok) | ct::tumbling(5s) | ct::select(m::loss) | ct::over(ct::mean))
        means.push_back(w[ct::mean]);
    REQUIRE(means.size() == 2);
    CHECK(means[0] == Approx(0.15));
    CHECK(means[1] == Approx(0.65));
}

TEST_CASE("one accumulator per group, with its label") {
    std::vector<std::pair<std::string, double>> found;
    for (auto g : seconds_of(6) | ct::group_by(m::model) | ct::select(m::loss) | ct::over(ct::mean))
        found.emplace_back(g.label, g[ct::mean]);
    REQUIRE(found.size() == 3);
    CHECK(found[2].first == "c");
    CHECK(found[2].second == Approx(0.35));
}

TEST_CASE("groups within windows") {
    std::vector<std::size_t> sizes;
    for (auto w : seconds_of(8) | ct::tumbling(4s) | ct::group_by(m::model)) sizes.push_back(w.content.at("a").size());
    CHECK(sizes == std::vector<std::size_t>{2, 1});
    std::vector<double> means;
    for (auto w : seconds_of(8) | ct::tumbling(4s) | ct::group_by(m::model))
        for (auto g : w.content | ct::select(m::loss) | ct::over(ct::mean)) means.push_back(g[ct::mean]);
    REQUIRE(means.size() == 6);
    CHECK(means[0] == Approx(0.15));
}

TEST_CASE("nothing at all") {
    CHECK((ct::rows<request_t>{} | ct::select(m::loss) | ct::over(ct::count))[ct::count] == 0);
    CHECK(std::isnan((seconds_of(3) | ct::last(0) | ct::select(m::loss) | ct::over(ct::mean))[ct::mean]));
}
