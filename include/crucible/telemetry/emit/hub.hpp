// SPDX-License-Identifier: MIT
#pragma once
// The hub: takes an event's rows to all sessions that listen, by what each thread knows of the event
// (detail/connection.hpp draws who writes what in which order).

#include <crucible/telemetry/emit/context.hpp>
#include <crucible/telemetry/emit/detail/connection.hpp>

namespace crucible::telemetry::detail {

/// So many sessions that hear an event are reached as fast as one: two arms of a comparison, a live view, an archive.
inline constexpr std::size_t most_known = 4;

/// The one producer that a thread's rows of an event go to at this generation; null: none is within reach.
struct destination {
    std::uint64_t generation = 0;
    producer* only = nullptr;
    inlined_clock how = inlined_clock::none; ///< of `only`
};

/// What a thread knows of where its rows of an event go: to a single producer, or to several.
struct destinations {
    destination single{};
    std::uint64_t generation_of_several = 0;
    std::uint32_t several = 0; ///< how many
    std::array<producer*, most_known> to{};
};

template <any_event Event>
inline constinit thread_local destinations destinations_of{};

/// Writes a row to all sessions within reach, and notes which these are.
template <any_event Event>
[[gnu::noinline, gnu::cold]] void find_destinations(record<Event> const& values) noexcept {
    thread_state& self = this_thread;
    std::uint64_t const generation = hub_generation.load(std::memory_order_acquire); // before anything it stands for
    if (self.ends_seen != hub_ends.load(std::memory_order_relaxed)) leave_ended();
    destinations found{};
    std::size_t n = 0;
    bool lasting = true;
    shared_stamp clock;
    for (std::uint64_t mask = listeners<Event>.load(std::memory_order_relaxed); mask != 0; mask &= mask - 1) {
        auto const i = static_cast<std::size_t>(std::countr_zero(mask));
        connection& at = self.connections[i];
        producer* const to = find(hub_slots[i], at, row_id<Event>, reach::bus);
        bool const open = at.key == hub_slots[i].key.load(std::memory_order_relaxed) && !at.starved;
        // Null means out of reach, and is worth remembering; or refused, and is not, even if the session is open again
        // by now: the generation that tells of it may be yet to come.
        lasting = lasting && open && (to != nullptr || at.bus == nullptr);
        if (to == nullptr) continue;
        to->write_shared(clock, self.step, values);
        if (n < most_known) found.to[n] = to;
        ++n;
    }
    if (!lasting || n > most_known) return;
    if (n <= 1) {
        found.single = {generation, found.to[0], n == 0 ? inlined_clock::none : found.to[0]->how};
    } else {
        found.generation_of_several = generation;
        found.several = static_cast<std::uint32_t>(n);
    }
    destinations_of<Event> = found;
}

/// To several sessions, or not known where. One reading of each clock serves all.
template <any_event Event, class = slow_call>
CRUCIBLE_TELEMETRY_SLOW_PATH void write_to_several(record<Event> const& values) noexcept {
    destinations const& known = destinations_of<Event>;
    if (known.generation_of_several != hub_generation.load(std::memory_order_relaxed)) [[unlikely]]
        return find_destinations(values);
    shared_stamp clock;
    for (std::uint32_t i = 0; i != known.several; ++i) known.to[i]->write_shared(clock, this_thread.step, values);
}

/// Writes a row to every session that listens and that this thread can reach.
template <any_event Event>
CRUCIBLE_TELEMETRY_FAST_PATH inline void broadcast(std::uint64_t mask, record<Event> const& values) noexcept {
    thread_state& self = this_thread;
    if (self.emitting.load(std::memory_order_relaxed)) [[unlikely]]
        return count_reentrant(mask, row_id<Event>);
    emitting const now;
    destination const known = destinations_of<Event>.single;
    if (known.generation != hub_generation.load(std::memory_order_relaxed)) [[unlikely]] {
        record<Event> const in_memory = narrow_copy(values); // as in producer::write_copy_slowly
        write_to_several(in_memory);
    } else if (known.only != nullptr) known.only->write(known.how, self.step, values);
}

/// Writes a row to the session of one slot, whatever this thread is connected to.
template <any_event Event>
CRUCIBLE_TELEMETRY_FAST_PATH inline void send(hub_slot& to, std::size_t place, record<Event> const& values) noexcept {
    thread_state& self = this_thread;
    if (self.emitting.load(std::memory_order_relaxed)) [[unlikely]]
        return count_reentrant(to, self.connections[place], row_id<Event>, reach::direct);
    emitting const now;
    if (producer* const by = find(to, self.connections[place], row_id<Event>, reach::direct))
        by->write(by->how, self.step, in_context(values));
}

} // namespace crucible::telemetry::detail
