// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/zclip.hpp>

#include "detect/detectors.hpp"

#include <algorithm>

#include <catch2/matchers/catch_matchers_floating_point.hpp>

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("zclip scores and clips as its paper says") {
    auto const rows = with(with(noise(400), 100, 12), 101, 12);
    ct::cells::zclip<> c;
    double mean = 0, variance = 0;
    for (std::size_t i = 0; i != rows.size(); ++i) {
        c(rows[i]);
        if (i < 25) {
            CHECK(std::isnan(c.score()));
            if (i != 24) continue;
            for (std::size_t k = 0; k != 25; ++k) mean += rows[k] / 25;
            for (std::size_t k = 0; k != 25; ++k) variance += (rows[k] - mean) * (rows[k] - mean) / 25;
            continue;
        }
        double const sd = std::sqrt(variance), z = (rows[i] - mean) / sd;
        CHECK_THAT(c.score(), Catch::Matchers::WithinAbs(std::max(0.0, z), 1e-9 * std::max(1.0, std::abs(z))));
        CHECK(c.take_finding().has_value() == (z > 2.5));
        double const taken = z > 2.5 ? mean + 2.5 * sd * (2.5 / z) : rows[i];
        mean = 0.97 * mean + 0.03 * taken;
        variance = 0.97 * variance + 0.03 * (taken - mean) * (taken - mean);
    }
}

TEST_CASE("a mean and a variance that go to 0 get there: what is next to it is slow") {
    ct::cells::zclip<> c;
    for (int row = 0; row != 50'000; ++row) c(row < 100 ? row % 7 : 0);
    std::vector<std::byte> bytes;
    ct::byte_writer to(bytes);
    c.write(to);
    CHECK(std::count(bytes.end() - 24, bytes.end(), std::byte{}) == 24); // mean, variance and z
}
