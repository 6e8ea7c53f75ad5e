// SPDX-License-Identifier: MIT
#pragma once
// What is asked of a measurement: `loss >> (count | mean)`, of each label `latency.by(model) >> mean`, and by panes of
// time or rows as well `… >> panes<10s, 1h>`.

#include <crucible/telemetry/live/groups.hpp>
#include <crucible/telemetry/statistics/measured.hpp>

namespace crucible::telemetry {

namespace detail {

/// Under which key the statistics of a measurement are read: itself, or it by a label.
template <class Descriptor, class Kept>
struct stream_key {
    using type = Descriptor;
    static constexpr std::string_view label{};
};
template <class Descriptor, class Kept>
    requires requires { typename Kept::tag; }
struct stream_key<Descriptor, Kept> {
    using type = grouped<Descriptor, typename Kept::tag>;
    static constexpr std::string_view label = Kept::tag::name;
};

} // namespace detail

/// The statistics asked of one measurement, and what is kept of them.
template <any_descriptor Descriptor, class Statistics, class Kept = detail::overall>
struct asked {
    using descriptor = Descriptor;
    using statistics = Statistics;
    using kept = Kept;
    using key = typename detail::stream_key<Descriptor, Kept>::type;
};

namespace detail {

template <class T>
inline constexpr bool is_asked = false;
template <class Descriptor, class S, class K>
inline constexpr bool is_asked<asked<Descriptor, S, K>> = true;

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

template <class Descriptor, class Kept, class... S>
constexpr asked<Descriptor, statistics<S...>, Kept> ask(statistics<S...>) {
    // Where a statistic that does not suit is named:
    static_assert(sizeof(stream_accumulator<Descriptor, statistics<S...>>) != 0);
    return {};
}

} // namespace detail

/// `loss >> (count | mean)`: asks for statistics of a measurement.
template <any_descriptor Descriptor, composition Asked>
constexpr auto operator>>(Descriptor const&, Asked const&) {
    return detail::ask<Descriptor, detail::overall>(statistics_of<Asked>{});
}

/// `latency.by(model) >> (count | mean)`: the same for each model.
template <any_descriptor Descriptor, any_descriptor Label, std::size_t MostLabels, composition Asked>
constexpr auto operator>>(grouped<Descriptor, Label, MostLabels> const&, Asked const&) {
    return detail::ask<Descriptor, detail::by_label<Label, MostLabels, detail::overall>>(statistics_of<Asked>{});
}

/// What was meant as a statistic and lacks something is reported, and not asked for.
template <any_descriptor Descriptor, detail::lacking_statistic Asked>
constexpr asked<Descriptor, statistics<>> operator>>(Descriptor const&, Asked const&) {
    detail::report_statistic<Asked>();
    return {};
}

/// `loss >> count | mean` is one error.
template <any_descriptor Descriptor, class Statistics, class Kept, detail::meant_as_composition More>
constexpr asked<Descriptor, Statistics, Kept> operator|(asked<Descriptor, Statistics, Kept> const&, More const&) {
    (void)detail::statistics_without_parentheses<measurement<Descriptor::name_text>>{};
    return {};
}

/// `latency >> (count | mean) >> panes<10s, 1h>`: keeps them by panes as well (panes.hpp).
template <class Descriptor, class Statistics, class Kept, class Panes>
    requires(detail::is_panes<Panes>)
constexpr asked<Descriptor, Statistics, typename Kept::template with<Panes>>
operator>>(asked<Descriptor, Statistics, Kept> const&, Panes const&) {
    static_assert(!Kept::template repeats<Panes>, "panes of one length are asked for twice of one measurement");
    return {};
}

template <any_descriptor Descriptor, class Panes>
    requires(detail::is_panes<Panes>)
constexpr asked<Descriptor, statistics<>> operator>>(Descriptor const&, Panes const&) {
    (void)detail::panes_without_statistics<measurement<Descriptor::name_text>>{};
    return {};
}

} // namespace crucible::telemetry
