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

CRUCIBLE_TELEMETRY_FUNCTION void directory::enter(std::shared_ptr<listed_experiment> const& entry) {
    std::lock_guard const lock{mutex_};
    if (!std::exchange(stopped_at_exit_, true)) std::atexit([] { get().stop_all(); });
    take_out({});
    entries_.push_back(entry);
}

CRUCIBLE_TELEMETRY_FUNCTION void directory::forget(std::string_view id) {
    std::lock_guard const lock{mutex_};
    take_out(id);
}

CRUCIBLE_TELEMETRY_FUNCTION dynamic_array<std::shared_ptr<listed_experiment>> directory::all() const {
    std::lock_guard const lock{mutex_};
    dynamic_array<std::shared_ptr<listed_experiment>> living;
    for (auto const& e : entries_)
        if (auto entry = e.lock()) living.push_back(std::move(entry));
    return living;
}

CRUCIBLE_TELEMETRY_FUNCTION std::shared_ptr<listed_experiment> directory::find(std::string_view id) const {
    for (auto& entry : all())
        if (entry->id() == id) return entry;
    return nullptr;
}

CRUCIBLE_TELEMETRY_FUNCTION void directory::take_out(std::string_view id) {
    entries_.erase_if([&](auto const& e) {
        auto const entry = e.lock();
        return entry == nullptr || entry->id() == id;
    });
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
    return entry == nullptr ? make_error_code(errc::not_found) : f(*entry);
}

} // namespace detail

CRUCIBLE_TELEMETRY_FUNCTION bool is_paused(std::string_view id) {
    auto const entry = detail::directory::get().find(id);
    return entry != nullptr && entry->info().status == status::paused;
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
