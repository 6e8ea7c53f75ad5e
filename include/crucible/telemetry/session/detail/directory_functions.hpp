// SPDX-License-Identifier: MIT
#pragma once
// What directory.hpp declares.

#include <crucible/telemetry/core/detail/platform.hpp>
#include <crucible/telemetry/session/directory.hpp>

#if CRUCIBLE_TELEMETRY_DEFINES

#include <cstdlib>
#include <utility>

namespace crucible::telemetry {
namespace detail {

CRUCIBLE_TELEMETRY_FUNCTION void directory::enter(listed_experiment& entry) {
    std::lock_guard const lock{mutex_};
    if (!std::exchange(stopped_at_exit_, true)) std::atexit([] { get().stop_all(); });
    entries_.push_back(&entry);
}

CRUCIBLE_TELEMETRY_FUNCTION void directory::forget(listed_experiment const& entry) noexcept {
    std::lock_guard const lock{mutex_};
    entries_.erase_if([&](listed_experiment const* each) { return each == &entry; });
}

CRUCIBLE_TELEMETRY_FUNCTION listed_experiment::~listed_experiment() { directory::get().forget(*this); }

CRUCIBLE_TELEMETRY_FUNCTION dynamic_array<owner<listed_experiment>> directory::all() const {
    dynamic_array<owner<listed_experiment>> living;
    std::lock_guard const lock{mutex_};
    living.reserve(entries_.size()); // nothing throws once there are owners, who would delete with the mutex held
    for (listed_experiment* const each : entries_)
        if (auto entry = owner<listed_experiment>::of_owned(*each)) living.push_back(std::move(entry));
    return living;
}

CRUCIBLE_TELEMETRY_FUNCTION owner<listed_experiment> directory::find(std::string_view id) const {
    for (auto& entry : all())
        if (entry->id() == id) return entry;
    return {};
}

CRUCIBLE_TELEMETRY_FUNCTION void directory::stop_all() noexcept {
    try {
        auto const running = all();
        for (auto const& entry : running) entry->begin_to_stop();
        stamp const begun = read_steady();
        for (auto const& entry : running) {
            std::chrono::nanoseconds const since{static_cast<std::int64_t>(read_steady() - begun)};
            (void)entry->stop_less(since);
        }
    } catch (...) { // exit goes on: the deadlines have bounded the wait
    }
}

template <class F>
std::error_code with_experiment(std::string_view id, F f) {
    auto const entry = directory::get().find(id);
    return entry ? f(*entry) : make_error_code(errc::not_found);
}

} // namespace detail

CRUCIBLE_TELEMETRY_FUNCTION bool is_paused(std::string_view id) {
    auto const entry = detail::directory::get().find(id);
    return entry && entry->info().status == status::paused;
}

CRUCIBLE_TELEMETRY_FUNCTION std::error_code pause(std::string_view id) {
    return detail::with_experiment(id, [](auto& e) { return e.pause(); });
}

CRUCIBLE_TELEMETRY_FUNCTION std::error_code resume(std::string_view id) {
    return detail::with_experiment(id, [](auto& e) { return e.resume(); });
}

CRUCIBLE_TELEMETRY_FUNCTION std::error_code stop(std::string_view id) {
    return detail::with_experiment(id, [](auto& e) { return e.stop().code(); });
}

CRUCIBLE_TELEMETRY_FUNCTION void clean_up(std::string_view id, cleanup what) {
    if (auto const entry = detail::directory::get().find(id)) entry->clean_up(what);
}

} // namespace crucible::telemetry

#endif
