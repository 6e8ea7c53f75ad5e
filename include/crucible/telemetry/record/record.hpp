// SPDX-License-Identifier: MIT
#pragma once
// Records: one checked row of an event, a plain aggregate that can be stored, tested and emitted later.

#include <crucible/telemetry/record/verdict.hpp>
#include <crucible/telemetry/schema/derived.hpp>

#include <optional>

namespace crucible::telemetry {

namespace detail {

/// What an entry holds in a record: its value, or an optional one.
template <class Entry>
using held_t = std::conditional_t<Entry::optional, typename Entry::type::optional_type,
                                  typename Entry::type::value_type>;

template <class Entry>
struct field {
    held_t<Entry> value{};
};

/// What a read of something that the record does not have goes on with, so that it stays one error.
template <class Type>
inline Type unmeasured{};

} // namespace detail

/// Of an event that has been reported as ill-formed: keeps the uses of it from being reported as well.
template <role Role, auto Name, auto const&... Ms>
struct record<basic_event<Role, Name, Ms...>> {
    using event_type = basic_event<Role, Name, Ms...>;

    template <any_descriptor Descriptor>
    [[nodiscard]] constexpr auto& operator[](Descriptor const&) const {
        return detail::unmeasured<typename Descriptor::value_type>;
    }
    friend constexpr bool operator==(record const&, record const&) = default;
};

template <role Role, auto Name, auto const&... Ms>
    requires basic_event<Role, Name, Ms...>::distinct
struct record<basic_event<Role, Name, Ms...>> : detail::field<detail::entry_of<Ms>>... {
    using event_type = basic_event<Role, Name, Ms...>;

    /// The value of a measurement; a std::optional where the event declares it optional.
    template <auto Text, class Type, kind Kind>
    [[nodiscard]] constexpr auto const& operator[](descriptor<Text, Type, Kind> const&) const {
        return at<descriptor<Text, Type, Kind>>(*this);
    }
    template <auto Text, class Type, kind Kind>
    [[nodiscard]] constexpr auto& operator[](descriptor<Text, Type, Kind> const&) {
        return at<descriptor<Text, Type, Kind>>(*this);
    }
    /// As it was derived, in a row of an enriched event; else as it is derived now.
    template <derived_descriptor Descriptor>
    [[nodiscard]] constexpr auto operator[](Descriptor const&) const {
        if constexpr (index_in<event_type, Descriptor> != event_type::size) return at<Descriptor>(*this);
        else return detail::derive<Descriptor>(*this);
    }
    template <derived_descriptor Descriptor>
        requires(index_in<event_type, Descriptor> != event_type::size)
    [[nodiscard]] constexpr auto& operator[](Descriptor const&) {
        return at<Descriptor>(*this);
    }

    friend constexpr bool operator==(record const& a, record const& b) {
        return ((static_cast<detail::field<detail::entry_of<Ms>> const&>(a).value ==
                 static_cast<detail::field<detail::entry_of<Ms>> const&>(b).value) && ...);
    }

private:
    template <class Descriptor, class Self>
    static constexpr auto& at(Self& self) {
        constexpr std::size_t i = index_in<event_type, Descriptor>;
        if constexpr (i != event_type::size) {
            using field = detail::field<typename detail::schema<event_type>::template entry_at<i>>;
            return static_cast<std::conditional_t<std::is_const_v<Self>, field const, field>&>(self).value;
        } else {
            detail::diagnose_unknown<event_type, Descriptor>();
            return detail::unmeasured<std::conditional_t<std::is_const_v<Self>, typename Descriptor::value_type const,
                                                         typename Descriptor::value_type>>;
        }
    }
};

namespace detail {

/// Reports a measurement that rows of the event neither have nor give; nothing of one that they do.
template <class Event, class Descriptor>
constexpr void diagnose_unmeasured() {
    if constexpr (event_gives<Event, Descriptor>) return;
    else if constexpr (derived_descriptor<Descriptor>) diagnose_underivable<Descriptor, Event>();
    else diagnose_binding<Event, fault::unknown, Descriptor, void>();
}

} // namespace detail

/// `record_of<epoch_stop>`: the type of an event's records.
template <auto const& Event>
using record_of = record<std::remove_cvref_t<decltype(Event)>>;

namespace detail {

/// All arguments as bases of one object, so that overload resolution finds each by its descriptor.
template <class... Arguments>
struct arguments : Arguments... {};

template <class Descriptor, class Value>
constexpr Value const& pick(binding<Descriptor, Value> const& bound) {
    return bound.value;
}

template <class Entry, class Value>
constexpr held_t<Entry> hold(Value const& value) {
    using to = typename Entry::type::value_type;
    if constexpr (!Entry::type::suitable) return {};
    else if constexpr (is_std_optional<Value>) return value ? held_t<Entry>{convert<to>(*value)} : held_t<Entry>{};
    else return convert<to>(value);
}

template <class Entry, class Given>
constexpr field<Entry> make_field(Given const& given) {
    using d = typename Entry::type;
    if constexpr (requires { pick<d>(given); }) return {hold<Entry>(pick<d>(given))};
    else return {};
}

} // namespace detail

template <role Role, auto Name, auto const&... Ms, class... Arguments>
constexpr record<basic_event<Role, Name, Ms...>> make_record(basic_event<Role, Name, Ms...> const&,
                                                             Arguments const&... arguments) {
    using event_type = basic_event<Role, Name, Ms...>;
    constexpr detail::verdict found = detail::judge<event_type, Arguments...>(true);
    if constexpr (!event_type::distinct) {
        return {};
    } else if constexpr (found.what == detail::fault::none) {
        detail::arguments<Arguments...> const given{arguments...};
        return {detail::make_field<detail::entry_of<Ms>>(given)...};
    } else {
        detail::diagnose<event_type, found, Arguments...>();
        return {};
    }
}

} // namespace crucible::telemetry
