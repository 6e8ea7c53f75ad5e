// SPDX-License-Identifier: MIT
#pragma once
// A thread's page in a session: memory that the thread writes and the session reads. What is in it, at the offsets that
// the session's settings name, is the business of the rooms above.

#include <crucible/telemetry/emit/detail/inlet.hpp>

namespace crucible::telemetry::detail {

struct alignas(cache_line) thread_page {
    std::uint64_t key = 0;                 ///< of the session
    std::uint32_t const* layout = nullptr; ///< what is where: the same for all sessions of one type
    std::size_t mapped_bytes = 0;
    thread_page* next = nullptr;           ///< of the session's
    thread_page* next_of_thread = nullptr; ///< of the thread's
    std::atomic<bool> left{false};        ///< its thread has ended, and another one may go on with it
    std::atomic<std::uint32_t> owners{2}; ///< the thread, the session

    /// Of this thread and a session; nullptr when there is no memory.
    static thread_page* make(inlet& home) noexcept {
        auto* const pages = static_cast<std::byte*>(map_pages(home.settings.page_bytes, home.settings.page_bytes));
        if (pages == nullptr) return nullptr;
        auto* const made = ::new (pages) thread_page{};
        made->mapped_bytes = home.settings.page_bytes;
        made->join(home);
        return made;
    }

    /// Enters the session's list.
    void join(inlet& home) noexcept {
        key = home.key;
        layout = home.settings.page_layout;
        next = home.pages.load(std::memory_order_relaxed);
        while (!home.pages.compare_exchange_weak(next, this, std::memory_order_release)) {}
    }

    void release() noexcept {
        if (owners.fetch_sub(1, std::memory_order_acq_rel) == 1) unmap_pages(this, mapped_bytes);
    }

    [[nodiscard]] std::byte* at(std::uint32_t offset) noexcept { return reinterpret_cast<std::byte*>(this) + offset; }
};

/// Ends a thread's part in its pages: they stay with their sessions.
inline void leave_pages(thread_page*& of_thread) noexcept {
    while (of_thread != nullptr) {
        thread_page* const page = of_thread;
        of_thread = page->next_of_thread;
        page->left.store(true, std::memory_order_release);
        page->release();
    }
}

/// Ends a session's part in its pages: they stay with their threads.
inline void let_go_pages(inlet& home) noexcept {
    thread_page* page = home.pages.exchange(nullptr, std::memory_order_acq_rel);
    while (page != nullptr) {
        thread_page* const next = page->next;
        page->release();
        page = next;
    }
}

} // namespace crucible::telemetry::detail
