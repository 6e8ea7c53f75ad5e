// SPDX-License-Identifier: MIT
#pragma once
// Streaming metrics: the summary of an experiment that still runs, kept by an exporter that writes no file.
//
//     ct::live_summary live;
//     ct::session run{about, watch(...), live.attach()};
//     live.now().latency.mean; // from any thread, at any time

#include <crucible/telemetry/analysis/detail/summary_of_rows.hpp>
#include <crucible/telemetry/analysis/detail/training_of_rows.hpp>
#include <crucible/telemetry/core/error.hpp>
#include <crucible/telemetry/record/sink.hpp>

#include <memory>
#include <mutex>

namespace crucible::telemetry {

namespace detail {

template <auto const& Prices>
class live_figures {
public:
    static constexpr std::size_t most_epochs = 16384;

    void attach(run_info const& about) {
        std::lock_guard const lock{mutex_};
        if (attached_)
            throw error{std::make_error_code(std::errc::device_or_resource_busy),
                        "this live_summary follows the run '" + about_.name + "' until it stops: make another for '" +
                            about.name + "'"};
        clear();
        about_ = about;
        attached_ = true;
    }
    void detach() noexcept {
        std::lock_guard const lock{mutex_};
        attached_ = false;
    }
    void reset() {
        std::lock_guard const lock{mutex_};
        clear();
    }

    template <class Row>
    void add(Row const& row, double weight) {
        std::lock_guard const lock{mutex_};
        cells_.add(row, weight);
        training_.add(row, weight);
    }

    [[nodiscard]] summary now() const {
        std::lock_guard const lock{mutex_};
        summary s = cells_.read();
        cells_.finish(s);
        s.id = about_.id;
        s.name = about_.name;
        s.condition = about_.condition;
        return s;
    }
    [[nodiscard]] training_summary training() const {
        std::lock_guard const lock{mutex_};
        return training_.read();
    }
    [[nodiscard]] bool attached() const {
        std::lock_guard const lock{mutex_};
        return attached_;
    }

private:
    void clear() {
        cells_ = {};
        training_.clear();
    }

    mutable std::mutex mutex_;
    summary_cells<Prices> cells_;
    training_cells training_{most_epochs};
    run_info about_;
    bool attached_ = false;
};

template <auto const& Prices, class... Events>
class live_writer {
public:
    /// Throws `error` when another session feeds those figures.
    live_writer(std::shared_ptr<live_figures<Prices>> to, run_info const& about) : to_{std::move(to)} {
        to_->attach(about);
    }
    live_writer(live_writer&&) noexcept = default;
    live_writer& operator=(live_writer&& other) noexcept {
        abandon();
        to_ = std::move(other.to_);
        written_ = other.written_;
        failed_ = other.failed_;
        return *this;
    }
    ~live_writer() { abandon(); }

    /// Row by row, in order of time across events.
    void take(batches const& all) noexcept {
        for (batches::place const& at : all.in_order) adds[at.event](*this, all.of[at.event], at.row);
    }
    /// A row of any type of any event.
    template <any_row Row>
    void write(Row const& row) noexcept {
        add(row, weight_of(row));
    }
    [[nodiscard]] std::error_code close() noexcept {
        abandon();
        return {};
    }
    void abandon() noexcept {
        if (to_ == nullptr) return;
        to_->detach();
        to_ = nullptr;
    }
    [[nodiscard]] std::uint64_t written() const noexcept { return written_; }
    [[nodiscard]] std::uint64_t failed() const noexcept { return failed_; }

private:
    template <class Row>
    void add(Row const& row, double weight) noexcept {
        try {
            to_->add(row, weight);
            ++written_;
        } catch (...) { // no memory for the first row of an event or an epoch
            ++failed_;
        }
    }

    using add_row = void (*)(live_writer&, batch const&, std::size_t);
    static constexpr std::array<add_row, sizeof...(Events)> adds{
        [](live_writer& self, batch const& from, std::size_t i) {
            self.add(from.rows<Events>()[i], from.weight(i));
        }...};

    std::shared_ptr<live_figures<Prices>> to_;
    std::uint64_t written_ = 0;
    std::uint64_t failed_ = 0;
};

template <auto const& Prices>
struct live_exporter {
    std::shared_ptr<live_figures<Prices>> to;

    template <class... Events>
    [[nodiscard]] live_writer<Prices, Events...> open(run_info const& about, event_list<Events...>) const {
        return {to, about};
    }
};

} // namespace detail

/// The figures of one running experiment, equal to those of its rows but for quantiles, which only rows can tell. Rows
/// without a stated cost are charged by `Prices`. After the experiment has stopped the figures stay, until `reset` or
/// until another session begins that was given `attach()`. May end before the session does.
///
/// Any thread may ask. Who asks and the session's worker wait for each other: the worker holds the lock for one row at
/// a time, `now` for some microseconds, `training` for about a microsecond an epoch. 16384 epochs are kept apart.
template <auto const& Prices = default_prices>
class live_summary {
public:
    live_summary() = default;
    live_summary(live_summary const&) = delete;
    live_summary& operator=(live_summary const&) = delete;

    /// The exporter to give to a session. A second session cannot begin with it while the first one runs: ct::error.
    [[nodiscard]] detail::live_exporter<Prices> attach() const { return {figures_}; }

    /// What the rows so far add up to.
    [[nodiscard]] summary now() const { return figures_->now(); }
    [[nodiscard]] training_summary training() const { return figures_->training(); }

    /// Whether a session feeds it.
    [[nodiscard]] bool attached() const { return figures_->attached(); }

    /// Begins anew; what was emitted before and is still on its way counts after it.
    void reset() { figures_->reset(); }

private:
    std::shared_ptr<detail::live_figures<Prices>> figures_ = std::make_shared<detail::live_figures<Prices>>();
};

} // namespace crucible::telemetry
