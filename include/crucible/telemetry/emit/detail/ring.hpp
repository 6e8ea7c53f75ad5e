// SPDX-License-Identifier: MIT
#pragma once
// A byte ring of one writer and one reader. Rows are contiguous: one that does not fit before the end is preceded by
// padding. What is used of the memory is a window, which grows only while the reader is behind.
//
//              window                     capacity
//   |--rows--|.....|---rows---|pad . . . . . |          positions grow for ever; a lap is `capacity` of them
//            ^     ^          ^
//          head   tail     lap's end: padding leads to the next lap, over what is not used
//
// A writer that meets the tail there leaps over the rows that were not read, and the window grows behind them:
//
//   |--rows--|pad..|---rows---|--rows--|......|
//                  ^                   ^
//                 tail                head
//
//   writer alone:  bytes at head -> head (release)          limit, window: the writer's own, no one else looks
//   reader:        tail |= reading (acquire), reads [tail, head), tail = position (release)
//   writer, too:   tail |= discarding (acquire), looks at the oldest row, tail = behind it (release)
//
// Invariants: tail <= head, and head is in the tail's lap or in the next one (or where that ends). The rows in
// [tail, head) lie apart in memory. They do not change while one of the two bits is set; who finds the other's bit
// leaves the tail alone. head is published after the bytes, tail after they were read; each side acquires the other's.

#include <crucible/telemetry/core/detail/platform.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <sched.h>

namespace crucible::telemetry::detail {

// What is not a row.
inline constexpr std::uint32_t padding_id = 0;
inline constexpr std::uint32_t thread_id = ~std::uint32_t{0}; ///< the rows behind it are of the thread of this number

/// What every row in a ring begins with. Padding has the first two members only; behind `thread_id`, `at` is a number.
struct row_header {
    std::uint32_t id;    ///< folded schema hash of the event, or what is not a row
    std::uint32_t bytes; ///< of the whole row, a multiple of 8
    stamp at;
};

inline constexpr std::size_t row_alignment = 8;

/// How far ahead of its row a writer asks for the ring's memory. The reader had those lines last: a store that finds
/// one in another core's cache waits in the store buffer, and with it all that follow.
inline constexpr std::size_t bytes_ahead = 2048;

constexpr std::size_t round_up(std::size_t bytes, std::size_t to) { return (bytes + to - 1) / to * to; }

class ring {
public:
    /// Pre-condition: `capacity` is a power of two, `memory` has that many bytes and is aligned to a cache line; the
    /// window is a power of two, 4096 at least, and no more than the capacity.
    ring(std::byte* memory, std::size_t capacity, std::size_t window, std::uint32_t thread) noexcept
        : memory_{memory},
          mask_{capacity - 1},
          limit_{usable(window)},
          zero_at_{reinterpret_cast<std::uintptr_t>(memory)},
          window_{window},
          thread_{thread} {}

    // The writer.

    /// Where `bytes` may be written now; nullptr when the reader has to catch up. `may_grow(n)`: whether n bytes more
    /// of the memory may be used. Pre-condition: bytes <= capacity / 2.
    template <class MayGrow>
    std::byte* reserve(std::size_t bytes, MayGrow may_grow) noexcept {
        std::uint64_t const head = head_.load(std::memory_order_relaxed);
        return head + bytes <= limit_ ? place_of(head) : make_room(bytes, may_grow);
    }
    std::byte* reserve(std::size_t bytes) noexcept {
        return reserve(bytes, [](std::size_t) { return false; });
    }

    /// Shows the reader the `bytes` that were reserved last.
    CRUCIBLE_TELEMETRY_FAST_PATH void publish(std::size_t bytes) noexcept {
        head_.store(head_.load(std::memory_order_relaxed) + bytes, std::memory_order_release);
    }

    /// Reserves, has `fill(to)` write, and publishes; false when there is no room.
    template <class Fill>
    CRUCIBLE_TELEMETRY_FAST_PATH bool try_write(std::size_t bytes, Fill fill) noexcept {
        std::uint64_t const head = head_.load(std::memory_order_relaxed);
        std::uint64_t const next = head + bytes;
        if (next > limit_) [[unlikely]]
            return false;
        std::byte* const to = place_of(head);
        prefetch_for_writing(to + bytes_ahead); // past the ring's end, too: it never faults
        fill(to);
        head_.store(next, std::memory_order_release);
        return true;
    }

    /// Has the rows that follow belong to another thread, this one; false when there is no room to say so.
    [[nodiscard]] bool begin_thread(std::uint32_t number) noexcept {
        std::byte* const to = reserve(sizeof(row_header));
        if (to == nullptr) return false;
        row_header const header{thread_id, sizeof header, number};
        std::memcpy(to, &header, sizeof header);
        publish(sizeof header);
        return true;
    }

    /// Gives up the oldest row, if there is one, and calls `lost(id)`; false when the reader is reading.
    template <class Lost>
    bool discard_oldest(Lost lost) noexcept {
        std::uint64_t tail = tail_.load(std::memory_order_acquire);
        if ((tail & held) != 0) return false;
        if (tail == head_.load(std::memory_order_relaxed)) return true; // the reader has just emptied the ring
        if (!tail_.compare_exchange_strong(tail, tail | discarding, std::memory_order_acquire)) return false;
        row_header const header = header_at(at(tail));
        if (header.id == thread_id) thread_ = static_cast<std::uint32_t>(header.at);
        else if (header.id != padding_id) lost(header.id);
        end_reading(tail + header.bytes);
        return true;
    }

    /// Bytes that are not read yet.
    [[nodiscard]] std::size_t waiting() const noexcept {
        return static_cast<std::size_t>(head_.load(std::memory_order_relaxed) -
                                        (tail_.load(std::memory_order_acquire) & ~held));
    }

    /// Bytes of the memory that are used.
    [[nodiscard]] std::size_t window() const noexcept { return window_; }

    // The reader.

    /// Positions between which rows lie.
    struct range {
        std::uint64_t from, to;
    };

    /// What was written and not yet read. Until `end_reading`, `discard_oldest` leaves it alone. A writer that discards
    /// at this moment is waited for: some instructions.
    [[nodiscard]] range begin_reading() noexcept {
        std::uint64_t tail = tail_.load(std::memory_order_relaxed) & ~discarding;
        while (!tail_.compare_exchange_weak(tail, tail | reading, std::memory_order_acquire)) {
            if ((tail & discarding) != 0) ::sched_yield();
            tail &= ~discarding;
        }
        return {tail & ~held, head_.load(std::memory_order_acquire)};
    }
    void end_reading(std::uint64_t position) noexcept { tail_.store(position, std::memory_order_release); }

    /// What was written and not yet read, without taking hold of it.
    [[nodiscard]] range unread() const noexcept {
        return {tail_.load(std::memory_order_acquire) & ~held, head_.load(std::memory_order_acquire)};
    }

    [[nodiscard]] std::byte const* at(std::uint64_t position) const noexcept { return memory_ + (position & mask_); }
    [[nodiscard]] std::size_t capacity() const noexcept { return static_cast<std::size_t>(mask_ + 1); }
    [[nodiscard]] std::byte* memory() const noexcept { return memory_; }

    /// Calls `f(header, bytes)` for each row of a range until it returns false, and `thread(number)` where rows of
    /// another thread begin; returns the position after the last.
    template <class Function, class Thread>
    std::uint64_t for_each(range rows, Function f, Thread thread) const {
        std::uint64_t position = rows.from;
        for (bool more = true; more && position != rows.to;) {
            std::byte const* const bytes = at(position);
            row_header const header = header_at(bytes);
            if (header.id == thread_id) thread(static_cast<std::uint32_t>(header.at));
            else if (header.id != padding_id) more = f(header, bytes);
            position += header.bytes;
        }
        return position;
    }

    /// The thread of the row at the tail. For who reads.
    [[nodiscard]] std::uint32_t thread() const noexcept { return thread_; }
    void note_thread(std::uint32_t number) noexcept { thread_ = number; }

private:
    // Who holds the tail. Rows are multiples of 8: the lowest bits of a position are free.
    static constexpr std::uint64_t reading = 1, discarding = 2, held = reading | discarding;

    /// Where a position of the writer's lap is in memory.
    [[nodiscard]] std::byte* place_of(std::uint64_t position) const noexcept {
        return reinterpret_cast<std::byte*>(zero_at_ + position);
    }

    static row_header header_at(std::byte const* bytes) noexcept {
        row_header header{};
        std::memcpy(&header, bytes, sizeof(std::uint64_t));
        if (header.id != padding_id) std::memcpy(&header, bytes, sizeof header);
        return header;
    }

    /// Of a window: where rows must end, so that padding fits behind them.
    [[nodiscard]] std::size_t usable(std::size_t window) const noexcept {
        return window == capacity() ? window : window - row_alignment;
    }

    /// Where the writer stands, and what it can have.
    struct place {
        std::uint64_t head; ///< where it would write
        std::uint64_t end;  ///< where it would write over what was not read
        std::uint64_t lap;  ///< where its lap began
    };

    template <class MayGrow>
    [[gnu::noinline, gnu::cold]] std::byte* make_room(std::size_t bytes, MayGrow may_grow) noexcept {
        std::uint64_t const head = head_.load(std::memory_order_relaxed);
        std::uint64_t const tail = tail_.load(std::memory_order_acquire) & ~held;
        place const at{head, tail + capacity(), head & ~mask_};
        std::uint64_t const laps_between = (at.lap - (tail & ~mask_)) / capacity();
        if (laps_between == 2) return nullptr; // the writer has leapt, and has filled the lap
        bool const behind_rows = laps_between == 1 && at.head <= at.end;
        return behind_rows ? make_room_behind(at, bytes, may_grow) : make_room_ahead(at, bytes, may_grow);
    }

    /// What was not read lies between the writer and the window's end. Where the window may grow, the writer leaps
    /// over it: padding leads from here to what is new of the window.
    template <class MayGrow>
    std::byte* make_room_behind(place at, std::size_t bytes, MayGrow may_grow) noexcept {
        if (at.head + bytes <= limit_of(at)) return begin_at(at);
        std::size_t const new_from = window_;
        if (at.head + row_alignment <= at.end && window_ != capacity() && grow(new_from + bytes, may_grow)) {
            pad_to(at.lap + new_from, at);
            return begin_at(at);
        }
        return at.head + bytes <= at.end ? begin_at(at) : nullptr;
    }

    /// Nothing lies between the writer and the window's end. There it goes on at the ring's start, if half a window is
    /// read; else the window grows, if it may.
    template <class MayGrow>
    std::byte* make_room_ahead(place at, std::size_t bytes, MayGrow may_grow) noexcept {
        auto const offset = static_cast<std::size_t>(at.head - at.lap);
        if (offset + bytes <= usable(window_)) return begin_at(at);
        std::uint64_t const next_lap = at.lap + capacity();
        std::uint64_t const at_start = at.end > next_lap ? at.end - next_lap : 0; // room before the tail
        bool const well_read = at_start >= bytes && at_start >= window_ / 2;
        if (!well_read && grow(offset + bytes, may_grow)) return begin_at(at);
        if (at_start < bytes) return nullptr;
        pad_to(next_lap, at);
        at.lap = next_lap;
        return begin_at(at);
    }

    /// Has the reader go on at `position`. Pre-condition: there is room for padding.
    void pad_to(std::uint64_t position, place& at) noexcept {
        row_header const padding{padding_id, static_cast<std::uint32_t>(position - at.head), 0};
        std::memcpy(memory_ + (at.head & mask_), &padding, sizeof(std::uint64_t));
        head_.store(position, std::memory_order_release);
        at.head = position;
    }

    /// The writer goes on there, up to the end of its window or of the room.
    std::byte* begin_at(place const& at) noexcept {
        limit_ = limit_of(at);
        zero_at_ = reinterpret_cast<std::uintptr_t>(memory_) - static_cast<std::uintptr_t>(at.lap);
        return place_of(at.head);
    }

    /// Behind rows that were not read, there is to be room for padding as long as the window may grow.
    [[nodiscard]] std::uint64_t limit_of(place const& at) const noexcept {
        std::uint64_t const window_end = at.lap + usable(window_);
        if (at.end < at.head) return window_end; // what was not read is of the lap before, and lies behind the writer
        std::uint64_t const end = window_ == capacity() ? at.end : at.end - row_alignment;
        return end < window_end ? end : window_end;
    }

    /// Doubles the window until it has so many bytes; false when it must not.
    template <class MayGrow>
    bool grow(std::size_t bytes, MayGrow may_grow) noexcept {
        std::size_t wanted = window_;
        while (wanted != capacity() && usable(wanted) < bytes) wanted *= 2;
        if (usable(wanted) < bytes || !may_grow(wanted - window_)) return false;
        window_ = wanted;
        return true;
    }

    std::byte* const memory_;
    std::uint64_t const mask_;
    std::uint64_t limit_;
    std::uintptr_t zero_at_; ///< the address of position 0 if the writer's lap went back to it: saves the mask
    std::atomic<std::uint64_t> head_{0};
    std::size_t window_;
    alignas(cache_line) std::atomic<std::uint64_t> tail_{0};
    std::uint32_t thread_; ///< written by who holds the tail
};

} // namespace crucible::telemetry::detail
