// SPDX-License-Identifier: MIT
#pragma once
// What emitting threads know of a session: its station (account and settings) and one producer (a ring) per thread.
// Both live in pages of their own and are counted by who refers to them, so that no emission ever meets freed memory.

#include <crucible/telemetry/emit/account.hpp>
#include <crucible/telemetry/emit/detail/wire.hpp>

#include <new>

namespace crucible::telemetry::detail {

enum class overflow : unsigned char { drop_newest, overwrite_oldest, block };

enum class station_state : unsigned char { running, paused, stopped, forked_child };

/// Adds to a counter that one thread writes and others read.
CRUCIBLE_TELEMETRY_FAST_PATH inline void add_single_writer(std::atomic<std::uint64_t>& counter,
                                                           std::uint64_t n = 1) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
}

struct station_settings {
    std::size_t ring_bytes = 0;
    overflow on_full = overflow::drop_newest;
    tick_source clock = tick_source::steady;
    bool attached = true;
    /// Takes a row at once instead of putting it into a ring; for sessions that collect in place.
    void (*in_place)(void* session, std::uint32_t id, stamp at, void const* values) = nullptr;
    void* session = nullptr;
    /// Where a page (tally_page.hpp) has the cells of each event, from its beginning, and how long it is.
    std::uint32_t const* cells_at = nullptr;
    std::size_t page_bytes = 0;
};

struct producer;
struct tally_page;

/// The end of a session that emitting threads see.
struct station {
    std::uint64_t pass = 0; ///< unique among all sessions of all processes
    station_settings settings{};
    std::size_t events = 0;
    std::uint32_t const* ids = nullptr;                ///< `events` row ids
    std::atomic<std::uint64_t>* dropped = nullptr;     ///< events x drop_reasons
    std::size_t mapped_bytes = 0;
    std::atomic<station_state> state{station_state::running};
    std::atomic<producer*> producers{nullptr};
    std::atomic<std::uint32_t> threads{0};
    std::atomic<std::uint64_t> refused{0}; ///< emitted, but never offered to a ring
    std::atomic<std::uint32_t> owners{1};
    std::atomic<tally_page*> pages{nullptr};
    std::atomic<std::uint64_t> tally_epoch{0}; ///< the pass, plus how often the statistics began anew
    std::atomic<std::uint64_t> tally_round{0}; ///< the pass, plus how often pages were to be looked at by their threads

    static station* make(std::uint32_t const* event_ids, std::size_t count) noexcept {
        std::size_t const counters = round_up(sizeof(station), alignof(std::max_align_t));
        std::size_t const ids_at = counters + count * drop_reasons * sizeof(std::atomic<std::uint64_t>);
        std::size_t const bytes = ids_at + count * sizeof(std::uint32_t);
        auto* const pages = static_cast<std::byte*>(map_pages(bytes));
        if (pages == nullptr) return nullptr;
        auto* const made = ::new (pages) station{};
        auto* const ids = reinterpret_cast<std::uint32_t*>(pages + ids_at);
        for (std::size_t i = 0; i != count; ++i) ids[i] = event_ids[i];
        made->ids = ids;
        made->events = count;
        made->dropped = ::new (pages + counters) std::atomic<std::uint64_t>[count * drop_reasons]{};
        made->mapped_bytes = bytes;
        return made;
    }

    void release() noexcept {
        if (owners.fetch_sub(1, std::memory_order_acq_rel) == 1) unmap_pages(this, mapped_bytes);
    }

    /// Place of an event; `events` when this session does not listen to it.
    [[nodiscard]] std::size_t find(std::uint32_t id) const noexcept {
        std::size_t i = 0;
        while (i != events && ids[i] != id) ++i;
        return i;
    }

    void drop(std::uint32_t id, drop_reason reason, std::uint64_t n = 1) noexcept {
        std::size_t const i = find(id);
        if (i != events)
            dropped[i * drop_reasons + static_cast<std::size_t>(reason)].fetch_add(n, std::memory_order_release);
    }

    /// Counts an emission that is not offered to a ring; of an event that the session listens to.
    void refuse(std::uint32_t id, drop_reason reason) noexcept {
        if (find(id) == events) return;
        refused.fetch_add(1, std::memory_order_relaxed);
        drop(id, reason);
    }
};

/// How a producer takes a row: the two fast ways by name, all others (other clocks, collection in place) together.
enum class manner : unsigned char { tsc_to_ring, step_to_ring, other };

/// One thread's way into one session. What the hot path reads comes first.
struct alignas(cache_line) producer {
    std::atomic<std::uint64_t> emitted{0};
    manner const how;
    std::uint32_t const thread;
    station* const home;
    ring rows;
    producer* next = nullptr;
    std::atomic<bool> done{false};        ///< the thread has ended; read before the ring's head, never after
    std::atomic<std::uint32_t> owners{2}; ///< the thread, the session
    // The session's own notes:
    timestamp latest{};        ///< the last time given to a row of this thread
    std::uint64_t settled = 0; ///< the position up to which rows are accounted for

    producer(std::byte* memory, station* at) noexcept
        : how{manner_of(at->settings)},
          thread{at->threads.fetch_add(1, std::memory_order_relaxed)},
          home{at},
          rows{memory, at->settings.ring_bytes} {}

    static constexpr std::size_t header_bytes() noexcept { return round_up(sizeof(producer), cache_line); }

    static producer* make(station* at) noexcept {
        auto* const pages = static_cast<std::byte*>(map_pages(header_bytes() + at->settings.ring_bytes));
        if (pages == nullptr) return nullptr;
        at->owners.fetch_add(1, std::memory_order_relaxed);
        auto* const made = ::new (pages) producer{pages + header_bytes(), at};
        made->next = at->producers.load(std::memory_order_relaxed);
        while (!at->producers.compare_exchange_weak(made->next, made, std::memory_order_release)) {}
        return made;
    }

    void release() noexcept {
        if (owners.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
        station* const at = home;
        unmap_pages(this, header_bytes() + at->settings.ring_bytes);
        at->release();
    }

    /// Takes a row; `step` is the stamp of its thread's current step. Pre-condition: `by` is `how`.
    template <any_event Event>
    CRUCIBLE_TELEMETRY_FAST_PATH void write(manner by, stamp step, record<Event> const& values) noexcept {
        stamp at = step;
        if (by != manner::step_to_ring || step == 0) {
            if (by != manner::tsc_to_ring) [[unlikely]] return write_copy_slowly(step, values);
            at = read_tsc();
        }
        if (!try_put(at, values)) [[unlikely]] write_copy_slowly(step, values);
    }

    /// As `write`, by any clock, in place, or into a ring that may be full; not inlined.
    template <any_event Event, class = slow_call>
    CRUCIBLE_TELEMETRY_SLOW_PATH void write_slowly(stamp step, record<Event> const& values) noexcept {
        add_single_writer(emitted);
        tick_source const clock = home->settings.clock;
        stamp const at = clock == tick_source::step && step != 0 ? step : read(clock);
        if (home->settings.in_place != nullptr)
            return home->settings.in_place(home->settings.session, row_id<Event>, at, &values);
        std::size_t const bytes = bytes_on_wire(values);
        std::byte* const to = find_room(bytes, row_id<Event>);
        if (to == nullptr) return;
        encode(to, bytes, at, values);
        rows.publish(bytes);
    }

private:
    /// A record whose own address is passed on would have to be in memory on the fast path, too.
    template <any_event Event>
    CRUCIBLE_TELEMETRY_FAST_PATH void write_copy_slowly(stamp step, record<Event> const& values) noexcept {
        record<Event> const in_memory = narrow_copy(values);
        write_slowly(step, in_memory);
    }

    static constexpr manner manner_of(station_settings const& settings) noexcept {
        if (settings.in_place != nullptr) return manner::other;
        if (settings.clock == tick_source::tsc) return manner::tsc_to_ring;
        return settings.clock == tick_source::step ? manner::step_to_ring : manner::other;
    }

    /// False when there is no room as far as the writer knows. Counts before the row can be seen, so that whoever has
    /// seen it finds it counted.
    template <any_event Event>
    CRUCIBLE_TELEMETRY_FAST_PATH bool try_put(stamp at, record<Event> const& values) noexcept {
        std::size_t const bytes = bytes_on_wire(values);
        return rows.try_write(bytes,
                              [&](std::byte* to) CRUCIBLE_TELEMETRY_FAST_PATH {
                                  encode(to, bytes, at, values);
                                  add_single_writer(emitted);
                              });
    }

    /// What the session's overflow policy does with a row that does not fit; nullptr: it is dropped, and counted.
    [[gnu::noinline, gnu::cold]] std::byte* find_room(std::size_t bytes, std::uint32_t id) noexcept {
        if (bytes > rows.capacity() / 2) return home->drop(id, drop_reason::too_big), nullptr;
        std::byte* to = rows.reserve(bytes);
        if (home->settings.on_full == overflow::overwrite_oldest) {
            auto const lost = [this](std::uint32_t old) { home->drop(old, drop_reason::overwritten); };
            while (to == nullptr && rows.discard_oldest(lost)) to = rows.reserve(bytes);
        } else if (home->settings.on_full == overflow::block) {
            while (to == nullptr && home->state.load(std::memory_order_acquire) <= station_state::paused) {
                timespec const pause{0, 50'000};
                ::nanosleep(&pause, nullptr);
                to = rows.reserve(bytes);
            }
            if (to == nullptr) return home->drop(id, drop_reason::stopped), nullptr;
        }
        if (to == nullptr) home->drop(id, drop_reason::ring_full);
        return to;
    }
};

} // namespace crucible::telemetry::detail
