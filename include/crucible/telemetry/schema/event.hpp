// SPDX-License-Identifier: MIT
#pragma once
// Events: a dotted name and the descriptors it carries, by reference. Calling an event makes a checked record.

#include <crucible/telemetry/core/detail/hash.hpp>
#include <crucible/telemetry/schema/descriptor.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace crucible::telemetry {

/// Marks a measurement that a row may lack: `event<"request.stop", latency, optional<tokens>>`.
template <class Descriptor>
struct optional_measurement {
    Descriptor const& descriptor;
};

template <auto const& Measurement>
inline constexpr optional_measurement<std::remove_cvref_t<decltype(Measurement)>> optional{Measurement};

namespace detail {

/// One measurement of an event: its descriptor type, and whether rows may lack it.
template <class Type>
struct entry { // stands for what is no descriptor, which the event reports, so that nothing else needs to
    using type = flag<"not_a_descriptor">;
    static constexpr bool is_descriptor = false;
    static constexpr bool optional = true;
    static constexpr type of(Type const&) { return {}; }
};

template <auto Name, class Type, kind Kind>
struct entry<descriptor<Name, Type, Kind>> {
    using type = descriptor<Name, Type, Kind>;
    static constexpr bool is_descriptor = true;
    static constexpr bool optional = false;
    static constexpr type const& of(type const& d) { return d; }
};

template <class Descriptor>
struct entry<optional_measurement<Descriptor>> {
    using type = Descriptor;
    static constexpr bool is_descriptor = telemetry::is_descriptor<Descriptor>;
    static constexpr bool optional = true;
    static constexpr Descriptor const& of(optional_measurement<Descriptor> const& m) { return m.descriptor; }
};

template <auto const& Measurement>
using entry_of = entry<std::remove_cvref_t<decltype(Measurement)>>;

template <bool IsDescriptor, class Event, class Argument>
struct listed {
    static_assert(IsDescriptor || accepted<Event, Argument>,
                  "an event lists descriptors and ct::optional<descriptor>, nothing else");
};
template <class Event, class Measurement>
struct measurement_named_twice {
    static_assert(accepted<Event, Measurement>, "the event declares two measurements of this name");
};

/// Index of the first name that occurs twice, or N.
template <std::size_t Size>
consteval std::size_t repeated_name(std::array<std::string_view, Size> const& names) {
    for (std::size_t i = 0; i != Size; ++i)
        for (std::size_t j = 0; j != i; ++j)
            if (names[i] == names[j]) return i;
    return Size;
}

template <std::size_t Index, class... Ts>
struct nth;
template <class Type, class... Ts>
struct nth<0, Type, Ts...> {
    using type = Type;
};
template <std::size_t Index, class Type, class... Ts>
struct nth<Index, Type, Ts...> : nth<Index - 1, Ts...> {};
template <std::size_t Index, class... Ts>
using nth_t = typename nth<Index, Ts...>::type;

/// Index of the first true value; the array's size when there is none.
template <std::size_t Size>
consteval std::size_t first_true(std::array<bool, Size> const& values) {
    std::size_t i = 0;
    while (i != Size && !values[i]) ++i;
    return i;
}

} // namespace detail

/// What an event is to analysis, which never guesses it from the names of measurements. `step_event`, `epoch_event`, …
/// declare events in a role.
enum class role : unsigned char {
    none,       ///< a piece of work, or a remark: latency, cost and outcome are told as they are given
    step,       ///< a step of training was done: a batch
    epoch,      ///< an epoch of training was done
    run,        ///< a whole training was done
    evaluation, ///< a model was examined on data that it is not trained on
    request,    ///< a request was answered, or failed
    state,      ///< how something stands, or what it counted itself: no work, so it has no latency, cost or outcome
};

constexpr std::string_view to_text(role of) {
    switch (of) {
    case role::step: return "step";
    case role::epoch: return "epoch";
    case role::run: return "run";
    case role::evaluation: return "evaluation";
    case role::request: return "request";
    case role::state: return "state";
    case role::none: break;
    }
    return "none";
}

template <role Role, auto Name, auto const&... Measurements>
struct basic_event {
    std::string_view help{};

    static constexpr role role_of = Role;
    static constexpr auto& name_text = Name;
    static constexpr std::string_view name = Name.view();
    static constexpr std::size_t size = sizeof...(Measurements);
    static constexpr std::array<std::string_view, size> measurement_names{
        detail::entry_of<Measurements>::type::name...};
    static constexpr bool distinct = detail::repeated_name(measurement_names) == size;

    /// A checked row: `epoch_stop(epoch = 3, loss = 0.2)`, in any order. See record/record.hpp.
    template <class... Arguments>
    constexpr record<basic_event> operator()(Arguments const&... arguments) const {
        return make_record(*this, arguments...);
    }

    static consteval bool check() {
        if constexpr (!detail::is_dotted_name(name)) (void)detail::unsuitable_name<event_named<Name>>{};
        else if constexpr (!(detail::entry_of<Measurements>::is_descriptor && ...))
            ((void)detail::listed<detail::entry_of<Measurements>::is_descriptor, event_named<Name>,
                                  argument<std::remove_cvref_t<decltype(Measurements)>>>{},
             ...);
        else if constexpr (!distinct) {
            constexpr std::size_t twice = detail::repeated_name(measurement_names);
            using d = detail::nth_t<twice, typename detail::entry_of<Measurements>::type...>;
            (void)detail::measurement_named_twice<event_named<Name>, measurement<d::name_text>>{};
        }
        return true;
    }
    static_assert(check());
};

/// An event in no role: `inline constexpr ct::event<"my.note", m::reason> note{.help = "what was noted"};`
template <fixed_string Name, auto const&... Measurements>
using event = basic_event<role::none, Name, Measurements...>;
template <fixed_string Name, auto const&... Ms>
using step_event = basic_event<role::step, Name, Ms...>;
template <fixed_string Name, auto const&... Ms>
using epoch_event = basic_event<role::epoch, Name, Ms...>;
template <fixed_string Name, auto const&... Ms>
using run_event = basic_event<role::run, Name, Ms...>;
template <fixed_string Name, auto const&... Ms>
using evaluation_event = basic_event<role::evaluation, Name, Ms...>;
template <fixed_string Name, auto const&... Ms>
using request_event = basic_event<role::request, Name, Ms...>;
template <fixed_string Name, auto const&... Ms>
using state_event = basic_event<role::state, Name, Ms...>;

template <class Type>
inline constexpr bool is_event = false;
template <role Role, auto Name, auto const&... Ms>
inline constexpr bool is_event<basic_event<Role, Name, Ms...>> = true;

template <class Type>
concept any_event = is_event<std::remove_cv_t<Type>>;

} // namespace crucible::telemetry
