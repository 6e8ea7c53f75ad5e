// SPDX-License-Identifier: MIT
#pragma once
// Tallied events: of their rows nothing is kept but the statistics that are declared with the event. For counters at
// millions a second:
// `inline constexpr auto token_out = ct::tallied(ct::event<"llm.token.out", tokens>{}, tokens >> ct::sum);`

#include <crucible/telemetry/live/asked.hpp>
#include <crucible/telemetry/record/record.hpp>
#include <crucible/telemetry/tally/detail/tally_cell.hpp>

namespace crucible::telemetry {

/// An event whose emitting threads keep these statistics themselves: what `tallied(event, …)` makes.
template <any_event Event, class... Asked>
struct tallied_event : Event {
    using plain = Event;

    template <class... Arguments>
    constexpr record<tallied_event> operator()(Arguments const&... arguments) const {
        return {make_record(static_cast<Event const&>(*this), arguments...)};
    }
};

template <role Role, auto Name, auto const&... Ms, class... Asked>
inline constexpr bool is_event<tallied_event<basic_event<Role, Name, Ms...>, Asked...>> = true;

template <class T>
inline constexpr bool is_tallied_event = false;
template <class Event, class... Asked>
inline constexpr bool is_tallied_event<tallied_event<Event, Asked...>> = true;

template <class T>
concept any_tallied_event = any_event<T> && is_tallied_event<std::remove_cv_t<T>>;

template <class Event, class... Asked>
struct record<tallied_event<Event, Asked...>> : record<Event> {
    using event_type = tallied_event<Event, Asked...>;
};

namespace detail {

/// Of two cells of one name but other template arguments: what tells them apart where they say so, and their size.
template <class C>
consteval std::uint64_t hash_of_cell() {
    if constexpr (requires { C::form.parameters; }) return hash_number(sizeof(C), C::form.parameters);
    else return sizeof(C);
}

template <class Statistics>
struct names_of;
template <class... S>
struct names_of<statistics<S...>> {
    static consteval std::uint64_t hash(std::uint64_t h) {
        ((h = hash_number(hash_of_cell<typename S::cell>(), detail::hash(S::name.view(), h))), ...);
        return h;
    }
};

/// As of the plain event, but for the hash: who listens to the one does not hear the other.
template <class Event, class... Asked>
struct schema<tallied_event<Event, Asked...>> : schema<Event> {
    static consteval std::uint64_t hash() {
        std::uint64_t h = detail::hash("tallied", schema<Event>::hash());
        ((h = names_of<typename Asked::statistics>::hash(detail::hash(Asked::descriptor::name, h))), ...);
        return h;
    }
};

template <class Statistic, class Measurement>
struct statistic_not_tallied {
    static_assert(
        accepted<Statistic, Measurement>,
        "a tally cannot keep this statistic: its state looks at time or order, or is too large to be updated at "
        "once; ask it of an event that is not tallied");
};
template <class Measurement, class Event>
struct measurement_tallied_twice {
    static_assert(accepted<Measurement, Event>,
                  "statistics of a measurement are asked twice in one `tallied(…)`; join them with |");
};
template <class Given>
struct not_to_be_tallied {
    static_assert(accepted<Given>,
                  "`tallied` takes an event, then `measurement >> statistics`, neither by label nor by panes");
};

template <class Event, class Asked>
struct judge_tallied {
    using type = not_to_be_tallied<argument<Asked>>;
};
template <class Event, class Descriptor, class... S>
struct judge_tallied<Event, asked<Descriptor, statistics<S...>>>
    : first_mistake<
          std::conditional_t<tallied_cell<typename S::cell, typename Descriptor::value_type>::possible, sound,
                             statistic_not_tallied<statistic_named<S::name>, measurement<Descriptor::name_text>>>...> {
};

/// The first measurement that is asked for again.
template <class Event, class... Asked>
struct judge_repeated {
    using type = sound;
};
template <class Event, class First, class... Rest>
struct judge_repeated<Event, First, Rest...> : judge_repeated<Event, Rest...> {};
template <class Event, class First, class... Rest>
    requires(std::same_as<typename First::descriptor, typename Rest::descriptor> || ...)
struct judge_repeated<Event, First, Rest...> {
    using type = measurement_tallied_twice<measurement<First::descriptor::name_text>, in_event<Event::name_text>>;
};

/// The first mistake in what `tallied` was given besides its event, seen without that.
template <class Event, class... Asked>
using tally_verdict = typename first_mistake<typename judge_tallied<Event, Asked>::type...>::type;

} // namespace detail

/// An event of which no rows are kept: the emitting threads update the statistics asked for, and sessions merge them.
template <any_event Event, class... Asked>
constexpr auto tallied(Event const& event, Asked const&...) {
    using mistake = detail::tally_verdict<Event, Asked...>;
    if constexpr (!std::same_as<mistake, detail::sound>) {
        return (void)mistake{}, tallied_event<Event>{event};
    } else if constexpr (!(event_gives<Event, typename Asked::descriptor> && ...)) {
        // Called, it would be a second error.
        (void(&detail::diagnose_unmeasured<Event, typename Asked::descriptor>), ...);
        return tallied_event<Event>{event};
    } else {
        using repeated = typename detail::judge_repeated<Event, Asked...>::type;
        if constexpr (!std::same_as<repeated, detail::sound>) return (void)repeated{}, tallied_event<Event>{event};
        else return tallied_event<Event, Asked...>{event};
    }
}

} // namespace crucible::telemetry
