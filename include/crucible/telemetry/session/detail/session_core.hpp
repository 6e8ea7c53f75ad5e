// SPDX-License-Identifier: MIT
#pragma once
// The core of a session, whatever its events are: takes the rows of all threads and hands them, in time order, to store,
// statistics and sinks; raises what statistics found; and leads the experiment through its life.

#include <crucible/telemetry/core/detail/smaller.hpp>
#include <crucible/telemetry/session/detail/row_sorter.hpp>
#include <crucible/telemetry/session/detail/session_life.hpp>
#include <crucible/telemetry/session/detail/worker.hpp>
#include <crucible/telemetry/session/detail/sink_set.hpp>

namespace crucible::telemetry::detail {

/// A template, so that it is compiled only where a session is.
template <class = void>
class basic_session_core : public session_life {
public:
    basic_session_core(experiment about, core_settings how, std::span<std::uint32_t const> ids,
                 inlet_settings const& inlet)
        : session_life{std::move(about), how, ids, inlet}, ids_{ids}, collector_{home()}, sorter_{ids},
          in_hand_(ids.size()) {}

    ~basic_session_core() override { collector_.let_go_all(); }

    // Life.

    /// Begins to drain. Pre-condition: it has an owner; the worker becomes another.
    void start() {
        sinks_.report(reports_); // before anyone else can see it
        directory::get().enter(*this);
        if (has_worker())
            worker_.start([self = owner{this}] { return self->drain(); }, [this] { finish(); }, how().rest);
    }

    /// Stops for good and leaves the hub.
    void leave() noexcept {
        (void)stop();
        directory::get().forget(*this);
        stop_listening();
        hub_changed();
    }

    /// Takes no more rows and has the worker begin to end, without waiting for it.
    void begin_to_stop() noexcept override {
        if (where().in_child() || !end_if_not_over()) return;
        if (has_worker()) worker_.begin_to_leave();
    }

    /// Takes the last rows, closes the sinks, and waits for that no longer than the deadline.
    telemetry::outcome stop() override { return stop_less({}); }

    telemetry::outcome stop_less(std::chrono::nanoseconds passed) override {
        if (std::error_code const misplaced = place_of_call()) return misplaced;
        if (end_if_not_over()) {
            if (!has_worker()) drain(), finish();
            else if (!worker_.dismiss(how().exit_limit - passed)) give_up();
        }
        tell_loss();
        return how_it_went();
    }

    void clean_up(cleanup what) override {
        leave();
        if (what == keep_data || where().in_child()) return;
        reset();
        std::lock_guard const alone{handling_};
        sinks_.clear();
    }

    // Rows.

    /// Waits until all that was emitted before the call has been handled, or the deadline passes.
    std::error_code flush(std::chrono::nanoseconds deadline) override {
        if (std::error_code const misplaced = place_of_call()) return misplaced;
        ticks_.want();
        if (has_worker()) return worker_.flush(deadline) ? std::error_code{} : errc::deadline_exceeded;
        drain();
        if (how().by == drained_by::emitter) ticks_.begin(), tick_when_due();
        return {};
    }

    /// Handles all rows that wait now, in the calling thread; returns how many.
    std::size_t drain() {
        if ((how().by != drained_by::worker && how().by != drained_by::caller) || draining::here(home())) return 0;
        std::lock_guard const alone{handling_};
        ticks_.begin();
        std::size_t rows = pass();
        // A ring that was full holds so many passes' worth of rows; what busy threads add meanwhile is for later.
        for (std::size_t left = collector_.passes_of_a_ring(); left != 0 && collector_.more(); --left) rows += pass();
        tick_when_due();
        return rows;
    }

    [[nodiscard]] ledger account_now() const override {
        auto const lock = hold(mutex_);
        ledger now;
        dynamic_array<std::uint64_t> const left = count_left();
        for (std::size_t i = 0; i != tracks_.size(); ++i) {
            now.events.push_back({tracks_[i]->schema().name, account_of(i, left[i])});
            now.unmeasured += tracks_[i]->unmeasured;
        }
        now.unraised = found_.lost();
        now.emitted = count_tallies(now) + raised_ + collector_.emitted(); // last: rows are counted there before here
        std::uint64_t const settled = now.total().settled();
        now.other_hub = home().other_hub.load(std::memory_order_relaxed);
        now.in_flight = !over() && now.emitted > settled ? now.emitted - settled : 0;
        for (sink_report const& each : reports_)
            if (!each.complete()) now.sinks.push_back(each);
        return now;
    }

    void reset() override {
        if (where().in_child()) return;
        auto const alone = hold(reading_tallies_), lock = hold(measuring_);
        for (untyped_track* const each : tracks_) each->reset();
        begin_tallies_anew();
    }

protected:
    /// To be called once for each event, in order.
    void add_track(untyped_track& t, bool raises) {
        if (raises) findings_go_to_ = tracks_.size();
        tracks_.push_back(&t);
        sinks_.add(t);
    }
    [[nodiscard]] sink_set& sinks() { return sinks_; }

    virtual void stop_listening() noexcept = 0;
    /// Notes in a ledger how many rows of tallied events were taken; returns how many in all.
    virtual std::uint64_t count_tallies(ledger& now) const = 0;
    virtual void begin_tallies_anew() noexcept = 0;
    /// Puts what was found into the batch of the track of findings; false when there is no memory.
    virtual bool take_findings(untyped_track& to, dynamic_array<found_in_row> const& some, timestamp at) noexcept = 0;

    [[nodiscard]] std::mutex& reading_tallies() const { return reading_tallies_; }
    [[nodiscard]] finding_queue& found() { return found_; }

    /// Whether the experiment has all the rows it wants.
    [[nodiscard]] bool full() const noexcept { return room() == 0; }
    // Rows that come one by one: for sessions that collect in place.

    /// Nobody but the statistics wants rows, and nothing hides in them.
    [[nodiscard]] bool only_measures() const noexcept { return !sinks_.want_rows(); }

    /// After the row was measured.
    void took_one(timestamp at) {
        ++taken_, ++recorded_;
        if (!found_.empty()) raise(at);
        if (full()) end();
    }

    /// Handles the row that track `i` got.
    void take_one(std::size_t i, timestamp at) {
        ++taken_;
        untyped_track& t = *tracks_[i];
        t.stored = t.stored && sorter_.order_one(sinks_.places()[i], 1);
        if (how().weighted) sorter_.thin(tracks_, sinks_.places());
        t.stored = t.stored && (t.size() == 0 || t.hide());
        sinks_.store(t, i);
        count_settled(i);
        t.measure_settled(found_);
        sinks_.hand_over(tracks_, sorter_.order());
        if (!found_.empty()) raise(at);
        if (full()) end();
        t.empty();
        tick_when_due();
    }

private:
    // The account. All of this is called with the mutex held.

    /// Rows that nobody will handle any more: those emitted too late, or given up at the deadline.
    [[nodiscard]] dynamic_array<std::uint64_t> count_left() const {
        dynamic_array<std::uint64_t> left(ids_.size());
        if (abandoned_) left = in_hand_;
        if (over()) collector_.for_each_left([&](std::size_t i) { ++left[i]; });
        return left;
    }

    [[nodiscard]] account account_of(std::size_t i, std::uint64_t left) const {
        account of = tracks_[i]->settled;
        for (std::size_t r = 0; r != drop_reasons; ++r)
            of.dropped_for[r] += home().dropped[i * drop_reasons + r].load(std::memory_order_acquire);
        of.count(abandoned_ ? drop_reason::exit_deadline : drop_reason::stopped, left);
        return of;
    }

    /// The worker, who shares the core, touches no account from now on.
    void give_up() {
        std::lock_guard const lock{mutex_};
        if (!finished_) abandon(sink_set::rows_recorded(tracks_));
    }

    // A pass. One thread at a time: the handling mutex is held.

    /// How many more rows the experiment wants.
    [[nodiscard]] std::uint64_t room() const noexcept {
        if (!about().stop_at_sample_size || about().sample_size == 0) return ~std::uint64_t{0};
        return about().sample_size > taken_ ? about().sample_size - taken_ : 0;
    }

    /// Gathers, decodes, stores, counts, measures and hands over what waits; returns how many rows.
    std::size_t pass() {
        if (has_ended()) return 0;
        draining const here{home()};
        clock().refine();
        dynamic_array<waiting_row>& waiting = collector_.gather(clock());
        if (waiting.empty()) return release(0);
        std::size_t const rows = waiting.size(), wanted = rows < room() ? rows : static_cast<std::size_t>(room());
        taken_ += wanted;
        sorter_.count(waiting, wanted);
        hold_in_hand();
        sorter_.decode(waiting, tracks_, sinks_.places());
        if (how().weighted) sorter_.thin(tracks_, sinks_.places());
        for (std::size_t i = 0; i != tracks_.size(); ++i) {
            untyped_track& t = *tracks_[i];
            if (t.size() != 0) t.stored = t.stored && t.hide();
            sinks_.store(t, i);
        }
        if (!settle()) return 0;
        sinks_.hand_over(tracks_, sorter_.order());
        if (!found_.empty()) raise(waiting.back().at);
        return release(rows);
    }

    /// Hands on the rings that were read; what sinks say of themselves is noted when they were given rows.
    std::size_t release(std::size_t rows) {
        std::lock_guard const lock{mutex_};
        if (abandoned_) return rows;
        if (rows != 0) sinks_.report(reports_);
        collector_.release();
        return rows;
    }

    void hold_in_hand() {
        if (!home().settings.overwrites) return;
        std::lock_guard const lock{mutex_};
        for (std::size_t i = 0; i != in_hand_.size(); ++i) in_hand_[i] = sorter_.wanted(i) + sorter_.beyond(i);
    }

    /// Accounts for the batches and measures them; false when the session was given up meanwhile, and everything is
    /// accounted for already.
    bool settle() {
        {
            std::lock_guard const lock{mutex_};
            if (abandoned_) return false;
            for (std::size_t i = 0; i != tracks_.size(); ++i) count_settled(i);
            for (std::size_t i = 0; i != tracks_.size(); ++i)
                if (sorter_.beyond(i) != 0) home().drop(ids_[i], drop_reason::stopped, sorter_.beyond(i));
            if (full()) end(); // rows beyond count as emitted after the end, which is then the experiment's too
            in_hand_.fill(0U);
            collector_.settle();
        }
        std::lock_guard const lock{measuring_};
        for (untyped_track* const each : tracks_) each->measure_settled(found_);
        return true;
    }

    void count_settled(std::size_t i) noexcept {
        tracks_[i]->count_settled();
        if (tracks_[i]->stored && i != findings_go_to_) recorded_ += tracks_[i]->size();
    }

    /// Raises what was found as rows of their own event: stored, counted, measured and handed over like others. What is
    /// found in them is raised in turn, a few times. Never waits: they do not go through a ring.
    void raise(timestamp at) noexcept {
        constexpr int most_rounds = 8;
        for (int round = 0; !found_.empty(); ++round) {
            dynamic_array<found_in_row> const some = found_.take();
            for (found_in_row const& each : some) act_on(each);
            bool const raised = findings_go_to_ != nowhere && round < most_rounds &&
                                raise_rows(some.size(), [&](untyped_track& to) { return take_findings(to, some, at); });
            if (!raised) found_.lose(some.size());
        }
    }

    /// Has `take(track)` put rows into the track of findings.
    template <class Take>
    bool raise_rows(std::size_t n, Take take) noexcept {
        if (!sorter_.order_one(sinks_.places()[findings_go_to_], n)) return false;
        for (untyped_track* const each : tracks_) each->empty();
        untyped_track& t = *tracks_[findings_go_to_];
        if (!take(t)) return false;
        t.stored = t.stored && t.hide();
        sinks_.store(t, findings_go_to_);
        {
            std::lock_guard const lock{mutex_};
            if (abandoned_) return true;
            raised_ += n;
            count_settled(findings_go_to_);
        }
        {
            std::lock_guard const lock{measuring_};
            t.measure_settled(found_);
        }
        sinks_.hand_over(tracks_, sorter_.order());
        t.empty();
        return true;
    }

    /// Now and then what sinks have taken becomes readable for others.
    void tick_when_due() noexcept {
        if (ticks_.due(how().flush_limit) && !has_ended()) tick();
    }
    void tick() noexcept {
        sinks_.tick();
        std::lock_guard const lock{mutex_};
        if (!abandoned_) sinks_.report(reports_);
    }

    /// Closes the sinks, once. Those of a session that was given up before may lack rows, and are closed as such.
    void finish() {
        std::lock_guard const alone{handling_};
        bool const given_up = has_ended();
        draining const here{home()};
        if (!given_up) tick(); // where rows are is known before a disk is waited for
        sinks_.close(!given_up, [this] {
            std::lock_guard const lock{mutex_};
            sinks_.report(reports_, abandoned_);
        });
        std::lock_guard const lock{mutex_};
        finished_ = !abandoned_;
    }

    static constexpr std::size_t nowhere = ~std::size_t{0};
    std::span<std::uint32_t const> ids_;
    collector<wall_clock> collector_;
    dynamic_array<untyped_track*> tracks_{};
    sink_set sinks_{};
    row_sorter sorter_;

    finding_queue found_{};
    std::size_t findings_go_to_ = nowhere; ///< the track of findings
    std::uint64_t taken_ = 0;              ///< rows decoded
    tick_times ticks_{};

    mutable std::mutex reading_tallies_; ///< held by one reader of tallies, or who begins them anew
    std::mutex handling_;  ///< held by who handles rows or closes the sinks; taken before the others
    std::mutex measuring_; ///< held by who feeds statistics or begins them anew

    // Guarded by the life's mutex, as the settled accounts are:
    std::uint64_t raised_ = 0;             ///< rows of findings
    dynamic_array<std::uint64_t> in_hand_; ///< taken out of overwriting rings, not yet accounted for
    worker worker_;
};

using session_core = basic_session_core<>;
CRUCIBLE_TELEMETRY_COMPILED_ONCE(class basic_session_core<>);

} // namespace crucible::telemetry::detail
