// SPDX-License-Identifier: MIT
#pragma once
// The collector: gathers the rows of all threads' rings into one batch in time order, and gives the rings back.

#include <crucible/telemetry/core/detail/exceptions.hpp>
#include <crucible/telemetry/core/detail/smaller.hpp>
#include <crucible/telemetry/core/detail/dynamic_array.hpp>
#include <crucible/telemetry/emit/hub.hpp>
#include <crucible/telemetry/session/detail/wall_clock.hpp>

#include <utility>

namespace crucible::telemetry::detail {

/// A row that lies in a ring (or a copy of it), not yet decoded.
struct waiting_row {
    timestamp at;
    std::byte const* bytes;
    std::uint32_t id;
    std::uint32_t thread;
};

/// Rows of several threads, those of each in order of time, in order of time; equal times in order of thread, then of
/// emission. Merges neighbouring runs until one is left: O(n log threads). Without memory for a copy the order is that
/// of the threads.
template <class Row>
void sort_by_time(dynamic_array<Row>& rows, dynamic_array<Row>& other) noexcept {
    auto const earlier = [](Row const& a, Row const& b) { return a.at != b.at ? a.at < b.at : a.thread < b.thread; };
    std::size_t const n = rows.size();
    auto const end_of_run = [&](std::size_t i) {
        if (i == n) return n;
        while (++i != n && !earlier(rows[i], rows[i - 1])) {}
        return i;
    };
    while (end_of_run(0) != n) {
        try {
            other.resize_for_overwrite(n);
        } catch (...) {
            return;
        }
        std::size_t to = 0;
        for (std::size_t first = 0; first != n;) {
            std::size_t const middle = end_of_run(first), last = end_of_run(middle);
            std::size_t a = first, b = middle;
            while (a != middle || b != last)
                other[to++] = b == last || (a != middle && !earlier(rows[b], rows[a])) ? rows[a++] : rows[b++];
            first = last;
        }
        rows.swap(other);
    }
}

/// A template, so that it is compiled only where a session is.
template <class Clock>
class collector {
public:
    explicit collector(inlet& home) : home_{home} {}

    /// All rows that wait now, up to `rows_per_pass` a thread, in time order; equal times in order of thread, then of
    /// emission. They stay valid until `release`. Rows for which there is no memory stay in their rings.
    dynamic_array<waiting_row>& gather(Clock const& clock) noexcept {
        batch_.clear();
        readings_.clear();
        more_ = false;
        for (producer* p = home_.producers.load(std::memory_order_acquire); p != nullptr; p = p->following())
            if (make_room(p->rows.capacity())) read(*p, clock);
            else more_ = true;
        sort_by_time(batch_, sorted_);
        return batch_;
    }

    /// How many times `gather` may have to be called for a ring that was full.
    [[nodiscard]] std::size_t passes_of_a_ring() const noexcept {
        return home_.settings.ring_bytes / shortest_row / rows_per_pass + 1;
    }

    /// Notes that what was gathered is accounted for.
    void settle() noexcept {
        for (reading const& r : readings_) r.from->settled = r.upto;
    }

    /// Gives the rings what was gathered; threads that have ended and left nothing are let go.
    void release() noexcept {
        for (reading const& r : readings_) {
            if (!overwriting()) r.from->rows.end_reading(r.upto);
            if (r.last && r.from->withdraw() && r.from->rows.unread().to == r.upto) let_go(*r.from);
        }
        readings_.clear();
    }

    /// Whether the last `gather` left rows behind.
    [[nodiscard]] bool more() const noexcept { return more_; }

    /// Calls `f(event)` for each row in a ring that is not accounted for, with its event's place. Pre-condition: nobody gathers any more, or the
    /// one who does is stuck in a sink. Rows that were taken out of an overwriting ring are not among them.
    template <class F>
    void for_each_left(F f) const {
        for (producer* p = home_.producers.load(std::memory_order_acquire); p != nullptr; p = p->following()) {
            bool const held = overwriting(); // or its thread may go on overwriting it
            ring::range left = held ? p->rows.begin_reading() : p->rows.unread();
            std::uint64_t const tail = left.from;
            left.from = larger(left.from, p->settled);
            auto const tell = [&](row_header const& header, std::byte const*) {
                if (std::size_t const event = home_.find(header.id); event != home_.events) f(event);
                return true;
            };
            p->rows.for_each(left, tell, [](std::uint32_t) {});
            if (held) p->rows.end_reading(tail);
        }
    }

    [[nodiscard]] std::uint64_t emitted() const noexcept {
        std::uint64_t rows = left_emitted_ + home_.refused.load(std::memory_order_relaxed);
        for (producer* p = home_.producers.load(std::memory_order_acquire); p != nullptr; p = p->following())
            rows += p->emitted.load(std::memory_order_relaxed);
        return rows;
    }

    /// Lets go of all threads' rings. Pre-condition: nobody gathers any more.
    void let_go_all() noexcept {
        home_.over.store(true, std::memory_order_seq_cst); // before: what comes later goes to nobody
        for (auto& place : home_.spare)
            if (producer* const spare = place.exchange(nullptr, std::memory_order_seq_cst)) spare->release();
        producer* p = home_.producers.exchange(nullptr, std::memory_order_acq_rel);
        while (p != nullptr) std::exchange(p, p->following())->end();
    }

private:
    static constexpr std::size_t rows_per_pass = 16384;
    static constexpr std::size_t shortest_row = sizeof(row_header) + row_alignment;

    struct reading {
        producer* from;
        std::uint64_t upto;
        bool last; ///< the thread has ended, and nothing of it is left
    };

    /// Gets the memory for reading one more ring before anything is taken from it; false when there is none.
    bool make_room(std::size_t capacity) noexcept {
        std::size_t const rows =
            overwriting() ? capacity / shortest_row : smaller(capacity / shortest_row, rows_per_pass);
        try {
            readings_.reserve(readings_.size() + 1);
            if (batch_.capacity() - batch_.size() < rows) batch_.reserve(2 * batch_.size() + rows);
            if (overwriting() && copies_.size() == readings_.size())
                copies_.emplace_back().resize_for_overwrite(capacity);
        } catch (...) {
            return false;
        }
        return true;
    }

    void read(producer& from, Clock const& clock) noexcept {
        bool const done = from.is_spare_or_left(); // before the head, or the last rows could be lost
        ring::range const waiting = from.rows.begin_reading();
        std::uint32_t thread = from.rows.thread();
        bool const copying = overwriting();
        std::byte* copy = copying ? copies_[readings_.size()].data() : nullptr;
        std::size_t rows = 0;
        auto const note = [&](row_header const& header, std::byte const* bytes) {
            if (copying) {
                std::memcpy(copy, bytes, header.bytes);
                bytes = std::exchange(copy, copy + header.bytes);
            }
            from.latest = larger(from.latest, clock.at(header.at)); // a thread's rows never step back
            batch_.push_back(waiting_row{from.latest, bytes, header.id, thread});
            return copying || ++rows != rows_per_pass;
        };
        std::uint64_t const upto = from.rows.for_each(waiting, note, [&](std::uint32_t number) {
            thread = number;
            from.latest = timestamp::min();
        });
        from.rows.note_thread(thread);
        if (copying) from.rows.end_reading(upto); // its thread may go on overwriting it
        more_ = more_ || upto != waiting.to;
        readings_.push_back(reading{&from, upto, done && upto == waiting.to});
    }

    [[nodiscard]] bool overwriting() const noexcept { return home_.settings.overwrites; }

    void let_go(producer& gone) noexcept {
        left_emitted_ += gone.emitted.load(std::memory_order_relaxed);
        producer* first = &gone;
        producer* const next = gone.following();
        if (!home_.producers.compare_exchange_strong(first, next, std::memory_order_acq_rel)) {
            while (first->following() != &gone) first = first->following();
            first->next.store(next, std::memory_order_relaxed);
        }
        gone.release();
    }

    inlet& home_;
    dynamic_array<waiting_row> batch_;
    dynamic_array<waiting_row> sorted_; ///< memory for sorting
    dynamic_array<reading> readings_;
    dynamic_array<dynamic_array<std::byte>> copies_; ///< of overwriting rings, one per reading; all of one size
    std::uint64_t left_emitted_ = 0; ///< by threads that were let go
    bool more_ = false;
};

} // namespace crucible::telemetry::detail
