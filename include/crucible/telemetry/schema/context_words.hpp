// SPDX-License-Identifier: MIT
#pragma once
// The context words: who asked, of what, and which rows belong together. An event that declares them as optional gets
// them from the scopes of emit/context.hpp.

#include <crucible/telemetry/schema/event.hpp>

namespace crucible::telemetry {

namespace vocabulary {

inline constexpr text<"session_id"> session_id{.help = "session of a user"};
inline constexpr text<"user_id"> user_id{.help = "who asked"};
inline constexpr text<"sample_id"> sample_id{.help = "sample of a data set"};
inline constexpr text<"correlation_id"> correlation_id{.help = "what all rows of one request share"};
inline constexpr tag<"cohort"> cohort{.help = "group of users or samples"};
inline constexpr tag<"model"> model{.help = "model that was asked"};
inline constexpr tag<"provider"> provider{.help = "who serves the model"};

} // namespace vocabulary

namespace detail {

inline constexpr std::size_t context_words = 7;

template <auto const& Measurement>
using word_type = std::remove_cvref_t<decltype(Measurement)>;

template <class Descriptor, auto const&... Words>
consteval std::size_t place_among() {
    bool const same[]{std::is_same_v<Descriptor, word_type<Words>>..., true};
    std::size_t i = 0;
    while (!same[i]) ++i;
    return i;
}

/// Place of a descriptor among the context words, as `context_values` lists them; `context_words` for all others.
template <class Descriptor>
inline constexpr std::size_t context_place =
    place_among<Descriptor, vocabulary::session_id, vocabulary::user_id, vocabulary::sample_id,
                vocabulary::correlation_id, vocabulary::cohort, vocabulary::model, vocabulary::provider>();

/// The context word of an entry that rows may lack; `context_words` where there is none to be filled in.
template <class Entry>
inline constexpr std::size_t fillable = context_words;
template <class Descriptor>
inline constexpr std::size_t fillable<entry<optional_measurement<Descriptor>>> = context_place<Descriptor>;

/// Whether emission has to look for the thread's context.
template <class Event>
inline constexpr bool takes_context = false;
template <role Role, auto Name, auto const&... Ms>
inline constexpr bool takes_context<basic_event<Role, Name, Ms...>> = ((fillable<entry_of<Ms>> != context_words) ||
                                                                       ...);

/// An event with one more optional measurement, unless it declares that already.
template <class Event, auto const& Measurement>
struct with_optional;
template <role Role, auto Name, auto const&... Ms, auto const& Measurement>
struct with_optional<basic_event<Role, Name, Ms...>, Measurement> {
    using added = typename entry_of<Measurement>::type;
    static constexpr bool declared = (std::is_same_v<typename entry_of<Ms>::type, added> || ...);
    using type = std::conditional_t<declared, basic_event<Role, Name, Ms...>,
                                    basic_event<Role, Name, Ms..., optional<Measurement>>>;
};

template <class Event, auto const&... Measurements>
struct with_all {
    using type = Event;
};
template <class Event, auto const& First, auto const&... Rest>
struct with_all<Event, First, Rest...> : with_all<typename with_optional<Event, First>::type, Rest...> {};

} // namespace detail

/// As `with_context`, in a role: `ct::with_context_as<ct::role::step, "my.step", m::loss>`.
template <role Role, fixed_string Name, auto const&... Measurements>
using with_context_as =
    typename detail::with_all<basic_event<Role, Name, Measurements...>, vocabulary::session_id, vocabulary::user_id,
                              vocabulary::sample_id, vocabulary::correlation_id, vocabulary::cohort, vocabulary::model,
                              vocabulary::provider>::type;

/// An event that carries all context words besides its own measurements; those it lists itself stay as listed:
/// `inline constexpr ct::with_context<"my.event", m::loss> my_event{};`
template <fixed_string Name, auto const&... Measurements>
using with_context = with_context_as<role::none, Name, Measurements...>;

} // namespace crucible::telemetry
