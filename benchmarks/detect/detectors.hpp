// SPDX-License-Identifier: MIT
#pragma once
// The detectors that are measured, each by its default rule. A detector that is added here is in every row and table.

#include <crucible/telemetry/detect.hpp>

#include <memory>
#include <string>

namespace bench {

// `surprise` of rows that have times: one each five minutes.
struct timed_surprise {
    crucible::telemetry::cells::surprise<> cell{};
    crucible::telemetry::timestamp at{std::chrono::seconds{1'764'000'000}};
    void operator()(double x) { cell(x, 1, at += std::chrono::minutes{5}); }
    [[nodiscard]] std::uint64_t found() const { return cell.found(); }
    [[nodiscard]] auto take_finding() { return cell.take_finding(); }
};

// f(name, make), where make() gives a fresh cell.
template <class F>
void for_each_detector(F f) {
    namespace cells = crucible::telemetry::cells;
    f("z_score", std::make_unique<cells::z_score<>>);
    f("modified_z", std::make_unique<cells::modified_z<>>);
    f("iqr_fence", std::make_unique<cells::iqr_fence<>>);
    f("shewhart", std::make_unique<cells::shewhart<>>);
    f("tail_threshold", std::make_unique<cells::tail_threshold<>>);
    f("tail", std::make_unique<cells::tail<>>);
    f("surprise", std::make_unique<cells::surprise<crucible::telemetry::surprise_rule{.daily = false}>>);
    f("surprise_by_time", std::make_unique<timed_surprise>);
    f("spike", std::make_unique<cells::spike<>>);
    f("spike_heavy_tails", std::make_unique<cells::spike<crucible::telemetry::heavy_tails>>);
    f("zclip", std::make_unique<cells::zclip<>>);
    f("ewma_chart", std::make_unique<cells::ewma_chart<>>);
    f("cusum", std::make_unique<cells::cusum<>>);
    f("page_hinkley", std::make_unique<cells::page_hinkley<>>);
    f("adwin", std::make_unique<cells::adwin<>>);
    f("focus", std::make_unique<cells::focus<>>);
    f("divergence", std::make_unique<cells::divergence<>>);
    f("plateau", std::make_unique<cells::plateau<>>);
}

} // namespace bench
