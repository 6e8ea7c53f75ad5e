// SPDX-License-Identifier: MIT
#pragma once
// The detectors that are measured, each by its default rule. A detector that is added here is in every row and table.

#include <crucible/telemetry/detect.hpp>

#include <memory>
#include <string>

namespace bench {

// f(name, make), where make() gives a fresh cell.
template <class F>
void for_each_detector(F f) {
    namespace cells = crucible::telemetry::cells;
    f("z_score", std::make_unique<cells::z_score<>>);
    f("modified_z", std::make_unique<cells::modified_z<>>);
    f("iqr_fence", std::make_unique<cells::iqr_fence<>>);
    f("shewhart", std::make_unique<cells::shewhart<>>);
    f("tail_threshold", std::make_unique<cells::tail_threshold<>>);
    f("ewma_chart", std::make_unique<cells::ewma_chart<>>);
    f("cusum", std::make_unique<cells::cusum<>>);
    f("page_hinkley", std::make_unique<cells::page_hinkley<>>);
    f("adwin", std::make_unique<cells::adwin<>>);
    f("focus", std::make_unique<cells::focus<>>);
    f("divergence", std::make_unique<cells::divergence<>>);
    f("plateau", std::make_unique<cells::plateau<>>);
}

} // namespace bench
