// SPDX-License-Identifier: MIT
#pragma once
// The engine behind a session: takes the rows of all threads and hands them, typed and in time order, to the store, the
// statistics and the exporters. Everything that it does to a row is generated from the event's type.

#include <crucible/telemetry/session/collector.hpp>
#include <crucible/telemetry/session/directory.hpp>
#include <crucible/telemetry/session/gate.hpp>
#include <crucible/telemetry/session/ledger.hpp>
#include <crucible/telemetry/session/policies.hpp>
#include <crucible/telemetry/session/sink.hpp>
#include <crucible/telemetry/session/track.hpp>
#include <crucible/telemetry/store/columnar.hpp>

#include <condition_variable>
#include <thread>

namespace crucible::telemetry::detail {

template <class Events, class Policies, class... Exporters>
class engine;

template <class... Watched, class Policies, class... Exporters>
class engine<pipeline<Watched...>, Policies, Exporters...> final : public listed_experiment {
    template <class Role, class Default>
    using policy_for = typename Policies::template of<Role, Default>;
    using collection = policy_for<collection_role, background>;
    using storage = policy_for<storage_role, columnar>;
    using exit_policy = policy_for<deadline_role, exit_within<2000>>;
    using on_full = policy_for<overflow_role, drop_newest>;
    static_assert(collection::kind == collector_kind::background || on_full::on_full != overflow::block,
                  "`block` waits for a worker: it needs `background`");

    template <class Event>
    static constexpr std::size_t index_of = [] {
        bool const same[]{std::same_as<Event, typename Watched::event_type>..., true};
        std::size_t i = 0;
        while (!same[i]) ++i;
        return i;
    }();

public:
    static constexpr std::size_t events = sizeof...(Watched);
    template <class Event>
    static constexpr bool watches = index_of<Event> != events;
    template <std::size_t I>
    using track_at = track<nth_t<I, Watched...>, storage>;
    static constexpr bool drained_by_caller = collection::kind == collector_kind::manual;
    template <class Event, class D>
    static constexpr bool reads = track_at<index_of<Event>>::template reads<D>;
    template <class D>
    static constexpr std::size_t readers = (std::size_t{track<Watched, storage>::template reads<D>} + ... + 0);

    explicit engine(experiment about, Exporters const&... exporters)
        : about_{std::move(about)}, gate_{ids, settings()}, clock_{source()}, life_{clock_.now()}, id_{hex(home().pass)},
          collector_{home()},
          sinks_{sink<decltype(exporters.open(run_info{}, event_list<typename Watched::event_type...>{}))>{
              exporters.open(describe_run(), event_list<typename Watched::event_type...>{})}...} {}

    ~engine() override { collector_.let_go_all(); }

    /// Begins to listen. Separate from construction, because a worker shares ownership.
    void start(std::shared_ptr<engine> const& self) {
        (listeners<typename Watched::event_type>.fetch_or(gate_.bit(), std::memory_order_relaxed), ...);
        gate_.open();
        if constexpr (collection::kind == collector_kind::background) start_worker(self);
        directory::get().enter(self);
    }

    /// Stops for good and leaves the hub.
    void leave() noexcept {
        (void)stop();
        directory::get().forget(id_);
        (listeners<typename Watched::event_type>.fetch_and(~gate_.bit(), std::memory_order_relaxed), ...);
    }

    std::error_code pause() override {
        std::lock_guard const lock{mutex_};
        if (gate_.in_child()) return errc::forked_child;
        std::error_code const failed = life_.pause(clock_.now());
        if (!failed) gate_.close(station_state::paused);
        return failed;
    }

    std::error_code resume() override {
        std::lock_guard const lock{mutex_};
        if (gate_.in_child()) return errc::forked_child;
        std::error_code const failed = life_.resume(clock_.now());
        if (!failed) gate_.open();
        return failed;
    }

    /// Takes the last rows, closes the exporters, and waits for that no longer than the deadline.
    std::error_code stop() override {
        if (gate_.in_child()) return errc::forked_child;
        close_for_good();
        std::unique_lock lock{mutex_};
        if (finished_ || abandoned_) return abandoned_ ? make_error_code(errc::deadline_exceeded) : std::error_code{};
        if constexpr (collection::kind != collector_kind::background) {
            lock.unlock();
            drain();
            finish();
            return {};
        } else {
            stopping_ = true;
            wake_.notify_all();
            if (!settled_.wait_for(lock, exit_policy::limit, [&] { return finished_; })) {
                abandoned_ = true;
                worker_.detach(); // it owns the engine with us, and touches nothing that counts any more
                return errc::deadline_exceeded;
            }
            lock.unlock();
            if (worker_.joinable() && worker_.get_id() != std::this_thread::get_id()) worker_.join();
            return {};
        }
    }

    void clean_up(cleanup what) override {
        leave();
        if (what == keep_data) return;
        reset();
        for_each_track([](auto& t) { t.table.clear(); });
    }

    [[nodiscard]] std::string_view id() const override { return id_; }

    [[nodiscard]] experiment_info info() const override {
        std::lock_guard const lock{mutex_};
        experiment_info info{.id = id_, .about = about_};
        life_.describe(info, clock_.now());
        info.sample_size_reached = about_.sample_size != 0 && recorded_ >= about_.sample_size;
        return info;
    }

    /// Waits until all that was emitted before the call has been handled, or the deadline passes.
    std::error_code flush(std::chrono::nanoseconds deadline) {
        if (gate_.in_child()) return errc::forked_child;
        if constexpr (collection::kind != collector_kind::background) {
            drain();
            return {};
        } else {
            std::unique_lock lock{mutex_};
            std::uint64_t const mine = ++flushes_wanted_;
            wake_.notify_all();
            bool const done = settled_.wait_for(lock, deadline, [&] { return flushes_done_ >= mine || finished_ || abandoned_; });
            return done && !abandoned_ ? std::error_code{} : make_error_code(errc::deadline_exceeded);
        }
    }

    /// Handles all rows that wait, in the calling thread. Pre-condition: one thread at a time, and no worker.
    std::size_t drain() {
        std::size_t rows = 0;
        if constexpr (collection::kind != collector_kind::in_place) do rows += pass();
            while (collector_.more());
        return rows;
    }

    [[nodiscard]] ledger account_now() const {
        std::lock_guard const lock{mutex_};
        ledger now;
        now.emitted = collector_.emitted();
        bool const over = finished_ || abandoned_;
        std::array<std::uint64_t, events> left{};
        if (over) {
            if (abandoned_) left = in_hand_;
            collector_.for_each_left([&](std::uint32_t id) { ++left[home().find(id)]; });
        }
        std::size_t i = 0;
        for_each_track([&](auto const& t) { now.events.push_back({t.name, account_of(t, i, left)}), ++i; });
        std::uint64_t const settled = now.total().settled();
        now.in_flight = !over && now.emitted > settled ? now.emitted - settled : 0;
        return now;
    }

    template <class Event>
    [[nodiscard]] auto rows() const {
        return at<Event>().table.snapshot();
    }

    /// A copy of the accumulator of one measurement of one event.
    template <class Event, class D>
    [[nodiscard]] auto reading() const {
        std::lock_guard const lock{mutex_};
        return at<Event>().template reading<D>();
    }

    void reset() {
        std::lock_guard const lock{mutex_};
        for_each_track([](auto& t) { t.reset(); });
    }

    [[nodiscard]] std::array<export_report, sizeof...(Exporters)> exports() const {
        std::lock_guard const lock{mutex_};
        return reports_;
    }

    [[nodiscard]] gate const& where() const noexcept { return gate_; }
    [[nodiscard]] std::string const& name() const noexcept { return about_.name; }

    /// The index of the only event whose statistics of `D` are kept. Pre-condition: readers<D> == 1.
    template <class D>
    static constexpr std::size_t reader = [] {
        bool const reads[]{track<Watched, storage>::template reads<D>..., true};
        std::size_t i = 0;
        while (!reads[i]) ++i;
        return i;
    }();
    template <std::size_t I>
    using event_at = typename nth_t<I, Watched...>::event_type;

private:
    static constexpr std::uint32_t ids[]{row_id<typename Watched::event_type>...};

    station& home() const noexcept { return gate_.home(); }

    static tick_source source() noexcept {
        constexpr tick_source wanted = policy_for<clock_role, tsc_clock>::source;
        return wanted == tick_source::tsc && !has_steady_tsc() ? tick_source::steady : wanted;
    }

    station_settings settings() noexcept {
        constexpr bool in_place = collection::kind == collector_kind::in_place;
        return {.ring_bytes = in_place ? 0 : policy_for<ring_role, ring_of<(std::size_t{1} << 20)>>::bytes,
                .on_full = on_full::on_full,
                .clock = source(),
                .attached = policy_for<routing_role, attached>::everyone,
                .in_place = in_place ? &take_in_place : nullptr,
                .session = this};
    }

    static std::string hex(std::uint64_t pass) {
        std::string text(16, '0');
        for (std::size_t i = 16; i-- != 0; pass >>= 4) text[i] = "0123456789abcdef"[pass & 15U];
        return text;
    }

    [[nodiscard]] run_info describe_run() const {
        experiment_info now;
        life_.describe(now, clock_.now());
        return {.id = id_, .name = about_.name, .hypothesis = about_.hypothesis, .condition = about_.condition,
                .tags = about_.tags, .metadata = about_.metadata, .started = now.started};
    }

    template <class F>
    void for_each_track(F f) {
        std::apply([&](auto&... t) { (f(t), ...); }, tracks_);
    }
    template <class F>
    void for_each_track(F f) const {
        std::apply([&](auto const&... t) { (f(t), ...); }, tracks_);
    }
    template <class Event>
    [[nodiscard]] auto const& at() const {
        return std::get<index_of<Event>>(tracks_);
    }

    template <class Track>
    account account_of(Track const& t, std::size_t i, std::array<std::uint64_t, events> const& left) const {
        account of = t.settled;
        for (std::size_t r = 0; r != drop_reasons; ++r)
            of.dropped_for[r] += home().dropped[i * drop_reasons + r].load(std::memory_order_relaxed);
        auto const why = abandoned_ ? drop_reason::exit_deadline : drop_reason::stopped;
        of.dropped_for[static_cast<std::size_t>(why)] += left[i];
        return of;
    }

    void close_for_good() {
        std::lock_guard const lock{mutex_};
        if (life_.now() == status::stopped) return;
        life_.stop(clock_.now());
        gate_.close(station_state::stopped);
    }

    // Rows.

    /// Calls `f(track)` for the event with this row id.
    template <class F>
    void with_track(std::uint32_t id, F f) {
        std::apply([&](auto&... t) { (void)((id == row_id<typename std::remove_reference_t<decltype(t)>::event_type> && (f(t), true)) || ...); },
                   tracks_);
    }

    /// Gathers, decodes, stores, counts and exports what waits; returns how many rows.
    std::size_t pass() {
        clock_.refine();
        std::vector<waiting_row> const& waiting = collector_.gather(clock_);
        if (waiting.empty()) {
            std::lock_guard const lock{mutex_};
            collector_.release();
            return 0;
        }
        for_each_track([](auto& t) { t.batch.clear(); });
        for (waiting_row const& w : waiting) with_track(w.id, [&](auto& t) { decode_into(t, w); });
        hold();
        for_each_track([](auto& t) { t.store(); });
        if (!settle()) return 0;
        write_out(waiting);
        std::lock_guard const lock{mutex_};
        if (abandoned_) return 0;
        take_reports();
        collector_.release();
        return waiting.size();
    }

    template <class Track>
    void decode_into(Track& t, waiting_row const& w) {
        using event = typename Track::event_type;
        if (full()) return;
        t.batch.push_back({decode<event>(w.bytes), w.at, w.thread});
        ++taken_;
    }

    /// Whether the experiment has all the rows it wants.
    [[nodiscard]] bool full() const noexcept {
        return about_.stop_at_sample_size && about_.sample_size != 0 && taken_ >= about_.sample_size;
    }

    void hold() {
        std::lock_guard const lock{mutex_};
        std::size_t i = 0;
        if (home().settings.on_full == overflow::overwrite_oldest)
            for_each_track([&](auto const& t) { in_hand_[i++] = t.batch.size(); });
    }

    /// Accounts for the batch; false when the session was given up meanwhile, and everything is accounted for already.
    bool settle() {
        std::lock_guard const lock{mutex_};
        if (abandoned_) return false;
        for_each_track([&](auto& t) {
            t.settle();
            recorded_ += t.stored ? t.batch.size() : 0;
        });
        refuse_the_rest();
        in_hand_ = {};
        collector_.settle();
        return true;
    }

    /// Beyond the sample size rows count as emitted after the end, which is then also the experiment's end.
    void refuse_the_rest() {
        if (!full()) return;
        std::array<std::uint64_t, events> kept{};
        std::size_t i = 0;
        for_each_track([&](auto const& t) { kept[i++] = t.batch.size(); });
        for (waiting_row const& w : collector_.gathered()) {
            std::size_t const e = home().find(w.id);
            if (kept[e] != 0) --kept[e];
            else home().drop(w.id, drop_reason::stopped);
        }
        if (life_.now() == status::stopped) return;
        life_.stop(clock_.now());
        gate_.close(station_state::stopped);
    }

    /// Hands the batch to the exporters in time order across events.
    void write_out(std::vector<waiting_row> const& waiting) {
        if constexpr (sizeof...(Exporters) != 0) {
            std::apply([](auto&... s) { (s.begin_batch(), ...); }, sinks_);
            std::array<std::size_t, events> next{};
            for (waiting_row const& w : waiting)
                with_track(w.id, [&](auto& t) {
                    std::size_t& i = next[index_of<typename std::remove_reference_t<decltype(t)>::event_type>];
                    if (t.stored && i != t.batch.size()) write_one(t.batch[i++]);
                });
        }
    }

    template <class Row>
    void write_one(Row const& r) {
        std::apply([&](auto&... s) { (s.write(r), ...); }, sinks_);
    }

    /// Handles one row at its place of emission.
    static void take_in_place(void* session, std::uint32_t id, stamp at, void const* values) {
        auto& self = *static_cast<engine*>(session);
        self.with_track(id, [&](auto& t) { self.take_one(t, at, values); });
    }

    template <class Track>
    void take_one(Track& t, stamp at, void const* values) {
        using event = typename Track::event_type;
        if (full()) return home().drop(row_id<event>, drop_reason::stopped);
        row<event> const taken{*static_cast<record<event> const*>(values), clock_.at(at), 0};
        if (!t.take(taken)) return;
        ++taken_, ++recorded_;
        write_one(taken);
        if (full()) close_for_good();
    }

    // The worker.

    void start_worker(std::shared_ptr<engine> const& self) {
        sigset_t all, before;
        ::sigfillset(&all); // signals are the host's business
        ::pthread_sigmask(SIG_SETMASK, &all, &before);
        try {
            worker_ = std::thread{[self] { self->work(); }};
        } catch (...) {
            ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
            throw;
        }
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }

    void work() {
        std::chrono::milliseconds rest{1};
        for (bool last = false; !last;) {
            std::unique_lock lock{mutex_};
            wake_.wait_for(lock, rest, [&] { return stopping_ || flushes_wanted_ != flushes_done_; });
            last = stopping_;
            std::uint64_t const wanted = flushes_wanted_;
            lock.unlock();
            bool const idle = drain() == 0;
            rest = idle ? std::min(rest * 2, std::chrono::milliseconds{16}) : std::chrono::milliseconds{1};
            lock.lock();
            if (abandoned_) return;
            flushes_done_ = wanted;
            settled_.notify_all();
        }
        finish();
    }

    /// Puts the exporters' files in place.
    void finish() {
        std::apply([](auto&... s) { (s.close(), ...); }, sinks_);
        std::lock_guard const lock{mutex_};
        if (abandoned_) return;
        take_reports();
        finished_ = true;
        settled_.notify_all();
    }

    void take_reports() {
        std::size_t i = 0;
        std::apply([&](auto const&... s) { ((reports_[i++] = s.report()), ...); }, sinks_);
    }

    experiment about_;
    gate gate_;
    calibration clock_;
    lifecycle life_;
    std::string id_;
    collector collector_;
    std::tuple<track<Watched, storage>...> tracks_{};
    std::tuple<sink<decltype(std::declval<Exporters const&>().open(
        run_info{}, event_list<typename Watched::event_type...>{}))>...> sinks_;
    std::array<export_report, sizeof...(Exporters)> reports_{};

    mutable std::mutex mutex_;                    ///< guards what follows, the settled accounts and the statistics
    std::condition_variable wake_, settled_;
    std::uint64_t recorded_ = 0;
    std::uint64_t taken_ = 0;                     ///< the worker's: rows decoded
    std::array<std::uint64_t, events> in_hand_{}; ///< rows taken out of overwriting rings, not yet accounted for
    std::uint64_t flushes_wanted_ = 0, flushes_done_ = 0;
    bool stopping_ = false, finished_ = false, abandoned_ = false;
    std::thread worker_;
};

} // namespace crucible::telemetry::detail
