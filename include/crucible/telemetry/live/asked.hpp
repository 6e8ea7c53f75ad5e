// SPDX-License-Identifier: MIT
#pragma once
// What is asked of a measurement: `loss >> (count | mean)`, of each label `latency.by(model) >> mean`, and by panes of
// time or rows as well `… >> panes<10s, 1h>`.

#include <crucible/telemetry/live/groups.hpp>
#include <crucible/telemetry/statistics/measured.hpp>

namespace crucible::telemetry {

namespace detail {

/// Under which key the statistics of a measurement are read: itself, or it by a label.
template <class D, class Kept>
struct stream_key {
    using type = D;
    static constexpr std::string_view label{};
};
template <class D, class Kept>
    requires requires { typename Kept::tag; }
struct stream_key<D, Kept> {
    using type = grouped<D, typename Kept::tag>;
    static constexpr std::string_view label = Kept::tag::name;
};

} // namespace detail

/// The statistics asked of one measurement, and what is kept of them.
template <any_descriptor D, class Statistics, class Kept = detail::overall>
struct asked {
    using descriptor = D;
    using statistics = Statistics;
    using kept = Kept;
    using key = typename detail::stream_key<D, Kept>::type;
};

namespace detail {

template <class T>
inline constexpr bool is_asked = false;
template <class D, class S, class K>
inline constexpr bool is_asked<asked<D, S, K>> = true;

template <class Measurement>
struct panes_without_statistics {
    static_assert(accepted<Measurement>,
                  "say which statistics the panes are to hold: measurement >> statistics >> panes<…>");
};

template <class Measurement>
struct statistics_without_parentheses {
    static_assert(accepted<Measurement>,
                  "put the statistics in parentheses: measurement >> (count | mean); | binds less than >>");
};

template <class D, class Kept, class... S>
constexpr asked<D, statistics<S...>, Kept> ask(statistics<S...>) {
    // Where a statistic that does not suit is named:
    static_assert(sizeof(stream_accumulator<D, statistics<S...>>) != 0);
    return {};
}

} // namespace detail

/// `loss >> (count | mean)`: asks for statistics of a measurement.
template <any_descriptor D, composition Asked>
constexpr auto operator>>(D const&, Asked const&) {
    return detail::ask<D, detail::overall>(statistics_of<Asked>{});
}

/// `latency.by(model) >> (count | mean)`: the same for each model.
template <any_descriptor D, any_descriptor Label, std::size_t MostLabels, composition Asked>
constexpr auto operator>>(grouped<D, Label, MostLabels> const&, Asked const&) {
    return detail::ask<D, detail::by_label<Label, MostLabels, detail::overall>>(statistics_of<Asked>{});
}

/// What was meant as a statistic and lacks something is reported, and not asked for.
template <any_descriptor D, detail::lacking_statistic Asked>
constexpr asked<D, statistics<>> operator>>(D const&, Asked const&) {
    detail::report_statistic<Asked>();
    return {};
}

/// `loss >> count | mean` is one error.
template <any_descriptor D, class Statistics, class Kept, detail::meant_as_composition More>
constexpr asked<D, Statistics, Kept> operator|(asked<D, Statistics, Kept> const&, More const&) {
    (void)detail::statistics_without_parentheses<measurement<D::name_text>>{};
    return {};
}

/// `latency >> (count | mean) >> panes<10s, 1h>`: keeps them by panes as well (panes.hpp).
template <class D, class Statistics, class Kept, class Panes>
    requires(detail::is_panes<Panes>)
constexpr asked<D, Statistics, typename Kept::template with<Panes>> operator>>(asked<D, Statistics, Kept> const&,
                                                                               Panes const&) {
    static_assert(!Kept::template repeats<Panes>, "panes of one length are asked for twice of one measurement");
    return {};
}

template <any_descriptor D, class Panes>
    requires(detail::is_panes<Panes>)
constexpr asked<D, statistics<>> operator>>(D const&, Panes const&) {
    (void)detail::panes_without_statistics<measurement<D::name_text>>{};
    return {};
}

} // namespace crucible::telemetry
