// SPDX-License-Identifier: MIT
// NIST Statistical Reference Datasets, univariate (https://www.itl.nist.gov/div898/strd/univ/homepage.html). The folder
// is data of the environment: CRUCIBLE_TELEMETRY_DATA/nist/*.dat.
#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/statistics/shape.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

namespace ct = crucible::telemetry;

namespace {

/// Certified values, and how many of the deviation's digits the decimal data keep when rounded to doubles.
struct dataset {
    char const* name;
    std::size_t size;
    double mean;
    double stddev;
    double digits;
};

constexpr dataset datasets[]{
    {"PiDigits", 5000, 4.53480000000000, 2.86733906028871, 14.7},
    {"Lottery", 218, 518.958715596330, 291.699727470969, 14.7},
    {"Lew", 200, -177.435000000000, 277.332168044316, 14.7},
    {"Mavro", 50, 2.00185600000000, 0.000429123454003053, 13.1},
    {"Michelso", 100, 299.852400000000, 0.0790105478190518, 13.8},
    {"NumAcc1", 3, 10000002, 1, 14.7},
    {"NumAcc2", 1001, 1.2, 0.1, 14.7},
    {"NumAcc3", 1001, 1000000.2, 0.1, 9.5},
    {"NumAcc4", 1001, 10000000.2, 0.1, 8.3},
};

/// The numbers below the last line of dashes.
std::vector<double> read(std::string const& path) {
    std::ifstream file(path);
    std::vector<double> values;
    for (std::string line; std::getline(file, line);) {
        char const* text = line.c_str();
        char* end = nullptr;
        double const x = std::strtod(text, &end);
        if (line.find("---") != std::string::npos) values.clear();
        else if (end != text) values.push_back(x);
    }
    return values;
}

/// Log relative error: correct decimal digits, at most 15.
double correct_digits(double x, double certified) {
    double const error = std::abs(x - certified) / std::abs(certified);
    return error == 0 ? 15 : std::min(15.0, -std::log10(error));
}

/// With the cell of two moments, and with that of four, which answers for it.
using summary = ct::accumulator_of<double, decltype(ct::count | ct::mean | ct::stddev)>;
using whole_shape = ct::accumulator_of<double, decltype(ct::count | ct::mean | ct::stddev | ct::excess_kurtosis)>;

template <class Summary>
Summary one_by_one(std::span<double const> values) {
    Summary s;
    for (double const x : values) s(x);
    return s;
}

template <class Summary>
Summary in_batches(std::span<double const> values) {
    Summary s;
    s(values);
    return s;
}

template <class Summary>
Summary in_three_parts(std::span<double const> values) {
    std::size_t const third = values.size() / 3;
    auto s = one_by_one<Summary>(values.first(third));
    s += in_batches<Summary>(values.subspan(third, third));
    s += one_by_one<Summary>(values.subspan(2 * third));
    return s;
}

template <class Summary>
void check(Summary const& s, dataset const& certified) {
    CHECK(s[ct::count] == certified.size);
    CHECK(correct_digits(s[ct::mean], certified.mean) >= 14.5);
    CHECK(correct_digits(s[ct::stddev], certified.stddev) >= certified.digits - 0.2);
}

} // namespace

TEST_CASE("NIST StRD: as many correct digits of mean and deviation as the doubles hold") {
    char const* const folder = std::getenv("CRUCIBLE_TELEMETRY_DATA");
    if (folder == nullptr) SKIP("CRUCIBLE_TELEMETRY_DATA names no folder");
    for (dataset const& d : datasets) {
        INFO(d.name);
        auto const values = read(std::string(folder) + "/nist/" + d.name + ".dat");
        REQUIRE(values.size() == d.size);
        check(one_by_one<summary>(values), d);
        check(in_batches<summary>(values), d);
        check(in_three_parts<summary>(values), d);
        check(one_by_one<whole_shape>(values), d);
        check(in_batches<whole_shape>(values), d);
        check(in_three_parts<whole_shape>(values), d);
    }
}
