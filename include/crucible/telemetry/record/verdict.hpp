// SPDX-License-Identifier: MIT
#pragma once
// The verdict on a call of an event: the first mistake as a value, then exactly one diagnostic that names it.
// (A consteval check that itself fails to compile would cascade into several errors.)

#include <crucible/telemetry/core/detail/nearest_name.hpp>
#include <crucible/telemetry/record/binding.hpp>
#include <crucible/telemetry/schema/walk.hpp>

#include <optional>

namespace crucible::telemetry {
namespace detail {

template <class Argument, class Event>
struct not_a_binding {
    static_assert(accepted<Argument, Event>, "an argument is not of the form measurement = value; "
                                             "does a local variable hide the measurement's name?");
};
template <class... Facts>
struct unknown_measurement {
    static_assert(accepted<Facts...>, "the event does not declare this measurement");
};
template <class... Facts>
struct other_measurement {
    static_assert(accepted<Facts...>, "the event declares a measurement of this name, but of another type or kind");
};
template <class Measurement, class Event>
struct repeated_measurement {
    static_assert(accepted<Measurement, Event>, "a measurement was given twice");
};
template <class Measurement, class Event>
struct missing_measurement {
    static_assert(accepted<Measurement, Event>, "a measurement the event declares was not given");
};
template <class Measurement, class Expected, class Given, class Event>
struct wrong_type {
    static_assert(accepted<Measurement, Expected, Given, Event>,
                  "the value does not convert to the measurement's type");
};
template <class Measurement, class Expected, class Given, class Event>
struct narrowing {
    static_assert(accepted<Measurement, Expected, Given, Event>,
                  "the value does not fit the measurement's type without loss; convert it where you give it");
};
template <class Measurement, class Expected, class Given, class Event>
struct bare_number {
    static_assert(accepted<Measurement, Expected, Given, Event>,
                  "a timer takes a std::chrono duration, not a bare number without a unit");
};

enum class fault : unsigned char {
    none,
    not_a_binding,
    unknown,
    repeated,
    missing,
    wrong_type,
    narrowing,
    bare_number,
};

/// The first mistake of a call, and which argument (or, when missing, which measurement) it is about.
struct verdict {
    fault what = fault::none;
    std::size_t where = 0;
};

template <class Argument>
struct argument_of {
    using type = void;
    static constexpr bool bound = false;
};
template <class Descriptor, class Value>
struct argument_of<binding<Descriptor, Value>> {
    using type = Descriptor;
    using value_type = Value;
    static constexpr bool bound = true;
};

template <class Type>
inline constexpr bool is_std_optional = false;
template <class Type>
inline constexpr bool is_std_optional<std::optional<Type>> = true;

/// Whether a given `Value` may become a value of the entry; an optional entry also takes an optional of it.
template <class Entry, class Value>
consteval fault judge_value() {
    if constexpr (!Entry::type::suitable) {
        return fault::none; // the descriptor has been reported
    } else if constexpr (Entry::optional && is_std_optional<Value>) {
        return judge_value<Entry, typename Value::value_type>();
    } else {
        switch (fits<typename Entry::type::value_type, Value>()) {
        case fit::ok: return fault::none;
        case fit::narrows: return fault::narrowing;
        case fit::bare_number_for_timer: return fault::bare_number;
        case fit::wrong_type: return fault::wrong_type;
        }
        return fault::wrong_type;
    }
}

/// Which of the event's measurements an argument gives; `Event::size` when none.
template <class Event, class Argument>
consteval std::size_t place() {
    using argument = argument_of<Argument>;
    if constexpr (argument::bound) return schema<Event>::template index_of<typename argument::type>();
    else return Event::size;
}

/// What is wrong with one argument by itself.
template <class Event, class Argument>
consteval fault judge_argument() {
    constexpr std::size_t i = place<Event, Argument>();
    if constexpr (!argument_of<Argument>::bound) return fault::not_a_binding;
    else if constexpr (i == Event::size) return fault::unknown;
    else return judge_value<typename schema<Event>::template entry_at<i>, typename argument_of<Argument>::value_type>();
}

/// Which measurements a list of arguments gives. `judge` looks at required ones only when `complete`.
template <class Event, class... Arguments>
consteval verdict judge(bool complete) {
    constexpr std::size_t count = sizeof...(Arguments);
    fault const faults[]{judge_argument<Event, Arguments>()..., fault::none};
    std::size_t const places[]{place<Event, Arguments>()..., Event::size};
    bool given[Event::size + 1]{};
    for (std::size_t i = 0; i != count; ++i) {
        if (faults[i] != fault::none) return {faults[i], i};
        if (given[places[i]]) return {fault::repeated, i};
        given[places[i]] = true;
    }
    std::size_t m = 0;
    verdict result{};
    schema<Event>::walk([&]<class Entry>(auto const&) {
        if (complete && !given[m] && !Entry::optional && result.what == fault::none) result = {fault::missing, m};
        ++m;
    });
    return result;
}

template <class Event, class Descriptor>
constexpr void diagnose_unknown() {
    using what = measurement<Descriptor::name_text>;
    using in = in_event<Event::name_text>;
    if constexpr (Event::size == 0) {
        (void)unknown_measurement<what, in>{};
    } else {
        constexpr std::size_t i = nearest_name(Descriptor::name, Event::measurement_names);
        using nearest = typename schema<Event>::template entry_at<i>::type;
        if constexpr (nearest::name != Descriptor::name)
            (void)unknown_measurement<what, did_you_mean<nearest::name_text>, in>{};
        else (void)other_measurement<expected_type<nearest>, given_type<Descriptor>, in>{};
    }
}

template <class Event, fault What, class Descriptor, class Value>
constexpr void diagnose_binding() {
    using in = in_event<Event::name_text>;
    using what = measurement<Descriptor::name_text>;
    using expected = expected_type<typename Descriptor::value_type>;
    if constexpr (What == fault::unknown) diagnose_unknown<Event, Descriptor>();
    else if constexpr (What == fault::repeated) (void)repeated_measurement<what, in>{};
    else if constexpr (What == fault::narrowing) (void)narrowing<what, expected, given_type<Value>, in>{};
    else if constexpr (What == fault::bare_number) (void)bare_number<what, expected, given_type<Value>, in>{};
    else (void)wrong_type<what, expected, given_type<Value>, in>{};
}

/// Instantiates the one diagnostic that a verdict asks for.
template <class Event, verdict Verdict, class... Arguments>
constexpr void diagnose() {
    using in = in_event<Event::name_text>;
    if constexpr (Verdict.what == fault::missing) {
        using d = typename schema<Event>::template entry_at<Verdict.where>::type;
        (void)missing_measurement<measurement<d::name_text>, in>{};
    } else {
        using given = nth_t<Verdict.where, Arguments...>;
        if constexpr (Verdict.what == fault::not_a_binding) (void)not_a_binding<argument<given>, in>{};
        else diagnose_binding<Event, Verdict.what, typename argument_of<given>::type,
                              typename argument_of<given>::value_type>();
    }
}

} // namespace detail
} // namespace crucible::telemetry
