// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/adwin.hpp>

#include "detect/detectors.hpp"
#include "detect/python_random.hpp"

#include <algorithm>

namespace ct = crucible::telemetry;
using namespace detectors;

namespace {

/// Of values of a range of 1, as published.
using published = ct::cells::adwin<ct::adwin_rule{.range = 1}>;

/// The score by the formula, over every cut between sums of the exponential histogram; their sizes, the oldest first,
/// as they are after so many rows when nothing was forgotten.
double by_definition(values const& all, std::vector<std::size_t> const& sizes, double delta, double range) {
    double const n = static_cast<double>(all.size());
    double mean = 0, variance = 0, greatest = 0;
    for (double const x : all) mean += x / n;
    for (double const x : all) variance += (x - mean) * (x - mean) / n;
    double const d = std::log(2 * std::log(n) / delta);
    std::size_t cut = 0;
    for (std::size_t const size : sizes) {
        cut += size;
        if (cut < 5 || all.size() - cut < 5) continue;
        double before = 0, after = 0;
        for (std::size_t i = 0; i != all.size(); ++i) (i < cut ? before : after) += all[i];
        double const n0 = static_cast<double>(cut), n1 = n - n0, m = 1 / (n0 - 4) + 1 / (n1 - 4);
        double const bound = std::sqrt(2 * m * variance * d) + 2.0 / 3 * d * m * range;
        greatest = std::max(greatest, std::abs(before / n0 - after / n1) / bound);
    }
    return greatest;
}

/// Up to 5 of a size when a row has been added; the two oldest of 6 become one.
std::vector<std::size_t> sizes_after(std::size_t rows) {
    std::vector<std::size_t> counts(1);
    for (std::size_t i = 0; i != rows; ++i) {
        ++counts[0];
        for (std::size_t l = 0; counts[l] == 6; ++l) {
            counts[l] -= 2;
            if (counts.size() == l + 1) counts.push_back(0);
            ++counts[l + 1];
        }
    }
    std::vector<std::size_t> sizes;
    for (std::size_t l = counts.size(); l-- != 0;) sizes.insert(sizes.end(), counts[l], std::size_t{1} << l);
    return sizes;
}

} // namespace

TEST_CASE("an adaptive window finds what river's does") {
    numpy_random numpy(12345);
    auto const first = numpy.whole(2, 1000);
    CHECK(told<published>(joined(first, numpy.whole(8, 1000))) == std::vector<std::size_t>{1023});
    python_random python(12345);
    auto const before = python.choices(0, 2, 1000);
    CHECK(told<published>(joined(before, python.choices(4, 4, 1000))) == std::vector<std::size_t>{1023});
    python_random other(42);
    values four;
    for (int const from : {0, 4, 0, 4}) four = joined(four, other.choices(from, from == 0 ? 2 : 4, 1000));
    CHECK(told<published>(four) == std::vector<std::size_t>{1023, 2015, 3007});
}

TEST_CASE("the score is the greatest difference of means over its bound") {
    ct::cells::adwin<ct::adwin_rule{.delta = 0.01, .range = 2, .clock = 1}> c;
    auto const all = shifted(noise(300), 200, 0.3);
    for (std::size_t i = 0; i != all.size(); ++i) {
        c(all[i]);
        if (i + 1 <= 10) continue;
        double const expected = by_definition(values(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i + 1)),
                                              sizes_after(i + 1), 0.01, 2);
        REQUIRE(std::abs(c.score() - expected) <= 1e-9);
    }
    CHECK(c.found() == 0);
}

TEST_CASE("without a restart only the rows before the cut are forgotten") {
    ct::cells::adwin<ct::adwin_rule{.restart = false}> kept;
    ct::cells::adwin<> forgot;
    for (double const x : shifted(noise(1200), 1000, 5)) kept(x), forgot(x);
    CHECK(kept.found() >= 1);
    CHECK(kept.width() < 300);
    CHECK(kept.width() >= 150);
    CHECK(forgot.width() < 200);
}

TEST_CASE("a window grows as long as nothing changes, in constant memory") {
    ct::cells::adwin<> c;
    for (double const x : noise(100'000)) c(x);
    CHECK(c.width() == 100'000);
    CHECK(c.found() == 0);
    CHECK(sizeof c < 6000);
}

TEST_CASE("without a restart what was dropped leaves no rounding error behind") {
    using kept = ct::cells::adwin<ct::adwin_rule{.restart = false}>;
    for (double const great : {1e20, 1e100}) {
        auto all = shifted(noise(12'000), 8000, 10);
        for (std::size_t i = 2000; i != 2040; ++i) all[i] = great;
        std::size_t between = 0, after = 0;
        for (std::size_t const at : told<kept>(all)) between += at >= 3000 && at < 8000, after += at >= 8000;
        CHECK(between == 0);
        CHECK(after >= 1);
        CHECK(after < 10);
    }
}
