// SPDX-License-Identifier: MIT
#pragma once
// A session without its type: to keep in a class, to hand to another translation unit, to list and stop.
//   ct::handle run = session.handle(); ... run.stop();

#include <crucible/telemetry/session/directory.hpp>

namespace crucible::telemetry {

/// Refers to a running session, or to none. Copies refer to the same one. It does not keep the session running: when
/// that is destroyed, it is stopped, and the handle still tells how it went.
class handle {
public:
    handle() = default;
    explicit handle(detail::owner<detail::listed_experiment> of) : of_(std::move(of)) {}

    explicit operator bool() const noexcept { return bool{of_}; }

    // As the session's own. Pre-condition of all: it refers to a session.

    [[nodiscard]] std::error_code pause() const { return of_->pause(); }
    [[nodiscard]] std::error_code resume() const { return of_->resume(); }
    void request_stop() const noexcept { of_->request_stop(); }
    [[nodiscard]] bool stop_requested() const noexcept { return of_->stop_requested(); }
    outcome stop() const { return of_->stop(); }
    void clean_up(cleanup what = delete_data) const { of_->clean_up(what); }
    std::error_code flush(std::chrono::nanoseconds deadline = std::chrono::seconds{2}) const {
        return of_->flush(deadline);
    }
    void reset() const { of_->reset(); }

    [[nodiscard]] experiment_info info() const { return of_->info(); }
    [[nodiscard]] std::string_view id() const { return of_->id(); }
    [[nodiscard]] telemetry::ledger ledger() const { return of_->account_now(); }
    [[nodiscard]] std::vector<sink_report> exports() const { return of_->exports(); }

    friend bool operator==(handle const&, handle const&) = default;

private:
    detail::owner<detail::listed_experiment> of_{};
};

/// All sessions that live and were not cleaned up, oldest first.
template <class Handle = handle> // a template, so that it is compiled only where it is called
[[nodiscard]] std::vector<Handle> sessions() {
    std::vector<Handle> list;
    for (auto const& entry : detail::directory::get().all()) list.emplace_back(entry);
    return list;
}

} // namespace crucible::telemetry
