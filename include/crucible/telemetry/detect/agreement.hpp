// SPDX-License-Identifier: MIT
#pragma once
// Detectors combined: `any_of(a, b)`, `all_of(a, b)`, `at_least<2>(a, b, c)`, at one row or within so many.

#include <crucible/telemetry/cells/agreement.hpp>
#include <crucible/telemetry/detect/detection.hpp>

namespace crucible::telemetry {

namespace detail {

template <class Statistic>
struct not_a_detector {
    static_assert(accepted<Statistic>, "only detectors can be combined: statistics whose cell has `take_finding()`");
};
template <class Detector>
using checked_detector = typename std::conditional_t<finding_cell<typename Detector::cell>, std::type_identity<int>,
                                                     std::type_identity<not_a_detector<Detector>>>::type;

template <agreement_rule Rule, std::size_t Detectors>
struct sensible_agreement {
    static_assert(Rule.sensible() && Rule.least <= Detectors,
                  "a combination asks for one detector at least and no more than it has, within one row at least");
};

} // namespace detail

/// Reads a `detection`: score how many agree at the latest row.
template <agreement_rule Rule, statistic... Detectors>
struct agreement_t : detector_base<cells::agreement<Rule, typename Detectors::cell...>> {
    static_assert(sizeof(detail::sensible_agreement<Rule, sizeof...(Detectors)>) != 0);
    static_assert(((sizeof(detail::checked_detector<Detectors>) != 0) && ...));
    static constexpr auto name = detail::as_name<[] {
        detail::label<1024> l;
        if (Rule.least == 1) l.append("any");
        else if (Rule.least == sizeof...(Detectors)) l.append("all");
        else l.append("at_least_"), l.append_whole(Rule.least);
        l.append("_of");
        ((l.append("_"), l.append(Detectors::name.view())), ...);
        if (Rule.within != 1) l.append("_within_"), l.append_whole(Rule.within);
        return l;
    }>();
};

/// One of them finds something.
template <statistic... Detectors>
[[nodiscard]] constexpr auto any_of(Detectors const&...) {
    return agreement_t<agreement_rule{}, Detectors...>{};
}

/// So many of them find something within so many rows.
template <std::uint32_t Least, std::uint32_t Within = 1, statistic... Detectors>
[[nodiscard]] constexpr auto at_least(Detectors const&...) {
    return agreement_t<agreement_rule{.least = Least, .within = Within}, Detectors...>{};
}

/// Each of them finds something within so many rows.
template <std::uint32_t Within = 1, statistic... Detectors>
[[nodiscard]] constexpr auto all_of(Detectors const&...) {
    return agreement_t<agreement_rule{.least = sizeof...(Detectors), .within = Within}, Detectors...>{};
}

} // namespace crucible::telemetry
