// SPDX-License-Identifier: MIT
// NaN and infinities are counted apart and poison nothing; neither do values whose squares overflow.
#include "laws/cell_laws.hpp"

#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/ewma.hpp>
#include <crucible/telemetry/statistics/peaks.hpp>
#include <crucible/telemetry/statistics/recent_rate.hpp>
#include <crucible/telemetry/statistics/shape.hpp>

#include <limits>

using namespace crucible::telemetry;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double most = std::numeric_limits<double>::max();

constexpr auto everything = sum | mean | variance | population_stddev | min | max | first | last | rate | throughput |
                            median | nonfinite | count;
using all_of_them = accumulator_of<double, decltype(everything)>;

/// The rows with a value that is no number after each tenth one, and the time of each.
struct spoilt {
    std::vector<double> values;
    std::vector<timestamp> at;
};
spoilt spoil(std::vector<double> const& clean) {
    spoilt s;
    for (std::size_t i = 0; i != clean.size(); ++i) {
        timestamp const at{std::chrono::seconds{i}};
        s.values.push_back(clean[i]);
        s.at.push_back(at);
        if (i % 10 != 9) continue;
        s.values.push_back(i % 3 == 0 ? not_a_number : i % 3 == 1 ? inf : -inf);
        s.at.push_back(at);
    }
    return s;
}

} // namespace

TEST_CASE("values that are no numbers are counted apart and change nothing else") {
    for (auto const& s : laws::streams()) {
        INFO(s.name);
        auto const [values, at] = spoil(s.values);
        all_of_them clean, one_by_one, batch;
        for (std::size_t i = 0; i != s.values.size(); ++i) clean(s.values[i], 1, timestamp{std::chrono::seconds{i}});
        for (std::size_t i = 0; i != values.size(); ++i) one_by_one(values[i], 1, at[i]);
        batch(values, at);

        CHECK(one_by_one[nonfinite] == s.values.size() / 10);
        CHECK(batch[nonfinite] == s.values.size() / 10);
        CHECK(clean[nonfinite] == 0);
        decltype(everything)::for_each([&]<class S>(S statistic) {
            if constexpr (!std::same_as<S, nonfinite_t>) {
                auto const expected = static_cast<double>(clean[statistic]);
                auto const got = static_cast<double>(one_by_one[statistic]);
                auto const of_batch = static_cast<double>(batch[statistic]);
                double const scale =
                    S::yields == dimension::value_squared ? laws::spread(s.values) : laws::sum_of_magnitudes(s.values);
                INFO(S::name.view() << ": batch differs by " << std::abs(of_batch - expected) / scale);
                CHECK((got == expected || (std::isnan(got) && std::isnan(expected))));
                CHECK((std::isnan(expected) ? std::isnan(of_batch) : std::abs(of_batch - expected) <= 1e-13 * scale));
            }
        });
    }
}

TEST_CASE("values that are no numbers change nothing in the cells with headers of their own either") {
    using namespace std::chrono_literals;
    using state = accumulator_of<double, decltype(count | skewness | ewma<20> | ewma_variance<1s> | recent_rate<3s> |
                                                  recent_throughput<3s> | min | max_at)>;
    for (auto const& s : laws::streams()) {
        INFO(s.name);
        auto const [values, at] = spoil(s.values);
        state clean, spoilt;
        for (std::size_t i = 0; i != s.values.size(); ++i) clean(s.values[i], 1, timestamp{std::chrono::seconds{i}});
        for (std::size_t i = 0; i != values.size(); ++i) spoilt(values[i], 1, at[i]);
        CHECK(spoilt == clean);
        state batch;
        batch(values, at);
        CHECK(batch[count] == clean[count]);
        CHECK(batch[max_at] == clean[max_at]);
    }
}

TEST_CASE("a weight that is not finite and positive puts its row aside") {
    all_of_them a;
    a(1.0);
    all_of_them const before = a;
    for (double const weight : {0.0, -1.0, inf, not_a_number}) a(5.0, weight);
    CHECK(a[nonfinite] == 4);
    CHECK(a[count] == before[count]);
    CHECK(a[mean] == before[mean]);
    CHECK(a[sum] == before[sum]);
}

TEST_CASE("values past 2^511: the variance overflows to infinity, everything else stays right") {
    accumulator_of<double, decltype(mean | variance | min | max | sum)> a, b, batch;
    std::vector<double> const values{most, 1, -most, 2, -most, 3, 1e200, most / 4};
    for (double const x : values) a(x);
    std::vector<double> many;
    for (int i = 0; i != 5; ++i) many.insert(many.end(), values.begin(), values.end());
    batch(many);
    double const expected = (-most / 2 - most / 4) / 8; // (most - 2 most + most / 4) / 8
    for (auto const& c : {a, batch}) {
        CHECK(std::abs(c[mean] - expected) <= 1e-15 * most);
        CHECK(c[variance] == inf);
        CHECK(c[min] == -most);
        CHECK(c[max] == most);
    }
    for (int i = 0; i != 1000; ++i) b(i);
    b += a;
    CHECK(std::isfinite(b[mean]));
    CHECK(b[variance] == inf);

    accumulator_of<double, decltype(mean | variance)> equal;
    for (int i = 0; i != 3; ++i) equal(most);
    CHECK(equal[mean] == most);
    CHECK(equal[variance] == 0);
}

TEST_CASE("a sum past the largest double is infinite and stays so") {
    accumulator_of<double, decltype(sum)> a;
    a(most), a(most);
    CHECK(a[sum] == inf);
    a(-1.0);
    CHECK(a[sum] == inf);
}
