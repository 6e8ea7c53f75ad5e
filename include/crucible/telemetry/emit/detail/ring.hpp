// SPDX-License-Identifier: MIT
#pragma once
// A byte ring of one writer and one reader. Positions only grow; `limit` is how far the writer may write without
// looking at the reader's cache line. Rows are contiguous: one that does not fit before the end is preceded by padding.

#include <crucible/telemetry/core/detail/platform.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace crucible::telemetry::detail {

inline constexpr std::uint32_t padding_id = 0;

/// What every row in a ring begins with. Padding has the first two members only.
struct row_header {
    std::uint32_t id;    ///< folded schema hash of the event; `padding_id` for padding
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
    /// Pre-condition: `capacity` is a power of two, `memory` has that many bytes and is aligned to a cache line.
    ring(std::byte* memory, std::size_t capacity) noexcept
        : memory_{memory},
          mask_{capacity - 1},
          limit_{capacity},
          zero_at_{reinterpret_cast<std::uintptr_t>(memory)} {}

    // The writer.

    /// Where `bytes` may be written now; nullptr when the reader has to catch up. Pre-condition: bytes <= capacity / 2.
    CRUCIBLE_TELEMETRY_FAST_PATH std::byte* reserve(std::size_t bytes) noexcept {
        std::uint64_t const head = head_.load(std::memory_order_relaxed);
        return head + bytes <= limit_ ? place_of(head) : make_room(bytes);
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
        if (next > limit_) [[unlikely]] return false;
        std::byte* const to = place_of(head);
        prefetch_for_writing(to + bytes_ahead); // past the ring's end, too: it never faults
        fill(to);
        head_.store(next, std::memory_order_release);
        return true;
    }

    /// Gives up the oldest row, if there is one, and calls `lost(id)`; false when the reader is reading.
    template <class Lost>
    bool discard_oldest(Lost lost) noexcept {
        std::uint64_t tail = tail_.load(std::memory_order_acquire);
        if ((tail & reading) != 0) return false;
        if (tail == head_.load(std::memory_order_relaxed)) return true; // the reader has just emptied the ring
        row_header header;
        std::memcpy(&header, memory_ + (tail & mask_), sizeof(std::uint64_t));
        if (!tail_.compare_exchange_strong(tail, tail + header.bytes, std::memory_order_acq_rel)) return false;
        if (header.id != padding_id) lost(header.id);
        return true;
    }

    // The reader.

    /// Positions between which rows lie.
    struct range {
        std::uint64_t from, to;
    };

    /// What was written and not yet read. Until `end_reading`, `discard_oldest` leaves it alone.
    [[nodiscard]] range begin_reading() noexcept {
        std::uint64_t const tail = tail_.fetch_or(reading, std::memory_order_acq_rel) & ~reading;
        return {tail, head_.load(std::memory_order_acquire)};
    }
    void end_reading(std::uint64_t position) noexcept { tail_.store(position, std::memory_order_release); }

    /// What was written and not yet read, without taking hold of it.
    [[nodiscard]] range unread() const noexcept {
        return {tail_.load(std::memory_order_acquire) & ~reading, head_.load(std::memory_order_acquire)};
    }

    [[nodiscard]] std::byte const* at(std::uint64_t position) const noexcept { return memory_ + (position & mask_); }
    [[nodiscard]] std::size_t capacity() const noexcept { return static_cast<std::size_t>(mask_ + 1); }

    /// Calls `f(header, bytes)` for each row of a range until it returns false; returns the position after the last.
    /// Looks at what `copy` made of the range instead of at the ring, where that is given.
    template <class F>
    std::uint64_t for_each(range rows, F f, std::byte const* copied = nullptr) const {
        std::uint64_t position = rows.from;
        for (bool more = true; more && position != rows.to;) {
            std::byte const* const bytes = copied != nullptr ? copied + (position - rows.from) : at(position);
            row_header header{};
            std::memcpy(&header, bytes, sizeof(std::uint64_t));
            if (header.id != padding_id) {
                std::memcpy(&header, bytes, sizeof header);
                more = f(header, bytes);
            }
            position += header.bytes;
        }
        return position;
    }

    /// Copies a range's bytes, without the seam of the ring.
    void copy(range rows, std::byte* to) const {
        auto const bytes = static_cast<std::size_t>(rows.to - rows.from);
        std::size_t const to_seam = capacity() - static_cast<std::size_t>(rows.from & mask_);
        std::size_t const before_seam = bytes < to_seam ? bytes : to_seam;
        std::memcpy(to, at(rows.from), before_seam);
        std::memcpy(to + before_seam, memory_, bytes - before_seam);
    }

private:
    /// Where a position of the writer's lap is in memory.
    [[nodiscard]] std::byte* place_of(std::uint64_t position) const noexcept {
        return reinterpret_cast<std::byte*>(zero_at_ + position);
    }

    static constexpr std::uint64_t reading = 1; // rows are multiples of 8: the lowest bits of a position are free

    [[gnu::noinline, gnu::cold]] std::byte* make_room(std::size_t bytes) noexcept {
        std::uint64_t const tail = tail_.load(std::memory_order_acquire) & ~reading;
        std::uint64_t head = head_.load(std::memory_order_relaxed);
        std::uint64_t const end = tail + capacity();
        std::uint64_t const to_wrap = capacity() - (head & mask_);
        if (to_wrap < bytes) {
            if (end - head < to_wrap + bytes) return nullptr;
            row_header const padding{padding_id, static_cast<std::uint32_t>(to_wrap), 0};
            std::memcpy(memory_ + (head & mask_), &padding, sizeof(std::uint64_t));
            publish(static_cast<std::size_t>(to_wrap));
            head += to_wrap;
        } else if (end - head < bytes) return nullptr;
        std::uint64_t const next_wrap = head + capacity() - (head & mask_);
        limit_ = end < next_wrap ? end : next_wrap;
        zero_at_ = reinterpret_cast<std::uintptr_t>(memory_ + (head & mask_)) - head;
        return place_of(head);
    }

    std::byte* const memory_;
    std::uint64_t const mask_;
    std::uint64_t limit_;
    std::uintptr_t zero_at_; ///< the address of position 0 if the writer's lap went back to it: saves the mask
    std::atomic<std::uint64_t> head_{0};
    alignas(cache_line) std::atomic<std::uint64_t> tail_{0};
};

} // namespace crucible::telemetry::detail
