// SPDX-License-Identifier: MIT
#pragma once
// Registries: a set of events fixed at compile time, whose names, help, units and kinds can be read at run time.

#include <crucible/telemetry/schema/measurement_schema.hpp>

#include <span>

namespace crucible::telemetry {

/// What people read about an event.
struct event_info {
    std::string_view name{};
    std::string_view help{};
    std::span<measurement_schema const> measurements{};
    std::uint64_t schema_hash = 0;
    telemetry::role role = telemetry::role::none;
};

namespace detail {

template <class Event>
struct event_named_twice {
    static_assert(accepted<Event>, "a registry holds two events of this name");
};

template <class Event>
constexpr event_info describe(Event const& event) {
    return {Event::name, event.help, measurements_as_data<Event>::value, schema_hash<Event>, Event::role_of};
}

} // namespace detail

/// `using events = ct::registry<epoch_stop, request_stop>;`
template <auto const&... Events>
struct registry {
    static constexpr std::size_t size = sizeof...(Events);

    /// Every event, in declared order.
    static constexpr std::array<event_info, size> all{detail::describe(Events)...};

    /// The event of this name, or nullptr. O(events).
    [[nodiscard]] static constexpr event_info const* find(std::string_view name) noexcept {
        for (event_info const& info : all)
            if (info.name == name) return &info;
        return nullptr;
    }

    /// `f(event)` for each event, in declared order.
    template <class F>
    static constexpr void walk(F&& f) {
        (f(Events), ...);
    }

    static consteval bool check() {
        constexpr std::size_t twice = detail::repeated_name(
            std::array<std::string_view, size>{std::remove_cvref_t<decltype(Events)>::name...});
        if constexpr (twice != size) {
            using event = detail::nth_t<twice, std::remove_cvref_t<decltype(Events)>...>;
            (void)detail::event_named_twice<event_named<event::name_text>>{};
        }
        return true;
    }
    static_assert(check());
};

} // namespace crucible::telemetry
