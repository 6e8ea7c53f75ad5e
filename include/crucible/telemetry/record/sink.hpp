// SPDX-License-Identifier: MIT
#pragma once
// Sinks: whatever takes a session's rows, given to it as a value. `open` makes a writer, which takes rows or batches until
// it is closed. A sink that only takes is an exporter; one that also answers, by `rows(event)`, is a store.

#include <crucible/telemetry/core/diagnostic.hpp>
#include <crucible/telemetry/core/run_info.hpp>
#include <crucible/telemetry/record/batch.hpp>

#include <concepts>
#include <system_error>

namespace crucible::telemetry {

namespace detail {

// How a writer takes rows: all batches of a pass, batch by batch, typed batches, or row by row in order of time.
template <class Writer>
concept takes_passes = requires(Writer& w, batches const& all) { w.take(all); };
template <class Writer>
concept takes_batches = requires(Writer& w, batch const& rows) { w.take(rows); };
template <class Writer, class Event>
concept takes_typed_batches = requires(Writer& w, batch_of<Event> const& rows) { w.take(rows); };
template <class Writer, class Event>
concept takes_rows = requires(Writer& w, row<Event> const& one) { w.write(one); };
template <class Writer, class Event>
concept takes_something =
    takes_passes<Writer> || takes_batches<Writer> || takes_typed_batches<Writer, Event> || takes_rows<Writer, Event>;

template <class Writer>
concept closes = requires(Writer& w) {
    { w.close() } noexcept -> std::same_as<std::error_code>;
};
template <class Writer>
concept abandons = requires(Writer& w) {
    { w.abandon() } noexcept;
};
template <class Writer>
concept counts_written = requires(Writer const& w) {
    { w.written() } noexcept -> std::same_as<std::uint64_t>;
};
template <class Writer>
concept counts_failed = requires(Writer const& w) {
    { w.failed() } noexcept -> std::same_as<std::uint64_t>;
};

template <class S, class Events>
using opened_writer = decltype(std::declval<S const&>().open(std::declval<run_info const&>(), Events{}));

template <class S, class Events = event_list<>>
concept opens = requires { typename opened_writer<S, Events>; } && !std::is_void_v<opened_writer<S, Events>>;

} // namespace detail

/// What `open` makes. Besides, one of these, of which the first that there is is called:
///   take(batches const&)        all rows of a pass, batch by batch and in order across events
///   take(batch const&)          the rows of one event, erased
///   take(batch_of<E> const&)    the rows of one event, typed
///   write(row<E> const&)        row by row, in order of time across events; without weights
/// They may throw: the rows then count as failed, and the writer is left alone for a while. And, where they make sense:
///   tick() noexcept             now and then, and when the session is flushed: what was taken can be read by others
///   keep_incomplete() noexcept -> std::error_code     closes what lacks rows, so that nobody takes it for whole;
///                                                     without it such a writer is abandoned
///   why() -> std::string        in words, why something failed
///   target() -> std::string     what it writes to
///   partial() -> std::string    where what it wrote is until it is complete: a file that grows
///   flushed() -> std::uint64_t  rows of those written that others can read there
///   rows(event)                 what was taken, as a source of queries: the sink is a store
///   clear()                     of a store: lets all rows go
template <class Writer>
concept sink_writer = std::movable<Writer> && detail::closes<Writer> && detail::abandons<Writer> &&
    detail::counts_written<Writer> && detail::counts_failed<Writer>;

/// A value with options; `open` throws `error` when it cannot begin.
template <class S>
concept sink = detail::opens<S> && sink_writer<detail::opened_writer<S, event_list<>>>;

namespace detail {

template <class Sink>
struct sink_does_not_open {
    static_assert(accepted<Sink>, "a sink has `open(ct::run_info const&, ct::event_list<…>) const`, which makes a writer");
};
template <class Writer>
struct sink_writer_does_not_move {
    static_assert(accepted<Writer>, "the writer of a sink can be moved: the session keeps it");
};
template <class Writer>
struct sink_writer_takes_nothing {
    static_assert(accepted<Writer>, "the writer of a sink has `write(row)`, or `take` of a ct::batch, of a typed "
                                    "ct::batch_of<event> or of ct::batches");
};
template <class Writer>
struct sink_writer_does_not_close {
    static_assert(accepted<Writer>, "the writer of a sink has `std::error_code close() noexcept`, which ends what it "
                                    "wrote, or tells why it could not");
};
template <class Writer>
struct sink_writer_does_not_abandon {
    static_assert(accepted<Writer>, "the writer of a sink has `void abandon() noexcept`, which gives up what it wrote");
};
template <class Writer>
struct sink_writer_does_not_count_written {
    static_assert(accepted<Writer>, "the writer of a sink has `std::uint64_t written() const noexcept`");
};
template <class Writer>
struct sink_writer_does_not_count_failed {
    static_assert(accepted<Writer>, "the writer of a sink has `std::uint64_t failed() const noexcept`");
};

/// The one report on a writer that lacks something; `int` when it lacks nothing.
template <class Writer, class Event>
consteval auto mistake_of_writer() {
    if constexpr (!std::movable<Writer>) return std::type_identity<sink_writer_does_not_move<Writer>>{};
    else if constexpr (!takes_something<Writer, Event>) return std::type_identity<sink_writer_takes_nothing<Writer>>{};
    else if constexpr (!closes<Writer>) return std::type_identity<sink_writer_does_not_close<Writer>>{};
    else if constexpr (!abandons<Writer>) return std::type_identity<sink_writer_does_not_abandon<Writer>>{};
    else if constexpr (!counts_written<Writer>) return std::type_identity<sink_writer_does_not_count_written<Writer>>{};
    else if constexpr (!counts_failed<Writer>) return std::type_identity<sink_writer_does_not_count_failed<Writer>>{};
    else return std::type_identity<int>{};
}

/// The same of a sink that is to take rows of these events.
template <class S, class Events>
struct sink_mistake {
    using type = sink_does_not_open<S>;
};
template <class S, class... Events>
    requires opens<S, event_list<Events...>>
struct sink_mistake<S, event_list<Events...>> {
    template <class First = example_event<S>, class...>
    struct first {
        using type = First;
    };
    using writer = opened_writer<S, event_list<Events...>>;
    using type = typename decltype(mistake_of_writer<writer, typename first<Events...>::type>())::type;
};

template <class Writer>
concept answers = requires(Writer const& w) { w.rows(example_event<Writer>{}); };

} // namespace detail

} // namespace crucible::telemetry
