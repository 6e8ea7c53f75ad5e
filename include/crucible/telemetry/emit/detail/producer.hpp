// SPDX-License-Identifier: MIT
#pragma once
// A producer: one thread's ring in one session, in pages of its own. The thread and the session have a share each; when
// both have let go, the pages are unmapped. A thread that ends leaves its ring to the threads to come, with the rows
// that wait in it.
//
//   in use --thread ends--> spare in the inlet --a thread's first row--> in use (begins with its number)
//      |                        |
//      |  no place, or over     |  the session takes it out: all is read, or the session has ended
//      +--> left <--------------+--> the session lets go: unmapped

#include <crucible/telemetry/emit/detail/inlet.hpp>
#include <crucible/telemetry/emit/detail/wire.hpp>

namespace crucible::telemetry::detail {

/// Adds to a counter that one thread writes and others read.
CRUCIBLE_TELEMETRY_FAST_PATH inline void add_single_writer(std::atomic<std::uint64_t>& counter,
                                                           std::uint64_t n = 1) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
}

/// The clock readings that the sessions of a row share.
class shared_stamp {
public:
    /// `step`: the stamp of the thread's current step; 0: none was begun.
    stamp of(stamp_source const& clock, stamp step) noexcept {
        if (clock.inlined == inlined_clock::step && step != 0) return step;
        for (std::size_t i = 0; i != known_; ++i)
            if (stamps_[i].clock == clock.read) return stamps_[i].at;
        stamp const now = clock.inlined == inlined_clock::cycle_counter ? read_tsc() : clock.read();
        if (known_ != stamps_.size()) stamps_[known_++] = {clock.read, now};
        return now;
    }

private:
    struct stamp_of_clock {
        stamp (*clock)() noexcept;
        stamp at;
    };
    std::size_t known_ = 0;
    std::array<stamp_of_clock, 4> stamps_; ///< the first `known_`; of further clocks each session reads its own
};

/// What the hot path reads comes first.
struct alignas(cache_line) producer {
    std::atomic<std::uint64_t> emitted{0};
    inlined_clock const how; ///< `none`, too, for sessions in place
    std::uint32_t thread;    ///< the number of the thread
    inlet* const home;
    ring rows;
    std::atomic<producer*> next{nullptr};
    std::atomic<bool> left{false};          ///< by its thread, for good; read before the ring's head, never after
    std::atomic<std::int32_t> spare_at{-1}; ///< its place among the spare rings, if it is there
    std::atomic<std::uint32_t> owners{2};   ///< the thread, the session
    // The session's own notes:
    timestamp latest = timestamp::min(); ///< the last time given to a row of its thread
    std::uint64_t settled = 0;           ///< the position up to which rows are accounted for

    producer(std::byte* memory, inlet* at, std::uint32_t number) noexcept
        : how{at->settings.in_place == nullptr ? at->settings.clock.inlined : inlined_clock::none},
          thread{number},
          home{at},
          rows{memory, at->settings.ring_bytes, first_window(at->settings), number} {}

    static constexpr std::size_t header_bytes() noexcept { return round_up(sizeof(producer), page_bytes); }

    /// Bytes of a ring that are there from the first row on: what a worker finds in a millisecond is less. Present when
    /// it is made; a thread whose ring grows beyond has page faults, one for each page, once.
    static constexpr std::size_t first_window(inlet_settings const& settings) noexcept {
        constexpr std::size_t usual = std::size_t{1} << 16;
        return settings.ring_bytes < usual ? settings.ring_bytes : usual;
    }

    /// Of the session's list.
    [[nodiscard]] producer* following() const noexcept { return next.load(std::memory_order_acquire); }

    struct made {
        producer* by = nullptr;
        drop_reason why = drop_reason::no_memory; ///< there is none
    };

    /// A ring for the calling thread; `try_kernel`: one may be mapped.
    static made make(inlet* at, bool try_kernel = true) noexcept {
        if (producer* const spare = take_spare(*at, false)) return {spare};
        std::size_t const used = header_bytes() + first_window(at->settings);
        if (!at->take_ring_bytes(used)) return {take_spare(*at, true), drop_reason::ring_limit};
        void* const pages = try_kernel ? map_pages(mapped_bytes(at->settings), used) : nullptr;
        if (pages == nullptr) return at->give_ring_bytes(used), made{take_spare(*at, true)};
        at->owners.fetch_add(1, std::memory_order_relaxed);
        std::uint32_t const number = at->threads.fetch_add(1, std::memory_order_relaxed);
        auto* const by = ::new (pages) producer{static_cast<std::byte*>(pages) + header_bytes(), at, number};
        producer* first = at->producers.load(std::memory_order_relaxed);
        do by->next.store(first, std::memory_order_relaxed);
        while (!at->producers.compare_exchange_weak(first, by, std::memory_order_release));
        return {by};
    }

    /// The thread needs it no more.
    void leave() noexcept {
        if (offer()) return;
        left.store(true, std::memory_order_release);
        release();
    }

    /// Takes a spare ring from the threads to come; whether its thread is gone for good.
    bool withdraw() noexcept {
        if (left.load(std::memory_order_acquire)) return true;
        std::int32_t const at = spare_at.load(std::memory_order_acquire);
        if (at < 0 || !take_from(*home, static_cast<std::size_t>(at))) return false;
        left.store(true, std::memory_order_relaxed);
        release();
        return true;
    }

    [[nodiscard]] bool is_spare_or_left() const noexcept {
        std::int32_t const at = spare_at.load(std::memory_order_acquire);
        return left.load(std::memory_order_acquire) ||
               (at >= 0 && home->spare[static_cast<std::size_t>(at)].load(std::memory_order_acquire) == this);
    }

    void release() noexcept {
        if (owners.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
        inlet* const at = home;
        at->give_ring_bytes(header_bytes() + rows.window());
        unmap_pages(this, mapped_bytes(at->settings));
        at->release();
    }

    /// Ends the session's part: nobody reads the rows any more. A living thread keeps the addresses, not the memory.
    void end() noexcept {
        if (owners.load(std::memory_order_relaxed) > 1) empty_pages(rows.memory(), rows.capacity());
        release();
    }

    /// Takes a row; `step` is the stamp of its thread's current step. Pre-condition: `by` is `how`.
    template <any_event Event>
    CRUCIBLE_TELEMETRY_FAST_PATH void write(inlined_clock by, stamp step, record<Event> const& values) noexcept {
        stamp at = step;
        if (by != inlined_clock::step || step == 0) {
            if (by != inlined_clock::cycle_counter) [[unlikely]]
                return write_copy_slowly(step, values);
            at = read_tsc();
        }
        if (!try_put(at, values)) [[unlikely]]
            write_copy_slowly(step, values);
    }

    /// As `write`, by any clock, in place, or into a ring that may be full; not inlined.
    template <any_event Event, class = slow_call>
    CRUCIBLE_TELEMETRY_SLOW_PATH void write_slowly(stamp step, record<Event> const& values) noexcept {
        shared_stamp clock;
        take(clock.of(home->settings.clock, step), values);
    }

    /// Takes a row that goes to other sessions too.
    template <any_event Event>
    CRUCIBLE_TELEMETRY_FAST_PATH void write_shared(shared_stamp& clock, stamp step,
                                                   record<Event> const& values) noexcept {
        stamp const at = clock.of(home->settings.clock, step);
        if (how == inlined_clock::none || !try_put(at, values)) [[unlikely]]
            take(at, values);
    }

private:
    static std::size_t mapped_bytes(inlet_settings const& settings) noexcept {
        return header_bytes() + settings.ring_bytes;
    }

    /// A record whose own address is passed on would have to be in memory on the fast path, too.
    template <any_event Event>
    CRUCIBLE_TELEMETRY_FAST_PATH void write_copy_slowly(stamp step, record<Event> const& values) noexcept {
        record<Event> const in_memory = narrow_copy(values);
        write_slowly(step, in_memory);
    }

    /// A row as its ring writes it. No lambda: nvcc drops the attributes of those.
    template <any_event Event>
    struct counted_row {
        producer& by;
        std::size_t bytes;
        stamp at;
        record<Event> const& values;

        CRUCIBLE_TELEMETRY_FAST_PATH void operator()(std::byte* to) const noexcept {
            encode(to, bytes, at, values);
            add_single_writer(by.emitted);
        }
    };

    /// False when there is no room as far as the writer knows. Counts before the row can be seen, so that whoever has
    /// seen it finds it counted.
    template <any_event Event>
    CRUCIBLE_TELEMETRY_FAST_PATH bool try_put(stamp at, record<Event> const& values) noexcept {
        std::size_t const bytes = bytes_on_wire(values);
        return rows.try_write(bytes, counted_row<Event>{*this, bytes, at, values});
    }

    /// In place, or into a ring that may be full.
    template <any_event Event>
    CRUCIBLE_TELEMETRY_FAST_PATH void take(stamp at, record<Event> const& values) noexcept {
        add_single_writer(emitted);
        if (home->settings.in_place == nullptr) return put_slowly(at, values);
        home->settings.in_place(home->settings.session, row_id<Event>, at, &values);
    }

    template <any_event Event>
    [[gnu::noinline, gnu::cold]] void put_slowly(stamp at, record<Event> const& values) noexcept {
        std::size_t const bytes = bytes_on_wire(values);
        std::byte* const to = find_room(bytes, row_id<Event>);
        if (to == nullptr) return;
        encode(to, bytes, at, values);
        rows.publish(bytes);
    }

    /// What the session's overflow policy does with a row that does not fit; nullptr: it is dropped, and counted.
    [[gnu::noinline, gnu::cold]] std::byte* find_room(std::size_t bytes, std::uint32_t id) noexcept {
        if (bytes > rows.capacity() / 2) return home->drop(id, drop_reason::too_big), nullptr;
        auto const may_grow = [this](std::size_t more) { return home->take_ring_bytes(more); };
        full_ring full{bytes, rows.capacity(), thread, 0};
        for (;;) {
            bool const empty = rows.waiting() == 0;
            if (std::byte* const to = rows.reserve(bytes, may_grow)) return to;
            if (empty) return home->drop(id, drop_reason::ring_limit), nullptr; // it may not grow
            switch (home->settings.on_full == nullptr ? overflow_choice::drop_row : home->settings.on_full(full)) {
            case overflow_choice::drop_oldest:
                if (rows.discard_oldest([this](std::uint32_t old) { home->drop(old, drop_reason::overwritten); }))
                    continue;
                break;
            case overflow_choice::wait:
                if (home->has_ended()) return home->drop(id, drop_reason::stopped), nullptr;
                if (!home->settings.has_worker || draining::here(*home)) break;
                sleep_for(std::chrono::microseconds{50});
                ++full.waits;
                continue;
            case overflow_choice::drop_row: break;
            }
            return home->drop(id, drop_reason::ring_full), nullptr;
        }
    }

    // Spare rings.

    bool begin_thread() noexcept {
        std::uint32_t const number = home->threads.fetch_add(1, std::memory_order_relaxed);
        if (!rows.begin_thread(number)) return false;
        thread = number;
        return true;
    }

    bool take_from(inlet& at, std::size_t place) noexcept {
        producer* self = this;
        if (!at.spare[place].compare_exchange_strong(self, nullptr, std::memory_order_seq_cst)) return false;
        at.spares.fetch_sub(1, std::memory_order_relaxed);
        return true;
    }

    /// False when it is for nobody: there is no place, or the session takes no more rows.
    bool offer() noexcept {
        if (rows.capacity() == 0 || home->has_ended()) return false;
        inlet& at = *home;
        at.owners.fetch_add(1, std::memory_order_relaxed); // whoever takes this ring may unmap it at once
        bool const offered = offer_to(at);
        at.release();
        return offered;
    }
    bool offer_to(inlet& at) noexcept {
        for (std::size_t i = 0; i != at.spare.size(); ++i) {
            producer* none = nullptr;
            if (at.spare[i].load(std::memory_order_relaxed) != nullptr) continue;
            spare_at.store(static_cast<std::int32_t>(i), std::memory_order_release);
            at.spares.fetch_add(1, std::memory_order_relaxed);
            if (at.spare[i].compare_exchange_strong(none, this, std::memory_order_seq_cst))
                return !at.over.load(std::memory_order_seq_cst) || !take_from(at, i); // what `over` came too late for
            at.spares.fetch_sub(1, std::memory_order_relaxed);
        }
        return false;
    }

    /// A ring that an ended thread left, at least half empty unless `any`; it is the calling thread's now.
    static producer* take_spare(inlet& from, bool any) noexcept {
        if (from.spares.load(std::memory_order_relaxed) == 0) return nullptr;
        for (auto& place : from.spare) {
            if (place.load(std::memory_order_relaxed) == nullptr) continue;
            producer* const taken = place.exchange(nullptr, std::memory_order_seq_cst);
            if (taken == nullptr) continue;
            from.spares.fetch_sub(1, std::memory_order_relaxed);
            if ((any || taken->rows.waiting() <= taken->rows.window() / 2) && taken->begin_thread()) return taken;
            taken->leave();
        }
        return nullptr;
    }
};

} // namespace crucible::telemetry::detail
