// SPDX-License-Identifier: MIT
#include <crucible/telemetry/statistics.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdint>
#include <vector>

using namespace crucible::telemetry;
using namespace std::chrono_literals;

namespace {
enum class phase { train, test };
std::string_view to_text(phase p) { return p == phase::train ? "train" : "test"; }

template <class Value, class S>
auto accumulated(S) {
    return accumulator_of<Value, S>{};
}
} // namespace

TEST_CASE("an accumulator is regular and, when bounded, a snapshot is a copy of bytes") {
    using streaming =
        accumulator_of<double, decltype(count | mean | variance | min | max | sum | last | rate | nonfinite)>;
    STATIC_CHECK(std::regular<streaming>);
    STATIC_CHECK(std::is_trivially_copyable_v<streaming>);
    STATIC_CHECK(std::regular<accumulator_of<double, median_t>>);
    streaming a;
    a(3.0);
    streaming const snapshot = a;
    CHECK(a == snapshot);
    a(4.0);
    CHECK(a != snapshot);
    CHECK(snapshot[count] == 1);
    a = {};
    CHECK(a == streaming{});
}

TEST_CASE("values of every numeric type") {
    auto integers = accumulated<std::int64_t>(mean | min | max);
    for (std::int64_t const x : {-5, 10}) integers(x);
    CHECK(integers[mean] == 2.5);
    CHECK(integers[min] == -5);
    auto flags = accumulated<bool>(success_rate | count | sum);
    flags(true), flags(false);
    CHECK(flags[success_rate] == 0.5);
    CHECK(flags[sum] == 1);
    auto floats = accumulated<float>(max);
    floats(std::vector<float>{1.5F, 0.5F});
    CHECK(floats[max] == 1.5);
}

TEST_CASE("durations come back as durations") {
    auto a = accumulated<std::chrono::microseconds>(mean | stddev | max | sum | variance | median | exact_quantile<.5, 1>);
    a(100us), a(300us);
    CHECK(a[mean] == 200us);
    CHECK(a[max] == 300us);
    CHECK(a[sum] == 400us);
    CHECK(a[median] == 200us);
    CHECK(a[exact_quantile<.5, 1>][1] == 300us);
    CHECK(a[variance] == 20000);
    STATIC_CHECK(std::same_as<decltype(a[stddev]), std::chrono::duration<double, std::micro>>);
    auto of_means = accumulated<std::chrono::duration<double, std::micro>>(max);
    of_means(a[mean]);
    CHECK(of_means[max] == 200us);
}

TEST_CASE("text and tags are counted, and timed") {
    auto words = accumulated<std::string_view>(count | rate);
    words("a", 1, timestamp{1s});
    words("b", 1, timestamp{3s});
    CHECK(words[count] == 2);
    CHECK(words[rate] == 0.5);
    auto phases = accumulated<phase>(count);
    phases(std::vector{phase::train, phase::test, phase::test});
    CHECK(phases[count] == 3);
    CHECK(to_text(phase::test) == "test");
}

TEST_CASE("batches longer than a block, with times") {
    std::vector<std::int64_t> values;
    std::vector<timestamp> at;
    auto one_by_one = accumulated<std::int64_t>(count | mean | min | max | sum | first | last | throughput | rate);
    auto batch = one_by_one;
    for (int i = 0; i != 2000; ++i) {
        values.push_back(i);
        at.push_back(timestamp{i * 1ms});
        one_by_one(values.back(), 1, at.back());
    }
    batch(values, at);
    decltype(batch)::statistics_type::for_each([&](auto s) { CHECK(batch[s] == one_by_one[s]); });
    CHECK(batch[first] == 0);
    CHECK(batch[last] == 1999);
    CHECK(batch[mean] == 999.5);
    CHECK(batch[rate] == 1000);
}

TEST_CASE("a batch without times keeps the order of its values") {
    auto a = accumulated<double>(first | last);
    a(std::vector<double>{3, 1, 2});
    CHECK(a[first] == 3);
    CHECK(a[last] == 2);
}

TEST_CASE("merged accumulators have seen what both saw") {
    auto a = accumulated<double>(count | mean | max | median);
    auto b = a;
    a(1), a(2);
    b(6);
    a += b;
    CHECK(a[count] == 3);
    CHECK(a[mean] == 3);
    CHECK(a[max] == 6);
    CHECK(a[median] == 2);
}

namespace my {

/// A user's own cell and statistic: the geometric mean.
struct log_sum {
    double logs = 0;
    double rows = 0;

    void operator()(double x, double weight = 1) {
        logs += weight * std::log(x);
        rows += weight;
    }
    log_sum& operator+=(log_sum const& other) {
        logs += other.logs;
        rows += other.rows;
        return *this;
    }
    friend bool operator==(log_sum const&, log_sum const&) = default;
};

struct geometric_mean_t : statistic_base {
    using cell = log_sum;
    static constexpr fixed_string name{"geometric_mean"};
    static double read(cell const& c) { return std::exp(c.logs / c.rows); }
};
inline constexpr geometric_mean_t geometric_mean{};

struct log_mean_t : geometric_mean_t {
    static constexpr fixed_string name{"log_mean"};
    static double read(cell const& c) { return c.logs / c.rows; }
};
inline constexpr log_mean_t log_mean{};

} // namespace my

TEST_CASE("a user's own cell is a short struct and composes with the others") {
    auto a = accumulated<double>(count | my::geometric_mean);
    a(std::vector<double>{1, 100});
    CHECK(std::abs(a[my::geometric_mean] - 10) < 1e-12);
    using both = decltype(my::geometric_mean | my::log_mean);
    STATIC_CHECK(std::same_as<both::cells, type_set<my::log_sum>>);
}
