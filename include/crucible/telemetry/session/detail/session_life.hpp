// SPDX-License-Identifier: MIT
#pragma once
// The life of a session: its experiment running, paused and stopped, its clock, its gate, and how it ended.

#include <crucible/telemetry/core/detail/hex_text.hpp>
#include <crucible/telemetry/session/detail/gate.hpp>
#include <crucible/telemetry/session/detail/session_time.hpp>
#include <crucible/telemetry/session/detail/settings.hpp>
#include <crucible/telemetry/session/directory.hpp>

namespace crucible::telemetry::detail {

/// How a session works, as its policies say.
struct core_settings {
    drained_by by = drained_by::worker;
    std::chrono::nanoseconds exit_limit{};
    std::chrono::nanoseconds flush_limit{};
    std::chrono::nanoseconds (*rest)(std::size_t rows, std::chrono::nanoseconds before) noexcept = nullptr;
    void (*on_loss)(loss_report const& of) noexcept = nullptr;
    finding_action (*on_finding)(found_in_row const& found) noexcept = nullptr;
    bool weighted = false; ///< rows are sampled, and have weights
};

/// A template, so that it is compiled only where a session is.
template <class = void>
class basic_session_life : public listed_experiment {
public:
    basic_session_life(experiment about, core_settings how, std::span<std::uint32_t const> ids,
                       inlet_settings const& inlet)
        : about_{std::move(about)}, how_{how}, gate_{ids, inlet}, clock_{home().settings.clock}, life_{clock_.now()},
          id_{hex_text(home().key, 16)} {}

    std::error_code pause() override {
        if (gate_.in_child()) return errc::forked_child;
        std::lock_guard const lock{mutex_};
        std::error_code const failed = life_.pause(clock_.now());
        if (!failed) gate_.close(inlet_state::paused);
        return failed;
    }

    std::error_code resume() override {
        if (gate_.in_child()) return errc::forked_child;
        std::lock_guard const lock{mutex_};
        std::error_code const failed = life_.resume(clock_.now());
        if (!failed) gate_.open();
        return failed;
    }

    void request_stop() noexcept override { stop_requested_.store(true, std::memory_order_release); }
    [[nodiscard]] bool stop_requested() const noexcept override {
        return stop_requested_.load(std::memory_order_acquire);
    }

    [[nodiscard]] std::string_view id() const override { return id_; }
    [[nodiscard]] gate const& where() const noexcept { return gate_; }
    [[nodiscard]] session_time time() const { return {gate_, clock_, life_}; }

    [[nodiscard]] experiment_info info() const override {
        auto const lock = hold(mutex_);
        experiment_info info{.id = id_, .about = about_};
        life_.describe(info, clock_.now());
        info.sample_size_reached = about_.sample_size != 0 && recorded_ >= about_.sample_size;
        return info;
    }

    [[nodiscard]] std::vector<sink_report> exports() const override {
        auto const lock = hold(mutex_);
        return reports_;
    }

protected:
    [[nodiscard]] inlet& home() const noexcept { return gate_.home(); }
    [[nodiscard]] bool has_worker() const noexcept { return how_.by == drained_by::worker; }
    [[nodiscard]] run_info about_run(bool weighted) const {
        run_info about = describe(id_, about_, life_.started());
        about.weighted = weighted;
        return about;
    }

    /// Locks for the caller; not in a forked child, where who holds the mutex may not exist.
    [[nodiscard]] std::unique_lock<std::mutex> hold(std::mutex& it) const {
        return gate_.in_child() ? std::unique_lock{it, std::defer_lock} : std::unique_lock{it};
    }
    /// What is wrong with waiting for the session here: in a forked child, or within its own pass.
    [[nodiscard]] std::error_code place_of_call() const noexcept {
        if (gate_.in_child()) return errc::forked_child;
        return draining::here(home()) ? std::make_error_code(std::errc::resource_deadlock_would_occur)
                                      : std::error_code{};
    }
    [[nodiscard]] wall_clock& clock() noexcept { return clock_; }
    [[nodiscard]] wall_clock const& clock() const noexcept { return clock_; }
    [[nodiscard]] std::chrono::nanoseconds exit_limit() const noexcept { return how_.exit_limit; }
    [[nodiscard]] core_settings const& how() const noexcept { return how_; }
    [[nodiscard]] experiment const& about() const noexcept { return about_; }
    void open() noexcept { gate_.open(); }

    /// What the session's policy wants done about a finding. Locks.
    void act_on(found_in_row const& found) noexcept {
        finding_action const what = how_.on_finding(found);
        if (what == finding_action::request_stop) request_stop();
        if (what == finding_action::pause) (void)pause(); // it may be paused already, or have ended
    }

    // Called with the mutex held.

    [[nodiscard]] bool over() const { return finished_ || abandoned_; }

    /// False when the session has stopped before. Locks.
    bool end_if_not_over() {
        std::lock_guard const lock{mutex_};
        end();
        return !over();
    }

    /// The deadline passed: what sinks have not closed is not complete. Of `recorded` rows those count as written that
    /// are in files by what is known.
    void abandon(std::uint64_t recorded) noexcept {
        abandoned_ = true;
        for (sink_report& each : reports_) {
            if (each.closed) continue;
            if (!each.error) each.error = errc::deadline_exceeded;
            if (each.partial.empty()) continue;
            each.written = smaller(each.flushed, recorded);
            each.failed = recorded - each.written;
            try {
                if (each.why.empty()) each.why = "the exit deadline passed before it was complete";
            } catch (...) { // no memory for words
            }
        }
    }

    /// Once, when the session is over.
    void tell_loss() noexcept {
        try {
            {
                std::lock_guard const lock{mutex_};
                if (std::exchange(loss_told_, true)) return;
            }
            ledger const account = account_now();
            bool const lost = account.lost() != 0 || !account.sinks.empty();
            if (lost || account.other_hub) how_.on_loss({id_, about_.name, account});
        } catch (...) { // no memory for words
        }
    }

    [[nodiscard]] telemetry::outcome how_it_went() const {
        std::lock_guard const lock{mutex_};
        std::string why;
        for (sink_report const& each : reports_)
            if (!each.complete()) tell_of_sink(why.empty() ? why : why.append("; "), each);
        if (abandoned_) return {errc::deadline_exceeded, std::move(why)};
        return why.empty() ? telemetry::outcome{} : telemetry::outcome{errc::incomplete_export, std::move(why)};
    }

    /// The experiment takes no more rows.
    void end() {
        if (life_.now() == status::stopped) return;
        life_.stop(clock_.now());
        gate_.close(inlet_state::stopped);
    }

    /// Locks.
    [[nodiscard]] bool has_ended() const {
        std::lock_guard const lock{mutex_};
        return over();
    }

private:
    experiment about_;
    core_settings how_;
    gate gate_;
    wall_clock clock_;
    lifecycle life_;
    std::string id_; ///< its session's key
    std::atomic<bool> stop_requested_{false};

protected:
    /// Guards what follows, the life and the settled accounts.
    mutable std::mutex mutex_{};
    std::vector<sink_report> reports_{};
    std::uint64_t recorded_ = 0;
    bool finished_ = false;  ///< the sinks are closed
    bool abandoned_ = false; ///< the worker did not finish by the deadline
    bool loss_told_ = false;
};

using session_life = basic_session_life<>;
CRUCIBLE_TELEMETRY_COMPILED_ONCE(class basic_session_life<>);

} // namespace crucible::telemetry::detail
