// SPDX-License-Identifier: MIT
#pragma once
// Scopes: while one lives, `emit` in its thread also reaches the sessions it binds. A route carries the bindings of one
// thread into another.

#include <crucible/telemetry/emit/hub.hpp>

#include <utility>

namespace crucible::telemetry {

class scope;

/// Which sessions a thread is bound to: a value to be copied into other threads and bound there.
class route {
public:
    /// Leads nowhere.
    route() = default;
    /// Leads to the session that holds a slot of the hub under a key.
    route(std::size_t place, std::uint64_t key) noexcept : mask_{std::uint64_t{1} << place} { keys_[place] = key; }

    /// Binds the calling thread; sessions that have ended meanwhile are left out.
    [[nodiscard]] scope bind() const noexcept;

    friend route current_route() noexcept;

private:
    friend class scope;

    std::uint64_t mask_ = 0;
    std::array<std::uint64_t, most_sessions> keys_{};
};

/// The sessions that the calling thread is bound to now.
inline route current_route() noexcept {
    route here;
    for (std::size_t i = 0; i != most_sessions; ++i) {
        detail::connection const& at = detail::this_thread.connections[i];
        if (at.bound == 0) continue;
        here.mask_ |= std::uint64_t{1} << i;
        here.keys_[i] = at.key;
    }
    return here;
}

/// Binds its thread until it is destroyed. Pre-condition: it is destroyed in the thread that made it.
class [[nodiscard]] scope {
public:
    explicit scope(route const& to) noexcept : to_{to} {
        for (std::uint64_t left = to_.mask_; left != 0; left &= left - 1)
            bind(static_cast<std::size_t>(std::countr_zero(left)));
    }
    scope(scope&& other) noexcept : to_{std::exchange(other.to_, route{})} {}
    scope& operator=(scope&&) = delete;
    ~scope() {
        for (std::uint64_t left = to_.mask_; left != 0; left &= left - 1)
            unbind(static_cast<std::size_t>(std::countr_zero(left)));
    }

    /// What this scope binds, for other threads.
    [[nodiscard]] route const& carry() const noexcept { return to_; }

private:
    void bind(std::size_t i) noexcept {
        detail::changing_connections const now;
        detail::visit const call{detail::hub_slots[i]};
        detail::inlet* const home = call.home();
        if (home == nullptr || home->key != to_.keys_[i]) {
            to_.mask_ &= ~(std::uint64_t{1} << i);
            return;
        }
        detail::connection& at = detail::this_thread.connections[i];
        if (at.key != home->key) (void)detail::connect(at, *home, false);
        ++at.bound;
        (void)detail::connect(at, *home, true);
        detail::hub_changed();
    }

    void unbind(std::size_t i) noexcept {
        detail::changing_connections const now;
        detail::connection& at = detail::this_thread.connections[i];
        if (at.key != to_.keys_[i] || --at.bound != 0) return;
        detail::visit const call{detail::hub_slots[i]};
        detail::inlet const* const home = call.home();
        if (home == nullptr || home->key != at.key || !home->settings.attached) at.bus = nullptr;
        detail::hub_changed();
    }

    route to_;
};

inline scope route::bind() const noexcept { return scope{*this}; }

} // namespace crucible::telemetry
