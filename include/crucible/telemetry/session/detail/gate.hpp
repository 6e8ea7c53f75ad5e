// SPDX-License-Identifier: MIT
#pragma once
// The gate: a session's place in the hub, from claiming a slot to giving it back.

#include <crucible/telemetry/core/detail/at_fork.hpp>
#include <crucible/telemetry/core/error.hpp>
#include <crucible/telemetry/emit/scope.hpp>

#include <sched.h>
#include <span>

namespace crucible::telemetry::detail {

/// In a forked child every session of the parent is closed: what is emitted to it is counted, nothing is written.
inline void close_in_child() noexcept {
    for (hub_slot& s : hub_slots) {
        s.visitors.store(0, std::memory_order_relaxed); // the visiting threads were not copied
        s.key.store(hub_slot::closed, std::memory_order_relaxed);
        if (inlet* const home = s.home.load(std::memory_order_relaxed))
            home->state.store(inlet_state::forked_child, std::memory_order_relaxed);
    }
    hub_ends.fetch_add(1, std::memory_order_relaxed);
    hub_changed();
}

inline at_fork const forks_close_sessions{nullptr, nullptr, &close_in_child};

/// 64 bits that no other session has: the kernel's randomness, or the clock where there is none.
inline std::uint64_t make_key() noexcept {
    std::uint64_t key = 0;
    while (key == hub_slot::closed || key == ~hub_slot::closed)
        if (!fill_randomly(&key, sizeof key)) key = read_steady() * 0x9E3779B97F4A7C15U;
    return key;
}

class gate {
public:
    /// Throws `error` when there is no memory, or most_sessions run.
    gate(std::span<std::uint32_t const> ids, inlet_settings const& settings)
        : home_{inlet::make(ids.data(), ids.size())} {
        if (home_ == nullptr) throw error{std::make_error_code(std::errc::not_enough_memory), "cannot make a session"};
        home_->settings = settings;
        home_->key = make_key();
        home_->page_epoch = home_->key;
        home_->page_round = home_->key;
        place_ = claim();
        if (place_ != most_sessions) {
            slot_ = &hub_slots[place_];
            return;
        }
        home_->release();
        throw error{errc::too_many_sessions, "at most 64 sessions run at once; stop and destroy one first"};
    }
    gate(gate const&) = delete;
    gate& operator=(gate const&) = delete;

    /// Gives the slot back. The inlet stays for good when a thread was ended or stopped while it visited.
    ~gate() {
        close(in_child() ? inlet_state::forked_child : inlet_state::stopped);
        where().home.store(nullptr, std::memory_order_seq_cst);
        if (!visitors_left()) return;
        let_go_pages(*home_);
        home_->release();
    }

    [[nodiscard]] inlet& home() const noexcept { return *home_; }
    /// Of the copy of the hub in which the session was made, whichever copy asks.
    [[nodiscard]] hub_slot& where() const noexcept { return *slot_; }
    [[nodiscard]] std::size_t place() const noexcept { return place_; }
    [[nodiscard]] std::uint64_t bit() const noexcept { return std::uint64_t{1} << place_; }
    [[nodiscard]] bool in_child() const noexcept { return home_->state.load() == inlet_state::forked_child; }

    void open() noexcept {
        home_->state.store(inlet_state::running, std::memory_order_release);
        where().key.store(home_->key, std::memory_order_release);
        hub_changed();
    }
    /// From now on rows are refused, and counted by this state.
    void close(inlet_state why) noexcept {
        home_->state.store(why, std::memory_order_release);
        where().key.store(hub_slot::closed, std::memory_order_release);
        if (why == inlet_state::stopped) hub_ends.fetch_add(1, std::memory_order_release);
        hub_changed();
    }

private:
    /// Waits for threads on their slow path, a matter of microseconds; false when one is still there after a second.
    [[nodiscard]] bool visitors_left() const noexcept {
        stamp const deadline = read_steady() + 1'000'000'000U;
        while (where().visitors.load(std::memory_order_seq_cst) != 0) {
            if (read_steady() > deadline) return false;
            ::sched_yield();
        }
        return true;
    }

    /// Begins anywhere, so that sessions of different copies of the hub seldom share a place in a thread's connections.
    [[nodiscard]] std::size_t claim() const noexcept {
        for (std::size_t n = 0; n != most_sessions; ++n) {
            std::size_t const i = (home_->key + n) % most_sessions;
            inlet* nobody = nullptr;
            if (hub_slots[i].home.compare_exchange_strong(nobody, home_, std::memory_order_seq_cst)) return i;
        }
        return most_sessions;
    }

    inlet* home_;
    std::size_t place_ = most_sessions;
    hub_slot* slot_ = nullptr;
};

} // namespace crucible::telemetry::detail
