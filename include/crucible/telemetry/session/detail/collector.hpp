// SPDX-License-Identifier: MIT
#pragma once
// The collector: gathers the rows of all threads' rings into one batch in time order, and gives the rings back.

#include <crucible/telemetry/emit/hub.hpp>
#include <crucible/telemetry/session/detail/wall_clock.hpp>

#include <algorithm>
#include <vector>

namespace crucible::telemetry::detail {

/// A row that lies in a ring (or a copy of it), not yet decoded.
struct waiting_row {
    timestamp at;
    std::byte const* bytes;
    std::uint32_t id;
    std::uint32_t thread;
};

/// A template, so that it is compiled only where a session is.
template <class Clock>
class collector {
public:
    explicit collector(station& home) : home_{home} {}

    /// All rows that wait now, up to `rows_per_pass` a thread, in time order; equal times in order of thread, then of
    /// emission. They stay valid until `release`. Rows for which there is no memory stay in their rings.
    std::vector<waiting_row> const& gather(Clock const& clock) noexcept {
        batch_.clear();
        readings_.clear();
        more_ = false;
        for (producer* p = home_.producers.load(std::memory_order_acquire); p != nullptr; p = p->next)
            if (make_room(p->rows.capacity())) read(*p, clock);
            else more_ = true;
        auto const earlier = [](waiting_row const& a, waiting_row const& b) {
            return a.at != b.at ? a.at < b.at : a.thread < b.thread;
        };
        if (!std::is_sorted(batch_.begin(), batch_.end(), earlier))
            std::stable_sort(batch_.begin(), batch_.end(), earlier);
        return batch_;
    }

    /// Notes that what was gathered is accounted for.
    void settle() noexcept {
        for (reading const& r : readings_) r.from->settled = r.upto;
    }

    /// Gives the rings what was gathered; threads that have ended and left nothing are let go.
    void release() noexcept {
        for (reading const& r : readings_) {
            if (!overwriting()) r.from->rows.end_reading(r.upto);
            if (r.last) let_go(*r.from);
        }
        readings_.clear();
    }

    /// Whether the last `gather` left rows behind.
    [[nodiscard]] bool more() const noexcept { return more_; }

    /// Calls `f(id)` for each row in a ring that is not accounted for. Pre-condition: nobody gathers any more, or the
    /// one who does is stuck in a sink. Rows that were taken out of an overwriting ring are not among them.
    template <class F>
    void for_each_left(F f) const {
        for (producer* p = home_.producers.load(std::memory_order_acquire); p != nullptr; p = p->next) {
            ring::range left = p->rows.unread();
            if (!overwriting()) left.from = p->settled;
            p->rows.for_each(left, [&](row_header const& header, std::byte const*) { return f(header.id), true; });
        }
    }

    [[nodiscard]] std::uint64_t emitted() const noexcept {
        std::uint64_t rows = left_emitted_ + home_.refused.load(std::memory_order_relaxed);
        for (producer* p = home_.producers.load(std::memory_order_acquire); p != nullptr; p = p->next)
            rows += p->emitted.load(std::memory_order_relaxed);
        return rows;
    }

    /// Lets go of all threads' rings. Pre-condition: nobody gathers any more.
    void let_go_all() noexcept {
        producer* p = home_.producers.exchange(nullptr, std::memory_order_acq_rel);
        while (p != nullptr) std::exchange(p, p->next)->release();
    }

private:
    static constexpr std::size_t rows_per_pass = 16384;

    struct reading {
        producer* from;
        std::uint64_t upto;
        bool last; ///< the thread has ended, and nothing of it is left
    };

    /// Gets the memory for reading one more ring before anything is taken from it; false when there is none.
    bool make_room(std::size_t capacity) noexcept {
        constexpr std::size_t shortest_row = sizeof(row_header) + row_alignment;
        std::size_t const rows =
            overwriting() ? capacity / shortest_row : std::min(capacity / shortest_row, rows_per_pass);
        try {
            readings_.reserve(readings_.size() + 1);
            if (batch_.capacity() - batch_.size() < rows) batch_.reserve(2 * batch_.size() + rows);
            if (overwriting() && copies_.size() == readings_.size()) copies_.emplace_back(capacity);
        } catch (...) {
            return false;
        }
        return true;
    }

    void read(producer& from, Clock const& clock) noexcept {
        bool const done = from.done.load(std::memory_order_acquire); // before the head, or the last rows could be lost
        ring::range const waiting = from.rows.begin_reading();
        std::byte const* const copy = overwriting() ? take_out(from.rows, waiting) : nullptr;
        std::size_t rows = 0;
        auto const note = [&](row_header const& header, std::byte const* bytes) {
            from.latest = std::max(from.latest, clock.at(header.at)); // a thread's rows never step back
            batch_.push_back({from.latest, bytes, header.id, from.thread});
            return copy != nullptr || ++rows != rows_per_pass;
        };
        std::uint64_t const upto = from.rows.for_each(waiting, note, copy);
        more_ = more_ || upto != waiting.to;
        readings_.push_back({&from, upto, done && upto == waiting.to});
    }

    [[nodiscard]] bool overwriting() const noexcept { return home_.settings.on_full == overflow::overwrite_oldest; }

    /// Empties the ring at once, so that its thread may go on overwriting it.
    std::byte const* take_out(ring& from, ring::range waiting) noexcept {
        std::vector<std::byte>& copy = copies_[readings_.size()];
        from.copy(waiting, copy.data());
        from.end_reading(waiting.to);
        return copy.data();
    }

    void let_go(producer& gone) noexcept {
        left_emitted_ += gone.emitted.load(std::memory_order_relaxed);
        producer* first = &gone;
        if (!home_.producers.compare_exchange_strong(first, gone.next, std::memory_order_acq_rel)) {
            while (first->next != &gone) first = first->next;
            first->next = gone.next;
        }
        gone.release();
    }

    station& home_;
    std::vector<waiting_row> batch_;
    std::vector<reading> readings_;
    std::vector<std::vector<std::byte>> copies_; ///< of overwriting rings, one per reading; all rings are of one size
    std::uint64_t left_emitted_ = 0; ///< by threads that were let go
    bool more_ = false;
};

} // namespace crucible::telemetry::detail
