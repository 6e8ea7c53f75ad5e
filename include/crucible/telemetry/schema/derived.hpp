// SPDX-License-Identifier: MIT
#pragma once
// Derived measurements: computed from others of their row when they are asked for, never emitted and never stored.
// Queries, statistics and exporters use them like any other; see enrich/ for latency, cost and success.

#include <crucible/telemetry/schema/walk.hpp>

#include <concepts>
#include <optional>

namespace crucible::telemetry {

/// An empty struct that says what a derived measurement is and how it is computed. Besides what is required here:
///   template <class Event> static consteval bool applies();         whether rows of the event can have it
///   template <class Row> static std::optional<Type> of(Row const&); its value, where this row has it
/// `of` is called only for rows of events that it applies to, of any type: record, row, row_view.
template <class Rule>
concept derivation = std::is_empty_v<Rule> && requires {
    { Rule::in } -> std::convertible_to<unit>;
    { Rule::help } -> std::convertible_to<std::string_view>;
};

/// What `derived` names.
template <auto Name, class Type, kind Kind, derivation Rule>
struct basic_derived {
    using value_type = Type;
    using optional_type = std::optional<Type>;
    using rule = Rule;
    static constexpr auto& name_text = Name;
    static constexpr std::string_view name = Name.view();
    static constexpr kind kind_of = Kind;
    static constexpr unit in = Rule::in;
    static constexpr std::string_view help = Rule::help;
    static constexpr bool suitable = detail::kind_holds<Kind, Type>();
    static_assert(suitable && detail::is_plain_name(name));

    /// As of descriptors.
    template <std::size_t MostLabels = 2000, class Label>
    constexpr grouped<basic_derived, Label, MostLabels> by(Label const&) const {
        return {};
    }
};

/// `inline constexpr ct::derived<"latency", std::chrono::nanoseconds, ct::kind::timer, my_rule> latency{};`
template <fixed_string Name, class Type, kind Kind, derivation Rule>
using derived = basic_derived<Name, Type, Kind, Rule>;

template <auto Name, class Type, kind Kind, class Rule>
inline constexpr bool is_descriptor<basic_derived<Name, Type, Kind, Rule>> = true;

template <class Descriptor>
concept derived_descriptor = any_descriptor<Descriptor> && requires { typename Descriptor::rule; };

/// Whether rows of an event have a measurement: declared, or derivable from what is declared.
template <class Event, class Descriptor>
concept event_gives = event_with<Event, Descriptor> ||
    (any_event<Event> && derived_descriptor<Descriptor> && Descriptor::rule::template applies<Event>());

namespace detail {

template <class Measurement, class Event>
struct nothing_to_derive_it_from {
    static_assert(accepted<Measurement, Event>,
                  "the event declares nothing that this measurement could be derived from");
};

template <class Measurement, class Event>
constexpr void diagnose_underivable() {
    (void)nothing_to_derive_it_from<measurement<Measurement::name_text>, in_event<Event::name_text>>{};
}

/// The value of a derived measurement of a row. Reports an event that has nothing to derive it from.
template <derived_descriptor Descriptor, class Row>
[[nodiscard]] constexpr typename Descriptor::optional_type derive(Row const& row) {
    using event = typename Row::event_type;
    if constexpr (Descriptor::rule::template applies<event>()) return Descriptor::rule::of(row);
    else return diagnose_underivable<Descriptor, event>(), std::nullopt;
}

template <derived_descriptor Descriptor>
inline constexpr Descriptor measurement_of{};

template <class Event, class... Descriptors>
struct enriched;
template <role Role, auto Name, auto const&... Ms, class... Descriptors>
struct enriched<basic_event<Role, Name, Ms...>, Descriptors...> {
    using type = basic_event<Role, Name, Ms..., optional<measurement_of<Descriptors>>...>;
};

} // namespace detail

/// The event with derived measurements as if it declared them: the schema of its rows for exporters.
template <any_event Event, derived_descriptor... Descriptors>
using enriched_event = typename detail::enriched<std::remove_cv_t<Event>, Descriptors...>::type;

/// A row of any type, read as one of its enriched event. Refers to the row.
template <any_event Event, class Row>
struct enriched_row {
    using event_type = Event;

    Row const& base;
    timestamp at = base.at;
    std::uint32_t thread = base.thread;

    template <any_descriptor Descriptor>
    [[nodiscard]] constexpr decltype(auto) operator[](Descriptor const& d) const {
        return base[d];
    }

    /// How many rows the row stands for, where it says so.
    [[nodiscard]] constexpr double weight() const requires requires(Row const& row) { row.weight(); } {
        return base.weight();
    }
};

/// `with_derived<latency, success>(row)`: what an exporter takes that was opened for the enriched event.
template <auto const&... Derived, class Row>
[[nodiscard]] constexpr auto with_derived(Row const& row) {
    using event = enriched_event<typename Row::event_type, std::remove_cvref_t<decltype(Derived)>...>;
    return enriched_row<event, Row>{row};
}
} // namespace crucible::telemetry
