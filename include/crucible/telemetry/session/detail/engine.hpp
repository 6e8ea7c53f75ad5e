// SPDX-License-Identifier: MIT
#pragma once
// The engine behind a session: its core, and what depends on the types of its events: tracks, sinks, tallies.

#include <crucible/telemetry/session/detail/session_core.hpp>
#include <crucible/telemetry/session/detail/tallied_track.hpp>
#include <crucible/telemetry/session/statistic_walk.hpp>
#include <crucible/telemetry/store/columnar.hpp>
#include <crucible/telemetry/store/nothing.hpp>

namespace crucible::telemetry::detail {

template <class Event>
inline constexpr bool is_event_of_findings = Event::name == "telemetry.finding";

/// A track of an event whose rows are only stored and handed over has no code of its own.
template <class Watched>
class plain_track : public untyped_track {
public:
    using event_type = typename Watched::event_type;
    template <class Key>
    static constexpr bool reads = false;

    plain_track() : untyped_track{schema_of<event_type>(), true, context_tail<event_type>} {}

    template <class F>
    static void for_each_kept(F const&) {}
};

template <class Watched>
inline constexpr bool has_plain_track = false;
template <class Event>
inline constexpr bool has_plain_track<watched<Event>> = !any_tallied_event<Event>;

template <class Watched, bool Shared, bool Weighted = false>
using shown_track =
    std::conditional_t<has_plain_track<Watched>, plain_track<Watched>, track<Watched, Shared, Weighted>>;

/// A track whose rows go through the session's sampler.
template <class Track, class Sampler>
class sampled_track : public Track {
public:
    void sample_by(Sampler& sampler) { sampler_ = &sampler; }

    [[nodiscard]] std::span<std::uint32_t const> thin() noexcept override {
        try {
            moved_.resize_for_overwrite(this->size());
            weights_.resize_for_overwrite(this->size());
        } catch (...) {
            return this->lose(this->size()), std::span<std::uint32_t const>{};
        }
        this->keep_rows([this](std::byte const* one, std::size_t i, std::size_t k) noexcept {
            double const weight = sampler_->weight(*reinterpret_cast<row<typename Track::event_type> const*>(one));
            bool const kept = weight > 0 && weight <= std::numeric_limits<double>::max();
            if (kept) weights_[k] = weight;
            moved_[i] = kept ? static_cast<std::uint32_t>(k) : untyped_track::gone;
            return kept;
        });
        return {moved_.data(), moved_.size()};
    }

protected:
    [[nodiscard]] std::span<double const> weights() const override { return {weights_.data(), this->size()}; }

private:
    Sampler* sampler_ = nullptr;
    dynamic_array<std::uint32_t> moved_{}; ///< of each row as it came: where it is now
    dynamic_array<double> weights_{};      ///< of the rows that are kept
};

/// A track of an event in whose rows something is hidden, by the session's veil.
template <class Track, class Veil>
class hidden_track : public Track {
public:
    void hide_by(Veil& veil, std::size_t place) { veil_ = &veil, place_ = place; }

    [[nodiscard]] bool hide() noexcept override {
        auto* const first = reinterpret_cast<row<typename Track::event_type>*>(this->rows());
        return veil_->hide(std::span{first, this->size()}, place_);
    }

private:
    Veil* veil_ = nullptr;
    std::size_t place_ = 0;
};

template <class Privacy, class Event>
inline constexpr bool hides_in =
    !any_tallied_event<Event> &&
    (treats<Privacy, Event, disclosure::removed>() || treats<Privacy, Event, disclosure::pseudonym>());

/// Findings are never sampled: each stands for itself.
template <class Watched, bool Shared, class Sampler>
struct kept_track {
    static constexpr bool sampled = !std::same_as<Sampler, every_row> && !any_tallied_event<typename Watched::event_type> &&
                                    !is_event_of_findings<typename Watched::event_type>;
    using shown = shown_track<Watched, Shared, sampled>;
    using type = typename std::conditional_t<sampled, std::type_identity<sampled_track<shown, Sampler>>,
                                             std::type_identity<shown>>::type;
};

template <class Watched, bool Shared, class Privacy, class Veil, class Sampler>
struct track_for {
    using kept = typename kept_track<Watched, Shared, Sampler>::type;
    using type = typename std::conditional_t<hides_in<Privacy, typename Watched::event_type>,
                                             std::type_identity<hidden_track<kept, Veil>>,
                                             std::type_identity<kept>>::type;
};

/// The events of a session, found when a program is compiled.
template <bool Shared, class... Watched>
struct watched_events {
    static constexpr std::size_t size = sizeof...(Watched);
    static constexpr std::array<std::uint32_t, size> ids{row_id<typename Watched::event_type>...};
    static constexpr std::array<std::string_view, size> names{Watched::event_type::name...};

    template <class Event>
    static constexpr std::size_t index_of =
        first_true(std::array<bool, size>{std::same_as<Event, typename Watched::event_type>...});
    template <class Event>
    static constexpr bool has = index_of<Event> != size;

    template <std::size_t I>
    using track_at = shown_track<nth_t<I, Watched...>, Shared>;
    template <std::size_t I>
    using event_at = typename nth_t<I, Watched...>::event_type;

    /// In how many events statistics of a measurement are kept, and the first of them.
    template <class Key>
    static constexpr std::size_t readers = (std::size_t{shown_track<Watched, Shared>::template reads<Key>} + ... + 0);
    template <class Key>
    static constexpr std::size_t reader =
        first_true(std::array<bool, size>{shown_track<Watched, Shared>::template reads<Key>...});

private:
    static constexpr bool ids_differ = [] {
        for (std::size_t i = 0; i != size; ++i)
            for (std::size_t j = 0; j != i; ++j)
                if (ids[i] == ids[j] && names[i] != names[j]) return false; // an event watched twice was reported
        return true;
    }();
    static_assert(ids_differ, "two events of this session have the same schema hash; rename a measurement of one");
};

/// A sink of a session, or what stands in for one that lacks something, which is reported here.
template <class Sink, class Events>
struct checked_sink {
    using mistake = typename sink_mistake<Sink, Events>::type;
    static_assert(sizeof(mistake) != 0);
    static constexpr bool right = std::same_as<mistake, int>;

    static auto open(Sink const& from, run_info const& about) {
        if constexpr (right) return from.open(about, Events{});
        else return refused_writer{};
    }
    using writer = decltype(open(std::declval<Sink const&>(), std::declval<run_info const&>()));
    using type = sink_of<writer, Events>;
};

template <class Pipeline, class Policies, class... Sinks>
class engine;

template <class... Watched, class Policies, class... Sinks>
class engine<pipeline<Watched...>, Policies, Sinks...> final : public session_core {
    using settings = session_settings<Policies>;
    using privacy = typename settings::privacy;
    using veil_type = veil<privacy, typename Watched::event_type...>;
    using sampler = typename settings::sampler;
    static constexpr bool in_place = settings::in_place;
    static constexpr bool sampled = !std::same_as<sampler, every_row>;
    using tallies = tallies_of<Watched...>;

public:
    using events = watched_events<!in_place, Watched...>;
    using exported = typename tallies::exported; ///< the event_list of sinks
    using stored = typename tallies::stored;     ///< that of the store that answers
    static constexpr bool drained_by_caller = settings::by == drained_by::caller;
    static constexpr bool takes_rows = settings::by != drained_by::nobody;

    /// The store that answers: the first sink that does; where none does, the memory store, which keeps every row.
    static constexpr std::size_t asked = first_true(std::array<bool, sizeof...(Sinks) + 1>{
        answers<typename checked_sink<Sinks, exported>::writer>..., true});
    using store_sink = typename checked_sink<nth_t<asked, Sinks..., columnar>, stored>::type;

    explicit engine(experiment about, Sinks const&... sinks)
        : session_core{std::move(about), {settings::by, settings::deadline::limit(), settings::flush::limit(),
                                         &settings::rest, &settings::on_loss, &settings::on_finding, sampled},
                       events::ids, inlet_of(this)} {
        add_tracks(std::index_sequence_for<Watched...>{});
        run_info const run = about_run(sampled);
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (add<I == asked>(sinks, run), ...);
        }(std::index_sequence_for<Sinks...>{});
        if constexpr (asked == sizeof...(Sinks)) add<true>(columnar{}, run, false);
    }

    void start() {
        session_core::start();
        if constexpr (!takes_rows) return;
        (listeners<typename Watched::event_type>.fetch_or(where().bit(), std::memory_order_relaxed), ...);
        open();
    }

    /// Empty in a forked child, where the store may be in the midst of a change.
    template <class Event>
    [[nodiscard]] auto rows() const {
        using source = decltype(store_->writer.rows(Event{}));
        if (where().in_child()) return source{};
        source found = store_->writer.rows(Event{});
        if constexpr (requires { found.taken_at(clock().now()); }) return found.taken_at(clock().now());
        else return found;
    }

    /// Of every event that is not tallied, as a tuple.
    [[nodiscard]] auto all_rows() const {
        auto const of = [&]<class Event>(std::type_identity<Event>) {
            if constexpr (any_tallied_event<Event>) return std::tuple{};
            else return std::tuple{rows<Event>()};
        };
        return std::tuple_cat(of(std::type_identity<typename Watched::event_type>{})...);
    }

    /// The statistics of one measurement of one event as they were last published; of a tallied one, as they are now.
    template <class Event, class Key>
    [[nodiscard]] auto reading() const {
        if constexpr (any_tallied_event<Event>)
            return tallies::template read<Event, Key>(home(), hold(reading_tallies()));
        else return std::get<events::template index_of<Event>>(tracks_).template reading<Key>().reading(time());
    }

    template <class F>
    void for_each_statistic(F& f) const {
        (walk_event<Watched>(f), ...);
    }

private:
    template <class One, class F>
    void walk_event(F& f) const {
        using event = typename One::event_type;
        One::for_each_asked([&]<class Asked>(std::type_identity<Asked>) {
            walk_measurement<event, Asked>(reading<event, typename Asked::key>(), f);
        });
    }

    /// Not a member: the base is made with it.
    static inlet_settings inlet_of(session_core* self) noexcept {
        inlet_settings made = settings::make(tallies::all);
        made.in_place = in_place ? &take_in_place : nullptr;
        made.session = self;
        made.page_layout = tallies::layout.cells_at.data();
        made.page_bytes = tallies::layout.bytes;
        return made;
    }

    template <std::size_t... I>
    void add_tracks(std::index_sequence<I...>) {
        (add_track(std::get<I>(tracks_), is_event_of_findings<typename Watched::event_type>), ...);
        [[maybe_unused]] auto const hide = [this](auto& t, std::size_t place) {
            if constexpr (requires { t.hide_by(veil_, place); }) t.hide_by(veil_, place);
            if constexpr (requires { t.sample_by(sampler_); }) t.sample_by(sampler_);
        };
        (hide(std::get<I>(tracks_), I), ...);
    }

    template <bool Asked, class Sink>
    void add(Sink const& sink, run_info const& about, bool given = true) {
        using checked = checked_sink<Sink, std::conditional_t<Asked, stored, exported>>;
        auto* const made = new typename checked::type(checked::open(sink, about));
        if constexpr (Asked) store_ = made;
        sinks().add(sole_owner<guarded_sink>{made}, {Asked, given, std::same_as<Sink, nothing>});
    }

    void stop_listening() noexcept override {
        (listeners<typename Watched::event_type>.fetch_and(~where().bit(), std::memory_order_relaxed), ...);
    }
    std::uint64_t count_tallies(ledger& now) const override { return tallies::count(now, home()); }
    void begin_tallies_anew() noexcept override { tallies::begin_anew(home()); }

    bool take_findings([[maybe_unused]] untyped_track& to, [[maybe_unused]] dynamic_array<found_in_row> const& some,
                       [[maybe_unused]] timestamp at) noexcept override {
        return take_findings<(is_event_of_findings<typename Watched::event_type> || ...)>(to, some, at);
    }
    template <bool Finds, class... Finding>
    static bool take_findings([[maybe_unused]] untyped_track& to,
                              [[maybe_unused]] dynamic_array<found_in_row> const& some,
                              [[maybe_unused]] timestamp at) noexcept {
        if constexpr (Finds) {
            using findings = event_of_findings<Finding...>;
            dynamic_array<row<typename findings::type>> rows;
            try {
                rows.reserve(some.size());
            } catch (...) {
                return false;
            }
            for (found_in_row const& each : some) rows.emplace_back(findings::record_of(each), at, each.thread);
            to.take(reinterpret_cast<std::byte const*>(rows.data()), rows.size());
        }
        return Finds;
    }

    /// Handles one row at its place of emission.
    static void take_in_place(void* session, std::uint32_t id, stamp at, void const* values) {
        auto& self = static_cast<engine&>(*static_cast<session_core*>(session));
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            ((id == events::ids[I] ? self.template take_one<I>(at, values) : void()), ...);
        }(std::index_sequence_for<Watched...>{});
    }

    template <std::size_t I>
    void take_one(stamp at, void const* values) {
        using event = typename events::template event_at<I>;
        if constexpr (!any_tallied_event<event>) {
            if (full()) return home().drop(row_id<event>, drop_reason::stopped);
            clock().keep_up_with(at);
            row<event> const taken{narrow_copy(*static_cast<record<event> const*>(values)), clock().at(at), 0};
            auto& t = std::get<I>(tracks_);
            if (hides_in<privacy, event> || sampled || !only_measures()) {
                t.take(reinterpret_cast<std::byte const*>(&taken), 1);
                return session_core::take_one(I, taken.at);
            }
            std::uint64_t const before = t.settled.recorded++;
            if constexpr (requires { t.measure_one(taken, before, found()); }) t.measure_one(taken, before, found());
            took_one(taken.at);
        }
    }

    [[no_unique_address]] sampler sampler_{};
    std::tuple<typename track_for<Watched, !in_place, privacy, veil_type, sampler>::type...> tracks_{};
    [[no_unique_address]] veil_type veil_{};
    store_sink* store_ = nullptr;
};

} // namespace crucible::telemetry::detail
