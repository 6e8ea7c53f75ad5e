// SPDX-License-Identifier: MIT
#include <crucible/telemetry/cells/iqr_fence.hpp>

#include "detect/detectors.hpp"

#include <algorithm>

namespace ct = crucible::telemetry;
using namespace detectors;

TEST_CASE("a fence is by the quartiles of the rows before") {
    ct::cells::iqr_fence<ct::iqr_fence_rule{.window = 40, .warm_up = 4}> c;
    auto const all = noise(300);
    for (std::size_t i = 0; i != all.size(); ++i) {
        c(all[i]);
        if (i < 4) {
            CHECK(std::isnan(c.score()));
            continue;
        }
        values part(all.begin() + static_cast<std::ptrdiff_t>(i < 40 ? 0 : i - 40),
                    all.begin() + static_cast<std::ptrdiff_t>(i));
        std::sort(part.begin(), part.end());
        double const low = part[part.size() / 4], high = part[part.size() * 3 / 4];
        double const expected = std::max({low - all[i], all[i] - high, 0.0}) / (high - low);
        CHECK(std::abs(c.score() - expected) <= 1e-12 * expected);
    }
}
