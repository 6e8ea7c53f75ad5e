// SPDX-License-Identifier: MIT
#pragma once
// Descriptors: constexpr values that name one typed quantity. What the compiler dispatches on (name, value type, kind)
// is in the type; what people read (unit, help) is in the value.

#include <crucible/telemetry/core/clock.hpp>
#include <crucible/telemetry/core/detail/duration.hpp>
#include <crucible/telemetry/core/diagnostic.hpp>
#include <crucible/telemetry/core/detail/name.hpp>
#include <crucible/telemetry/core/unit.hpp>
#include <crucible/telemetry/fwd.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

namespace crucible::telemetry {

/// What may be asked of a quantity.
enum class kind : unsigned char {
    gauge,   ///< a level; may go up and down: loss, temperature
    counter, ///< an amount per event that adds up: tokens, bytes
    timer,   ///< a duration (std::chrono)
    index,   ///< a place in a sequence: epoch, step
    flag,    ///< yes or no: success
    tag,     ///< a dimension of few values, to group by: model, phase
    text,    ///< free text
};

template <class Type>
concept duration_value = detail::is_duration<Type> && std::integral<typename Type::rep>;

/// A number that a gauge, counter or index can hold: any arithmetic type but bool and the character types.
template <class Type>
concept number_value = (std::integral<Type> || std::same_as<Type, float> || std::same_as<Type, double>) &&
                       !std::same_as<Type, bool> && !std::same_as<Type, char> && !std::same_as<Type, wchar_t> &&
                       !std::same_as<Type, char8_t> && !std::same_as<Type, char16_t> && !std::same_as<Type, char32_t>;

/// An enumeration whose namespace has `to_text(E) -> std::string_view`, the name that exporters print.
template <class Type>
concept enum_value = std::is_enum_v<Type> && requires(Type value) {
    { to_text(value) } -> std::convertible_to<std::string_view>;
};

namespace detail {

template <kind Kind, class Type>
consteval bool kind_holds() {
    switch (Kind) {
    case kind::gauge:
    case kind::counter: return number_value<Type>;
    case kind::index: return number_value<Type> && std::integral<Type>;
    case kind::timer: return duration_value<Type>;
    case kind::flag: return std::same_as<Type, bool>;
    case kind::tag: return std::same_as<Type, std::string_view> || enum_value<Type>;
    case kind::text: return std::same_as<Type, std::string_view>;
    }
    return false;
}

template <class Measurement, class Given>
struct unsuitable_value_type {
    static_assert(
        accepted<Measurement, Given>,
        "this kind of descriptor cannot hold values of this type (gauge, counter: a number; index: an "
        "integer; timer: a std::chrono::duration of integers; tag: std::string_view or an enum with to_text)");
};

/// Kinds whose values name groups.
template <kind Kind>
inline constexpr bool is_label = Kind == kind::tag || Kind == kind::index || Kind == kind::flag;

template <class Measurement>
struct ungroupable {
    static_assert(accepted<Measurement>, "rows are grouped by a tag, an index or a flag");
};

} // namespace detail

/// A measurement by the labels of another one: what `latency.by(model)` makes. Statistics are kept of at most
/// `MostLabels`; rows of later ones share a group.
template <class Descriptor, class Label, std::size_t MostLabels>
struct grouped {
    using descriptor = Descriptor;
    using label = Label;
    static constexpr std::size_t most_labels = MostLabels;

    static consteval bool check() {
        if constexpr (!detail::is_label<Label::kind_of>) (void)detail::ungroupable<measurement<Label::name_text>>{};
        return true;
    }
    static_assert(check());
};

template <auto Name, class Type, kind Kind>
struct descriptor {
    unit in{};
    std::string_view help{};

    using value_type = Type;
    using optional_type = std::optional<Type>;
    static constexpr auto& name_text = Name;
    static constexpr std::string_view name = Name.view();
    static constexpr kind kind_of = Kind;
    static constexpr bool suitable = detail::kind_holds<Kind, Type>();

    /// `loss = 0.3`: a value for this quantity. It refers to `value`: use it within the same full expression.
    template <class Given>
    constexpr binding<descriptor, Given> operator=(Given const& value) const {
        return {value};
    }

    /// `latency.by(model)`: for statistics that are kept by tag, index or flag.
    template <std::size_t MostLabels = 2000, class Label>
    constexpr grouped<descriptor, Label, MostLabels> by(Label const&) const {
        return {};
    }

    static consteval bool check() {
        if constexpr (!detail::is_plain_name(name)) (void)detail::unsuitable_name<measurement<Name>>{};
        else if constexpr (!suitable)
            (void)detail::unsuitable_value_type<measurement<Name>, given_type<Type>>{};
        return true;
    }
    static_assert(check());
};

template <fixed_string Name, class Type = double> using gauge = descriptor<Name, Type, kind::gauge>;
template <fixed_string Name, class Type = std::int64_t> using counter = descriptor<Name, Type, kind::counter>;
template <fixed_string Name, class Type = std::chrono::nanoseconds> using timer = descriptor<Name, Type, kind::timer>;
template <fixed_string Name, class Type = std::int64_t> using index = descriptor<Name, Type, kind::index>;
template <fixed_string Name> using flag = descriptor<Name, bool, kind::flag>;
template <fixed_string Name, class Type = std::string_view> using tag = descriptor<Name, Type, kind::tag>;
template <fixed_string Name> using text = descriptor<Name, std::string_view, kind::text>;

template <class Type>
inline constexpr bool is_descriptor = false;
template <auto Name, class Type, kind Kind>
inline constexpr bool is_descriptor<descriptor<Name, Type, Kind>> = true;

template <class Type>
concept any_descriptor = is_descriptor<std::remove_cv_t<Type>>;

/// A descriptor whose values can be counted, ordered and averaged.
template <class Descriptor>
concept numeric_descriptor =
    any_descriptor<Descriptor> && Descriptor::kind_of != kind::tag && Descriptor::kind_of != kind::text;

/// A descriptor whose values are text at rest.
template <class Descriptor>
concept text_descriptor = any_descriptor<Descriptor> && std::same_as<typename Descriptor::value_type, std::string_view>;

} // namespace crucible::telemetry
