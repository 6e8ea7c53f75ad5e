// SPDX-License-Identifier: MIT
#pragma once
// A session's inlet: all that emitting threads know of it. It lives in pages of its own and is counted by who refers to
// it, so that no emission ever meets freed memory.

#include <crucible/telemetry/core/detail/stamp_source.hpp>
#include <crucible/telemetry/emit/account.hpp>
#include <crucible/telemetry/emit/detail/ring.hpp>
#include <crucible/telemetry/emit/overflow.hpp>

#include <array>
#include <new>

namespace crucible::telemetry::detail {

enum class inlet_state : unsigned char { running, paused, stopped, forked_child };

struct inlet_settings {
    std::size_t ring_bytes = 0;                        ///< of a thread's ring at most; 0: threads need none
    std::size_t all_ring_bytes = std::size_t{1} << 26; ///< of all rings together
    overflow_choice (*on_full)(full_ring const&) noexcept = nullptr; ///< null: the row is dropped
    bool overwrites = false; ///< rows are copied out of rings, so that these can be written while sinks work
    bool has_worker = false; ///< waiting for room may end
    stamp_source clock{};
    bool attached = true;
    /// Takes a row at once instead of putting it into a ring; for sessions that collect in place.
    void (*in_place)(void* session, std::uint32_t id, stamp at, void const* values) = nullptr;
    void* session = nullptr;
    /// Where a thread's page (thread_page.hpp) has what belongs to each event, from its beginning, and how long it is.
    std::uint32_t const* page_layout = nullptr;
    std::size_t page_bytes = 0;
};

struct producer;
struct thread_page;

struct inlet {
    std::uint64_t key = 0; ///< unique among all sessions of all processes
    inlet_settings settings{};
    std::size_t events = 0;
    std::uint32_t const* ids = nullptr;            ///< `events` row ids
    std::atomic<std::uint64_t>* dropped = nullptr; ///< events x drop_reasons
    std::size_t mapped_bytes = 0;
    std::atomic<inlet_state> state{inlet_state::running};
    std::atomic<producer*> producers{nullptr};
    std::atomic<std::uint32_t> threads{0};
    std::atomic<std::uint64_t> refused{0}; ///< emitted, but never offered to a ring
    std::atomic<std::uint32_t> owners{1};
    std::atomic<std::uint64_t> ring_bytes{0}; ///< of all rings now
    // Rings that ended threads left, for threads to come. Who takes one out, by an exchange, has the thread's share.
    std::array<std::atomic<producer*>, 64> spare{};
    std::atomic<std::uint32_t> spares{0}; ///< about how many
    std::atomic<bool> over{false};        ///< nobody takes spare rings any more
    std::atomic<bool> other_hub{false};   ///< code that has a hub of its own emitted to the session
    // Threads' pages, and when they are to be looked after: the key, plus how often that was so.
    std::atomic<thread_page*> pages{nullptr};
    std::atomic<std::uint64_t> page_epoch{0}; ///< what they hold began anew
    std::atomic<std::uint64_t> page_round{0}; ///< their threads were to look at them

    static inlet* make(std::uint32_t const* event_ids, std::size_t count) noexcept {
        std::size_t const counters = round_up(sizeof(inlet), alignof(std::max_align_t));
        std::size_t const ids_at = counters + count * drop_reasons * sizeof(std::atomic<std::uint64_t>);
        std::size_t const bytes = ids_at + count * sizeof(std::uint32_t);
        auto* const pages = static_cast<std::byte*>(map_pages(bytes, bytes));
        if (pages == nullptr) return nullptr;
        auto* const made = ::new (pages) inlet{};
        auto* const ids = reinterpret_cast<std::uint32_t*>(pages + ids_at);
        for (std::size_t i = 0; i != count; ++i) ids[i] = event_ids[i];
        made->ids = ids;
        made->events = count;
        made->dropped = ::new (pages + counters) std::atomic<std::uint64_t>[count * drop_reasons] {};
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

    /// Whether rings may have so many bytes more; then they have.
    [[nodiscard]] bool take_ring_bytes(std::size_t n) noexcept {
        if (ring_bytes.fetch_add(n, std::memory_order_relaxed) + n <= settings.all_ring_bytes) return true;
        give_ring_bytes(n);
        return false;
    }
    void give_ring_bytes(std::size_t n) noexcept { ring_bytes.fetch_sub(n, std::memory_order_relaxed); }

    [[nodiscard]] bool has_ended() const noexcept {
        return state.load(std::memory_order_acquire) > inlet_state::paused;
    }
};

/// While it lives, the calling thread drains the session of this inlet: it never waits for room in a ring of it, which
/// nobody else would make. They nest: a sink may drain another session.
class draining {
public:
    explicit draining(inlet const& of) noexcept : of_{&of}, outer_{innermost} { innermost = this; }
    ~draining() { innermost = outer_; }
    draining(draining const&) = delete;
    draining& operator=(draining const&) = delete;

    [[nodiscard]] static bool here(inlet const& of) noexcept {
        draining const* d = innermost;
        while (d != nullptr && d->of_ != &of) d = d->outer_;
        return d != nullptr;
    }

private:
    // Visible, since a session's worker and the rows that its sinks emit may be of different shared libraries.
    [[gnu::visibility("default")]] inline static constinit thread_local draining const* innermost = nullptr;

    inlet const* of_;
    draining const* outer_;
};

} // namespace crucible::telemetry::detail
