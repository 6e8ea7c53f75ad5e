// SPDX-License-Identifier: MIT
#pragma once
// A page: where one thread keeps the cells of a session's tallied events (tally/). The thread writes, the
// session reads.

#include <crucible/telemetry/emit/detail/producer.hpp>

namespace crucible::telemetry::detail {

/// Its cells follow it, at the offsets that the session's settings name.
struct alignas(cache_line) tally_page {
    std::uint64_t pass = 0;                 ///< of the session
    std::uint32_t const* cells_at = nullptr; ///< how the cells lie: the same for all sessions of one type
    std::size_t mapped_bytes = 0;
    tally_page* next = nullptr;           ///< of the session's
    tally_page* next_of_thread = nullptr; ///< of the thread's
    std::atomic<bool> left{false};        ///< its thread has ended, and another one may go on with it
    std::atomic<std::uint32_t> owners{2}; ///< the thread, the session

    /// Of this thread and a session; nullptr when there is no memory.
    static tally_page* make(station& home) noexcept {
        auto* const pages = static_cast<std::byte*>(map_pages(home.settings.page_bytes));
        if (pages == nullptr) return nullptr;
        auto* const made = ::new (pages) tally_page{};
        made->mapped_bytes = home.settings.page_bytes;
        made->join(home);
        return made;
    }

    /// Enters the session's list.
    void join(station& home) noexcept {
        pass = home.pass;
        cells_at = home.settings.cells_at;
        next = home.pages.load(std::memory_order_relaxed);
        while (!home.pages.compare_exchange_weak(next, this, std::memory_order_release)) {}
    }

    void release() noexcept {
        if (owners.fetch_sub(1, std::memory_order_acq_rel) == 1) unmap_pages(this, mapped_bytes);
    }

    [[nodiscard]] std::byte* at(std::uint32_t offset) noexcept { return reinterpret_cast<std::byte*>(this) + offset; }
};

/// Ends a thread's part in its pages: they stay with their sessions.
inline void leave_pages(tally_page*& of_thread) noexcept {
    while (of_thread != nullptr) {
        tally_page* const page = of_thread;
        of_thread = page->next_of_thread;
        page->left.store(true, std::memory_order_release);
        page->release();
    }
}

/// Ends a session's part in its pages: they stay with their threads.
inline void let_go_pages(station& home) noexcept {
    tally_page* page = home.pages.exchange(nullptr, std::memory_order_acq_rel);
    while (page != nullptr) {
        tally_page* const next = page->next;
        page->release();
        page = next;
    }
}

} // namespace crucible::telemetry::detail
