// SPDX-License-Identifier: MIT
#pragma once
// Walking an event's schema at compile time: what generates rows, columns, headers and documents from one truth.

#include <crucible/telemetry/schema/event.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace crucible::telemetry {

namespace detail {

template <class Event>
struct schema;

template <role Role, auto Name, auto const&... Ms>
struct schema<basic_event<Role, Name, Ms...>> {
    /// `f.template operator()<Entry>(descriptor)` for each measurement in declared order.
    template <class Function>
    static constexpr void walk(Function&& f) {
        (f.template operator()<entry_of<Ms>>(entry_of<Ms>::of(Ms)), ...);
    }

    template <class Descriptor>
    static consteval std::size_t index_of() {
        bool const same[]{std::same_as<typename entry_of<Ms>::type, Descriptor>..., false};
        std::size_t i = 0;
        while (i != sizeof...(Ms) && !same[i]) ++i;
        return i;
    }

    template <std::size_t Index>
    using entry_at = nth_t<Index, entry_of<Ms>...>;

    static consteval std::uint64_t hash() {
        std::uint64_t h = detail::hash(Name.view());
        ((h = detail::hash(entry_of<Ms>::type::name, h ^ signature<entry_of<Ms>>())), ...);
        return h;
    }

private:
    template <class Entry>
    static consteval std::uint64_t signature() {
        using d = typename Entry::type;
        using value = typename d::value_type;
        return static_cast<std::uint64_t>(d::kind_of) << 8 | sizeof(value) << 16 |
               static_cast<std::uint64_t>(std::is_floating_point_v<value>) << 32 |
               static_cast<std::uint64_t>(std::is_signed_v<value>) << 33 |
               static_cast<std::uint64_t>(Entry::optional) << 34 | period<value>() << 35;
    }

    /// Tells milliseconds from microseconds of one width.
    template <class Value>
    static consteval std::uint64_t period() {
        if constexpr (duration_value<Value>)
            return static_cast<std::uint64_t>(Value::period::num * 31 + Value::period::den) & ((1U << 29) - 1);
        else return 0;
    }
};

} // namespace detail

/// Calls `f.template operator()<Entry>(descriptor)` for each measurement, in declared order.
/// `Entry::type` is the descriptor's type, `Entry::optional` whether rows may lack it.
template <any_event Event, class Function>
constexpr void walk(Function&& f) {
    detail::schema<std::remove_cv_t<Event>>::walk(std::forward<Function>(f));
}

/// Equal for events of the same name, measurements, kinds, widths and periods, in every process: what tells rows apart.
template <any_event Event>
inline constexpr std::uint64_t schema_hash = detail::schema<std::remove_cv_t<Event>>::hash();

/// Place of a descriptor among an event's measurements; `Event::size` when the event does not carry it.
template <any_event Event, any_descriptor Descriptor>
inline constexpr std::size_t index_in =
    detail::schema<std::remove_cv_t<Event>>::template index_of<std::remove_cv_t<Descriptor>>();

template <class Event, class Descriptor>
concept event_with = any_event<Event> && any_descriptor<Descriptor> && index_in<Event, Descriptor> != Event::size;

} // namespace crucible::telemetry
