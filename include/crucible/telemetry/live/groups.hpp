// SPDX-License-Identifier: MIT
#pragma once
// A stream's statistics by label: what `latency.by(model) >> (mean | quantile<.99>)` keeps. One thread feeds it; any
// thread reads. Bounded: labels beyond the most that are kept share one state, `others`.

#include <crucible/telemetry/core/detail/exceptions.hpp>
#include <crucible/telemetry/live/detail/live.hpp>
#include <crucible/telemetry/core/detail/owner.hpp>
#include <crucible/telemetry/core/diagnostic.hpp>
#include <crucible/telemetry/core/detail/hash.hpp>
#include <crucible/telemetry/core/detail/hash_index.hpp>

#include <concepts>
#include <cstddef>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crucible::telemetry::detail {

template <class Groups, class Moments>
class group_readings;

template <class Label, class Given>
struct not_a_label {
    static_assert(accepted<Label, Given>, "this is no label; statistics kept by label are read of one of them: "
                                          "run[measurement.by(tag)][label][statistic]");
};
/// What it reads as, so that the mistake stays one error.
struct readings_of_no_label {
    constexpr operator double() const { return 0; }
    constexpr double operator[](auto const&) const { return 0; }
};

/// Of texts by their letters, of others by their number.
template <class Key>
[[nodiscard]] std::size_t hash_of_label(Key const& label) {
    if constexpr (std::same_as<Key, std::string_view>) return hash(label);
    else {
        auto const mixed = (static_cast<std::uint64_t>(label) + 1) * 0x9E37'79B9'7F4A'7C15U;
        return mixed ^ (mixed >> 32);
    }
}

/// Groups in the order in which their labels were first seen; they stay until the end, and count towards the most after
/// a reset too. `State` is what is kept of each.
template <class Label, std::size_t Most, class State>
class live_groups {
    using value_type = typename State::value_type;

public:
    using key_type = std::conditional_t<std::same_as<Label, std::string>, std::string_view, Label>;

    struct group {
        explicit group(key_type of) : label(of) {}

        Label const label;
        State state{};
        std::atomic<group*> next{nullptr};
        std::atomic<bool> shown{false}; ///< has rows that were published since the last reset
        bool fed = false;               ///< since the last publication
    };

    live_groups() = default;
    live_groups(live_groups const&) = delete;
    live_groups& operator=(live_groups const&) = delete;
    ~live_groups() {
        for (group* g = first_.load(); g != nullptr;) delete std::exchange(g, g->next.load());
    }

    // Feeding: one thread at a time.

    void add(key_type label, value_type const& value, double weight, timestamp at) {
        group* const to = latest_ != nullptr && latest_->label == label ? latest_ : find_or_make(label);
        last_fed_ = to == nullptr ? &others_ : &to->state;
        if (to == nullptr) {
            others_.add(value, weight, at);
            beyond_.store(beyond_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
            return;
        }
        latest_ = to;
        to->state.add(value, weight, at);
        if (std::exchange(to->fed, true)) return;
        fed_.push_back(to); // never beyond what was reserved
    }

    /// As of `live`, of the label that was fed last.
    template <class F>
    void take_findings(F f) {
        if (last_fed_ != nullptr) last_fed_->take_findings(f);
    }

    void publish() {
        for (group* const g : fed_) {
            g->state.publish();
            g->fed = false;
            g->shown.store(true, std::memory_order_release);
        }
        fed_.clear();
        others_.publish();
    }

    void reset() {
        for (group* g = first_.load(std::memory_order_relaxed); g != nullptr;
             g = g->next.load(std::memory_order_relaxed)) {
            g->state.reset();
            g->fed = false;
            g->shown.store(false, std::memory_order_release);
        }
        fed_.clear();
        others_.reset();
        beyond_.store(0, std::memory_order_relaxed);
    }

    // Reading: any thread.

    /// `f(group)` for each that has rows.
    template <class F>
    void for_each(F f) const {
        for (group const* g = first_.load(std::memory_order_acquire); g != nullptr;
             g = g->next.load(std::memory_order_acquire))
            if (g->shown.load(std::memory_order_acquire)) f(*g);
    }

    [[nodiscard]] State const& of(key_type label) const {
        State const* found = &nothing_;
        for_each([&](group const& g) {
            if (g.label == label) found = &g.state;
        });
        return *found;
    }

    template <class Moments>
    [[nodiscard]] group_readings<live_groups, Moments> reading(Moments const& moments) const {
        return {*this, moments};
    }

    [[nodiscard]] State const& others() const { return others_; }

    /// Rows of labels that have no group of their own.
    [[nodiscard]] std::uint64_t beyond() const { return beyond_.load(std::memory_order_relaxed); }

private:
    /// Null when no more are kept, or there is no memory.
    group* find_or_make(key_type label) {
        group* const known =
            groups_.find(hash_of_label(label), [&](group const* of) { return of->label == label; });
        if (known != nullptr) return known;
        if (groups_.size() == Most) return nullptr;
        try {
            return make(label);
        } catch (std::bad_alloc const&) {
            return nullptr;
        }
    }

    group* make(key_type label) {
        if (fed_.capacity() == groups_.size()) fed_.reserve(2 * groups_.size() + 8);
        sole_owner made{new group(label)};
        groups_.insert(made.get(), [](group const* of) { return hash_of_label(key_type(of->label)); });
        (last_ == nullptr ? first_ : last_->next).store(made.get(), std::memory_order_release);
        return last_ = made.release();
    }

    std::atomic<group*> first_{nullptr};
    group* last_ = nullptr;
    State* last_fed_ = nullptr;
    group* latest_ = nullptr; ///< neighbouring rows mostly have the same label
    hash_index<group*, nullptr> groups_;
    std::vector<group*> fed_;
    State others_{};
    State const nothing_{};
    std::atomic<std::uint64_t> beyond_{0};
};

/// The groups of a measurement, each with its label. Refers to the session, which must live as long.
template <class Groups, class Moments>
class group_readings {
public:
    group_readings(Groups const& from, Moments const& moments) : from_(&from), moments_(moments) {}

    /// Of the rows of one label: as the statistics of a measurement are read, `[statistic]`. Of nothing when there are
    /// none. O(labels).
    template <class Key>
    [[nodiscard]] auto operator[](Key const& label) const {
        if constexpr (std::convertible_to<Key const&, typename Groups::key_type>)
            return from_->of(label).reading(moments_);
        else return (void)not_a_label<given_type<typename Groups::key_type>, given_type<Key>>{}, readings_of_no_label{};
    }

    /// Of the rows of those labels that came when no more were kept.
    [[nodiscard]] auto others() const { return from_->others().reading(moments_); }

    /// How many rows those are.
    [[nodiscard]] std::uint64_t beyond() const { return from_->beyond(); }

    /// `f(label, reading)` for each label that has rows, in the order in which they were first seen.
    template <class F>
    void for_each(F f) const {
        from_->for_each([&](auto const& g) { f(g.label, g.state.reading(moments_)); });
    }

    [[nodiscard]] std::size_t size() const {
        std::size_t n = 0;
        from_->for_each([&](auto const&) { ++n; });
        return n;
    }

private:
    Groups const* from_;
    Moments moments_;
};

/// What is kept of a stream by label; of each, what `Each` says.
template <class Tag, std::size_t Most, class Each>
struct by_label {
    using tag = Tag;
    using label = std::conditional_t<std::same_as<typename Tag::value_type, std::string_view>, std::string,
                                     typename Tag::value_type>;

    template <class Accumulator, bool Shared>
    using state = live_groups<label, Most, typename Each::template state<Accumulator, Shared>>;

    template <class Panes>
    using with = by_label<Tag, Most, typename Each::template with<Panes>>;
    template <class Panes>
    static constexpr bool repeats = Each::template repeats<Panes>;
};

} // namespace crucible::telemetry::detail
