// SPDX-License-Identifier: MIT
#include <crucible/telemetry/detect/agreement.hpp>

#include "detect/above.hpp"
#include "detect/detectors.hpp"

#include <crucible/telemetry/detect/cusum.hpp>
#include <crucible/telemetry/detect/non_finite.hpp>
#include <crucible/telemetry/detect/spike.hpp>
#include <crucible/telemetry/detect/surprise.hpp>
#include <crucible/telemetry/detect/z_score.hpp>

namespace ct = crucible::telemetry;
using namespace detectors;

namespace {

constexpr above_t<10> above_10{};
constexpr above_t<20> above_20{};
constexpr above_t<30> above_30{};

/// In which rows a combination finds something.
template <class Detector>
std::vector<std::size_t> found(Detector const&, values const& stream) {
    return told<typename Detector::cell>(stream);
}
using rows = std::vector<std::size_t>;

} // namespace

TEST_CASE("any, all, or some of several detectors at one row") {
    values const stream{0, 15, 25, 35, 5};
    CHECK(found(ct::any_of(above_10, above_20, above_30), stream) == rows{1, 2, 3});
    CHECK(found(ct::at_least<2>(above_10, above_20, above_30), stream) == rows{2, 3});
    CHECK(found(ct::all_of(above_10, above_20, above_30), stream) == rows{3});
}

TEST_CASE("a combination is a detector") {
    constexpr auto combined = ct::at_least<2, 5>(ct::z_score<>, ct::spike<>, ct::cusum<>);
    check_detector<combined>(with(with(noise(2000), 400, 12), 1500, 12));
    STATIC_CHECK(combined.name.view() == "at_least_2_of_z_score_spike_cusum_within_5");
    STATIC_CHECK(decltype(ct::any_of(ct::z_score<>, ct::spike<>))::name.view() == "any_of_z_score_spike");
    STATIC_CHECK(decltype(ct::all_of(ct::z_score<>, ct::spike<>))::name.view() == "all_of_z_score_spike");
}

TEST_CASE("in a composition, with times, and with values that are not finite") {
    constexpr auto odd = ct::any_of(ct::surprise<>, ct::non_finite<>);
    ct::accumulator_of<double, decltype(ct::mean | odd)> a;
    a(1.0, 1, ct::timestamp{std::chrono::seconds{1}});
    a(std::numeric_limits<double>::quiet_NaN());
    CHECK(a[odd].found == 1);
    CHECK(a[odd].rows == 2);
    CHECK(a[ct::mean] == 1);
}
