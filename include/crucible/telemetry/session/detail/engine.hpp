// SPDX-License-Identifier: MIT
#pragma once
// The engine behind a session: takes the rows of all threads and hands them, typed and in time order, to the store, the
// statistics and the exporters; and leads the experiment through its life.

#include <crucible/telemetry/session/detail/collector.hpp>
#include <crucible/telemetry/session/directory.hpp>
#include <crucible/telemetry/session/detail/gate.hpp>
#include <crucible/telemetry/session/ledger.hpp>
#include <crucible/telemetry/session/detail/session_time.hpp>
#include <crucible/telemetry/session/policies.hpp>
#include <crucible/telemetry/session/detail/guarded_sink.hpp>
#include <crucible/telemetry/session/detail/tracks.hpp>
#include <crucible/telemetry/session/detail/worker.hpp>
#include <crucible/telemetry/store/columnar.hpp>

namespace crucible::telemetry::detail {

template <class Pipeline, class Policies, class... Exporters>
class engine;

template <class... Watched, class Policies, class... Exporters>
class engine<pipeline<Watched...>, Policies, Exporters...> final : public listed_experiment {
    template <class Role, class Default>
    using policy_for = typename Policies::template of<Role, Default>;
    using collection = policy_for<collection_role, background>;
    using exit_policy = policy_for<deadline_role, exit_within<2000>>;
    using on_full = policy_for<overflow_role, drop_newest>;
    static constexpr bool in_place = collection::kind == collector_kind::in_place;
    using all_tracks = tracks<policy_for<storage_role, columnar>, !in_place, Watched...>;
    using tallies = tallies_of<Watched...>;
    using events = typename tallies::exported;

public:
    using tracks_type = all_tracks;
    static constexpr bool has_worker = collection::kind == collector_kind::background;
    static constexpr bool drained_by_caller = collection::kind == collector_kind::manual;
    static constexpr bool takes_rows = collection::kind != collector_kind::none;
    static constexpr bool can_wait = on_full::on_full != overflow::block || has_worker;
    static_assert(sizeof(std::conditional_t<can_wait, sound, block_without_worker<collection>>) != 0);

    explicit engine(experiment about, Exporters const&... exporters)
        : about_{std::move(about)}, gate_{all_tracks::ids, settings()}, clock_{source()}, life_{clock_.now()},
          id_{id_of(home().pass)}, collector_{home()}, sinks_{describe(id_, about_, life_.started()), exporters...} {}

    ~engine() override { collector_.let_go_all(); }

    /// Begins to listen. Separate from construction, because a worker shares ownership.
    void start(std::shared_ptr<engine> const& self) {
        directory::get().enter(self);
        if constexpr (has_worker) worker_.start([self] { return self->drain(); }, [self] { self->finish(); });
        if constexpr (!takes_rows) return;
        (listeners<typename Watched::event_type>.fetch_or(gate_.bit(), std::memory_order_relaxed), ...);
        gate_.open();
    }

    /// Stops for good and leaves the hub.
    void leave() noexcept {
        (void)stop();
        directory::get().forget(id_);
        (listeners<typename Watched::event_type>.fetch_and(~gate_.bit(), std::memory_order_relaxed), ...);
        hub_changed();
    }

    std::error_code pause() override {
        if (gate_.in_child()) return errc::forked_child;
        std::lock_guard const lock{mutex_};
        std::error_code const failed = life_.pause(clock_.now());
        if (!failed) gate_.close(station_state::paused);
        return failed;
    }

    std::error_code resume() override {
        if (gate_.in_child()) return errc::forked_child;
        std::lock_guard const lock{mutex_};
        std::error_code const failed = life_.resume(clock_.now());
        if (!failed) gate_.open();
        return failed;
    }

    /// Takes the last rows, closes the exporters, and waits for that no longer than the deadline.
    std::error_code stop() override {
        if (gate_.in_child()) return errc::forked_child;
        if (!end_if_not_over()) return outcome();
        if constexpr (has_worker) {
            bool const in_time = worker_.dismiss(exit_policy::limit);
            std::lock_guard const lock{mutex_};
            if (!in_time && !finished_) abandoned_ = true; // the worker, who shares the engine, touches no account now
        } else {
            drain();
            finish();
        }
        return outcome();
    }

    void clean_up(cleanup what) override {
        leave();
        if (what == keep_data || gate_.in_child()) return;
        reset();
        tracks_.for_each([](auto& t, std::size_t) { t.table.clear(); });
    }

    [[nodiscard]] std::string_view id() const override { return id_; }
    [[nodiscard]] gate const& where() const noexcept { return gate_; }

    [[nodiscard]] experiment_info info() const override {
        auto const lock = hold(mutex_);
        experiment_info info{.id = id_, .about = about_};
        life_.describe(info, clock_.now());
        info.sample_size_reached = about_.sample_size != 0 && recorded_ >= about_.sample_size;
        return info;
    }

    /// Waits until all that was emitted before the call has been handled, or the deadline passes.
    std::error_code flush(std::chrono::nanoseconds deadline) {
        if (gate_.in_child()) return errc::forked_child;
        if constexpr (!has_worker) drain();
        else if (!worker_.flush(deadline)) return errc::deadline_exceeded;
        return {};
    }

    /// Handles all rows that wait, in the calling thread; returns how many.
    std::size_t drain() {
        std::size_t rows = 0;
        if constexpr (has_worker || drained_by_caller) {
            std::lock_guard const alone{handling_};
            for (std::size_t some = pass(); some != 0; some = collector_.more() ? pass() : 0) rows += some;
        }
        return rows;
    }

    [[nodiscard]] ledger account_now() const {
        auto const lock = hold(mutex_);
        ledger now;
        std::array<std::uint64_t, all_tracks::size> const left = count_left();
        tracks_.for_each([&](auto const& t, std::size_t i) {
            now.events.push_back({t.name, account_of(t, i, left[i])});
            now.unmeasured += t.unmeasured;
        });
        now.emitted = tallies::count(now, home()) + collector_.emitted(); // last: rows are counted there before here
        std::uint64_t const settled = now.total().settled();
        now.in_flight = !over() && now.emitted > settled ? now.emitted - settled : 0;
        return now;
    }

    /// Empty in a forked child, where the store may be in the midst of a change.
    template <class Event>
    [[nodiscard]] auto rows() const {
        auto const& table = tracks_.template at<Event>().table;
        return gate_.in_child() ? decltype(table.snapshot()){} : table.snapshot();
    }

    [[nodiscard]] auto all_rows() const { return tallies::rows_of_others(*this); }

    /// The statistics of one measurement of one event as they were last published; of a tallied one, as they are now.
    template <class Event, class Key>
    [[nodiscard]] auto reading() const {
        if constexpr (any_tallied_event<Event>)
            return tallies::template read<Event, Key>(home(), hold(reading_tallies_));
        else return tracks_.template at<Event>().template reading<Key>().reading(moments{gate_, clock_, life_});
    }

    void reset() {
        if (gate_.in_child()) return;
        auto const alone = hold(reading_tallies_), lock = hold(mutex_);
        tracks_.for_each([](auto& t, std::size_t) { t.reset(); });
        tallies::begin_anew(home());
    }

    [[nodiscard]] std::array<export_report, sizeof...(Exporters)> exports() const {
        auto const lock = hold(mutex_);
        return reports_;
    }

private:
    station& home() const noexcept { return gate_.home(); }

    static tick_source source() noexcept { return available(policy_for<clock_role, tsc_clock>::source); }

    station_settings settings() noexcept {
        using room = policy_for<ring_role, ring_of<(std::size_t{1} << 20)>>;
        return {.ring_bytes = in_place || tallies::all ? 0 : room::bytes,
                .on_full = on_full::on_full, .clock = source(),
                .attached = policy_for<routing_role, attached>::everyone,
                .in_place = in_place ? &take_in_place : nullptr, .session = this,
                .cells_at = tallies::layout.cells_at.data(), .page_bytes = tallies::layout.bytes};
    }

    /// Locks for the caller; not in a forked child, where who holds the mutex may not exist.
    [[nodiscard]] std::unique_lock<std::mutex> hold(std::mutex& it) const {
        return gate_.in_child() ? std::unique_lock{it, std::defer_lock} : std::unique_lock{it};
    }

    // The account. All of this is called with the mutex held.

    [[nodiscard]] bool over() const { return finished_ || abandoned_; }

    /// Rows that nobody will handle any more: those emitted too late, or given up at the deadline.
    [[nodiscard]] std::array<std::uint64_t, all_tracks::size> count_left() const {
        std::array<std::uint64_t, all_tracks::size> left{};
        if (abandoned_) left = in_hand_;
        if (over()) collector_.for_each_left([&](std::uint32_t id) { ++left[home().find(id)]; });
        return left;
    }

    template <class Track>
    account account_of(Track const& t, std::size_t i, std::uint64_t left) const {
        account of = t.settled;
        for (std::size_t r = 0; r != drop_reasons; ++r)
            of.dropped_for[r] += home().dropped[i * drop_reasons + r].load(std::memory_order_acquire);
        of.count(abandoned_ ? drop_reason::exit_deadline : drop_reason::stopped, left);
        return of;
    }

    /// False when the session has stopped before.
    bool end_if_not_over() {
        std::lock_guard const lock{mutex_};
        end();
        return !over();
    }

    /// How stopping went: the deadline passed, an exporter's file is not in place, or nothing to complain about.
    [[nodiscard]] std::error_code outcome() const {
        std::lock_guard const lock{mutex_};
        if (abandoned_) return errc::deadline_exceeded;
        bool const complete =
            std::none_of(reports_.begin(), reports_.end(), [](export_report const& r) { return !!r.error; });
        return complete ? std::error_code{} : make_error_code(errc::incomplete_export);
    }

    /// The experiment takes no more rows.
    void end() {
        if (life_.now() == status::stopped) return;
        life_.stop(clock_.now());
        gate_.close(station_state::stopped);
    }

    // Rows.

    /// Gathers, decodes, stores, counts and exports what waits; returns how many rows.
    std::size_t pass() {
        if (has_ended()) return 0;
        clock_.refine();
        std::vector<waiting_row> const& waiting = collector_.gather(clock_);
        tracks_.decode(waiting, [&] { return !full() && (++taken_, true); });
        hold_in_hand(waiting);
        tracks_.for_each([this](auto& t, std::size_t i) { t.stored = t.stored && veil_.hide(t.batch, i), t.store(); });
        if (!settle(waiting)) return 0;
        if constexpr (sizeof...(Exporters) != 0) {
            sinks_.begin_batch();
            tracks_.for_each_taken(waiting, [&](auto const& row) { sinks_.write(row); });
        }
        std::lock_guard const lock{mutex_};
        if (abandoned_) return 0;
        reports_ = sinks_.reports();
        collector_.release();
        return waiting.size();
    }

    void hold_in_hand(std::vector<waiting_row> const& waiting) {
        if (home().settings.on_full != overflow::overwrite_oldest) return;
        std::lock_guard const lock{mutex_};
        in_hand_ = {};
        for (waiting_row const& w : waiting) ++in_hand_[home().find(w.id)];
    }

    /// Whether the experiment has all the rows it wants.
    [[nodiscard]] bool full() const noexcept {
        return about_.stop_at_sample_size && about_.sample_size != 0 && taken_ >= about_.sample_size;
    }

    /// Accounts for the batch; false when the session was given up meanwhile, and everything is accounted for already.
    bool settle(std::vector<waiting_row> const& waiting) {
        std::lock_guard const lock{mutex_};
        if (abandoned_) return false;
        tracks_.for_each([&](auto& t, std::size_t) {
            t.settle();
            recorded_ += t.stored ? t.batch.size() : 0;
        });
        if (full()) { // beyond the sample size rows count as emitted after the end, which is then the experiment's too
            tracks_.for_each_beyond(waiting, [&](std::uint32_t id) { home().drop(id, drop_reason::stopped); });
            end();
        }
        in_hand_ = {};
        collector_.settle();
        return true;
    }

    /// Handles one row at its place of emission.
    static void take_in_place(void* session, std::uint32_t id, stamp at, void const* values) {
        auto& self = *static_cast<engine*>(session);
        self.tracks_.with(id, [&](auto& t, std::size_t) { self.take_one(t, at, values); });
    }

    template <class Track>
    void take_one(Track& t, stamp at, void const* values) {
        using event = typename Track::event_type;
        if (full()) return home().drop(row_id<event>, drop_reason::stopped);
        clock_.keep_up_with(at);
        row<event> taken{narrow_copy(*static_cast<record<event> const*>(values)), clock_.at(at), 0};
        if (!veil_.hide(std::span{&taken, 1}, all_tracks::template index_of<event>))
            return t.settled.count(drop_reason::store_failed);
        if (!t.take(taken)) return;
        ++taken_, ++recorded_;
        sinks_.write(t.exported(taken));
        if (full()) end();
    }

    [[nodiscard]] bool has_ended() const {
        std::lock_guard const lock{mutex_};
        return over();
    }

    /// Puts the exporters' files in place, once; not those of a session that was given up, which lack rows.
    void finish() {
        std::lock_guard const alone{handling_};
        if (has_ended()) return;
        sinks_.close();
        std::lock_guard const lock{mutex_};
        if (abandoned_) return;
        reports_ = sinks_.reports();
        finished_ = true;
    }

    experiment about_;
    gate gate_;
    calibration clock_;
    lifecycle life_;
    std::string id_;
    collector<calibration> collector_;
    all_tracks tracks_{};
    [[no_unique_address]] veil<policy_for<privacy_role, keep_personal>, typename Watched::event_type...> veil_{};
    sinks<events, Exporters...> sinks_;
    std::uint64_t taken_ = 0; ///< rows decoded
    mutable std::mutex reading_tallies_; ///< held by one reader of tallies, or who begins them anew
    std::mutex handling_;     ///< held by who handles rows or closes the exporters; taken before the other one

    /// Guards what follows, the life, the settled accounts and the statistics.
    mutable std::mutex mutex_;
    std::array<export_report, sizeof...(Exporters)> reports_{};
    std::uint64_t recorded_ = 0;
    std::array<std::uint64_t, all_tracks::size> in_hand_{}; ///< taken out of overwriting rings, not yet accounted for
    bool finished_ = false;  ///< the exporters are closed
    bool abandoned_ = false; ///< the worker did not finish by the deadline
    worker worker_;
};

} // namespace crucible::telemetry::detail
