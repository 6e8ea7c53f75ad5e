// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/tail.hpp>

#include "detect/detectors.hpp"

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("tail is a detector") {
    check_detector<ct::tail<>>(with(with(noise(3000), 1400, 100), 2900, -100));
}

TEST_CASE("tail finds what is rarer than anything before, in any unit") {
    for (double const unit : {1e-9, 1.0, 1e9}) {
        auto rows = with(noise(3000), 2000, 100);
        for (double& x : rows) x *= unit;
        CHECK(told<ct::cells::tail<>>(rows) == std::vector<std::size_t>{2000});
    }
}

TEST_CASE("tail does not alarm on trends and waves") {
    values line(20'000), noisy_line = noise(20'000), wave = noise(20'000);
    for (std::size_t i = 0; i != line.size(); ++i) {
        line[i] = 0.01 * static_cast<double>(i);
        noisy_line[i] += line[i];
        wave[i] = 0.1 * wave[i] + std::sin(static_cast<double>(i) / 200);
    }
    CHECK(told<ct::cells::tail<>>(line).size() <= 2);
    CHECK(told<ct::cells::tail<>>(noisy_line).size() <= 4);
    CHECK(told<ct::cells::tail<>>(wave).size() <= 6); // 12 in 1e5 rows are its budget
}

TEST_CASE("a level shift is told a few times, until the errors are known") {
    auto const rows = told<ct::cells::tail<>>(shifted(noise(20'000), 10'000, 12));
    std::size_t after = 0;
    for (std::size_t const row : rows) after += row >= 10'000 && row < 12'000;
    CHECK(after >= 1);
    CHECK(after <= 4);
}

TEST_CASE("a tail of another rule has another name") {
    CHECK(ct::tail<>.name.view() == "tail");
    CHECK(ct::tail<ct::tail_rule{.threshold = 7, .error = ct::error_of::excess}>.name.view() ==
          "tail_threshold_7_error_1");
}
