// SPDX-License-Identifier: MIT
#pragma once
// The sinks of a session: the store that answers for it, which gets rows first, and the others.

#include <crucible/telemetry/core/detail/smaller.hpp>
#include <crucible/telemetry/session/detail/basic_track.hpp>
#include <crucible/telemetry/session/detail/guarded_sink.hpp>

namespace crucible::telemetry::detail {

/// When sinks are told to make readable what they took.
class tick_times {
public:
    /// As soon as all rows are handled that were emitted before. From any thread.
    void want() noexcept { wanted_.store(true, std::memory_order_release); }

    // By who handles rows:

    /// Before rows are gathered: what is wanted later is for the next time, for it may be wanted for rows that come
    /// too late for this one.
    void begin() noexcept {
        if (wanted_.load(std::memory_order_relaxed) && wanted_.exchange(false, std::memory_order_acq_rel)) now_ = true;
    }

    /// After them: whether it is time, so that no row is older than `limit` when the next time has come.
    [[nodiscard]] bool due(std::chrono::nanoseconds limit) noexcept {
        stamp const now = read_steady(); // the host's time, whatever stamps rows
        auto const most = static_cast<stamp>(larger(limit.count(), std::chrono::nanoseconds::rep{0}));
        if (!now_ && now - last_ < most / 2) return false;
        last_ = now;
        now_ = false;
        return true;
    }

private:
    stamp last_ = 0;
    bool now_ = false;
    std::atomic<bool> wanted_{false};
};

/// A template, so that it is compiled only where a session is.
template <class = void>
class basic_sink_set {
public:
    basic_sink_set() = default;
    basic_sink_set(basic_sink_set const&) = delete;
    basic_sink_set& operator=(basic_sink_set const&) = delete;
    ~basic_sink_set() {
        for (guarded_sink const* const each : all_) delete each;
    }

    /// What a sink is to its session.
    struct part {
        bool asked; ///< it is the store that answers; its failures lose rows for all
        bool given; ///< it is one of those that are told about
        bool idle;  ///< it takes nothing
    };

    /// Becomes the owner. Throws std::bad_alloc.
    void add(sole_owner<guarded_sink> made, part as) {
        all_.reserve(all_.size() + 1), told_.reserve(told_.size() + 1), others_.reserve(others_.size() + 1);
        if (as.asked && !as.idle) store_ = made.get();
        if (!as.asked && !as.idle) others_.push_back(made.get());
        if (as.given) told_.push_back(made.get());
        all_.push_back(made.release());
    }
    /// To be called for each track, in order.
    void add(untyped_track const& t) {
        place_.push_back(static_cast<std::uint32_t>(batches_.size()));
        if (t.keeps_rows()) batches_.emplace_back();
    }

    /// Of each track: which of the batches that sinks are handed is its own.
    [[nodiscard]] dynamic_array<std::uint32_t> const& places() const noexcept { return place_; }
    /// Of events whose rows sinks are given.
    [[nodiscard]] static std::uint64_t rows_recorded(dynamic_array<untyped_track*> const& tracks) noexcept {
        std::uint64_t all = 0;
        for (untyped_track const* const each : tracks) all += each->keeps_rows() ? each->settled.recorded : 0;
        return all;
    }
    [[nodiscard]] bool want_rows() const noexcept { return store_ != nullptr || !others_.empty(); }

    /// Puts a track's batch into the store. One that throws loses the batch, which is then counted.
    void store(untyped_track& t, std::size_t i) noexcept {
        if (store_ == nullptr || !t.stored || t.size() == 0) return;
        batches_[place_[i]] = t.as_batch();
        t.stored = store_->store(batches_in({}), t.size());
        batches_[place_[i]] = {};
    }

    /// Hands what is stored of the tracks' batches to the other sinks.
    void hand_over(dynamic_array<untyped_track*> const& tracks, dynamic_array<batches::place>& order) noexcept {
        if (others_.empty()) return;
        std::uint64_t lost = 0;
        bool all = true;
        for (std::size_t i = 0; i != tracks.size(); ++i) {
            untyped_track& t = *tracks[i];
            if (!t.keeps_rows()) continue;
            batch& mine = batches_[place_[i]];
            mine = t.stored && t.size() != 0 ? t.exported() : batch{};
            all = all && mine.size() == t.offered();
            if (t.stored) lost += t.size() - mine.size();
        }
        if (!all) order.erase_if([&](batches::place const& p) { return batches_[p.event].empty(); });
        for (guarded_sink* const each : others_) {
            if (lost != 0) each->lose(lost, "no memory for derived measurements");
            each->take(batches_in({order.data(), order.size()}));
        }
        batches_.fill(batch{});
    }

    void tick() noexcept {
        for (guarded_sink* const each : all_) each->tick();
    }
    /// Calls `closed_one()` after each, since the next may take long.
    template <class F>
    void close(bool whole, F closed_one) {
        for (guarded_sink* const each : all_) each->close(whole), closed_one();
    }
    void clear() noexcept {
        for (guarded_sink* const each : all_) each->clear();
    }

    /// How those that were given fare, in this order; of the others nothing changes when `only_closed`.
    void report(std::vector<sink_report>& to, bool only_closed = false) const noexcept {
        try {
            to.resize(told_.size());
            for (std::size_t i = 0; i != told_.size(); ++i)
                if (!only_closed || told_[i]->closed()) to[i] = told_[i]->report();
        } catch (...) { // no memory for words: the reports stay as they were
        }
    }

private:
    [[nodiscard]] batches batches_in(std::span<batches::place const> order) const noexcept {
        return {{batches_.data(), batches_.size()}, order};
    }

    dynamic_array<guarded_sink*> all_{};  ///< owned
    dynamic_array<guarded_sink*> told_{}; ///< in the order in which they were given
    dynamic_array<guarded_sink*> others_{};
    guarded_sink* store_ = nullptr;
    dynamic_array<std::uint32_t> place_{};
    dynamic_array<batch> batches_{}; ///< of each track with rows; empty but while they are handed over
};

using sink_set = basic_sink_set<>;
CRUCIBLE_TELEMETRY_COMPILED_ONCE(class basic_sink_set<>);

} // namespace crucible::telemetry::detail
