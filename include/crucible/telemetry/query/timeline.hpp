// SPDX-License-Identifier: MIT
#pragma once
// The rows of all events of a run as one, in order of time: `run.all_rows() | last(5min) | where(user_id == "u1")`, or
// `for (auto const& row : timeline{run.all_rows()})`. Each row knows its event, and can be visited as a row of it.

#include <crucible/telemetry/core/detail/nearest_name.hpp>
#include <crucible/telemetry/query/detail/row_order.hpp>
#include <crucible/telemetry/query/slice.hpp>

#include <array>
#include <compare>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace crucible::telemetry {

namespace detail {

template <class... Facts>
struct measurement_in_no_event {
    static_assert(accepted<Facts...>, "no event of these rows declares this measurement");
};

template <class Event>
struct event_not_in_timeline {
    static_assert(accepted<Event>, "none of these rows is of this event");
};

inline constexpr event<"any"> any_of_several{};

template <class... Events>
constexpr auto all_names() {
    std::array<std::string_view, (Events::size + ... + 0)> names{};
    std::size_t n = 0;
    [[maybe_unused]] auto const add = [&](auto const& some) {
        for (std::string_view const each : some) names[n++] = each;
    };
    (add(Events::measurement_names), ...);
    return names;
}

/// The name of the measurement of this number, counted through the events.
template <std::size_t I, class First, class... More>
constexpr auto const& name_at() {
    if constexpr (I < First::size) return schema<First>::template entry_at<I>::type::name_text;
    else return name_at<I - First::size, More...>();
}

template <class D, class... Events>
constexpr void explain_in_no_event() {
    using asked = measurement<D::name_text>;
    if constexpr ((Events::size + ... + 0) == 0) (void)measurement_in_no_event<asked>{};
    else {
        constexpr std::size_t i = nearest_name(D::name, all_names<Events...>());
        constexpr auto& guess = name_at<i, Events...>();
        if constexpr (guess.view() == D::name) (void)measurement_in_no_event<asked, given_type<D>>{};
        else (void)measurement_in_no_event<asked, did_you_mean<guess>>{};
    }
}

template <class Rows>
using row_in = std::remove_cvref_t<decltype(std::declval<Rows const&>()[std::size_t{}])>;
template <class Rows>
using event_in = typename row_in<Rows>::event_type;

/// Rows that can be reached by number.
template <class R>
concept numbered_rows = requires(R const& rows, std::size_t i) {
    { rows[i] } -> any_row;
    { rows.size() } -> std::convertible_to<std::size_t>;
};

/// The rows of a source by number: as they are, or put into memory.
template <class Source>
auto numbered(Source const& from) {
    if constexpr (std::derived_from<Source, source_base>) return numbered(rows_of_source(from));
    else if constexpr (numbered_rows<Source>) return from;
    else {
        std::vector<ranges::range_value_t<Source const>> all;
        for (auto&& each : from) all.push_back(each);
        return results(std::move(all));
    }
}
template <class Source>
using numbered_of = decltype(numbered(std::declval<Source const&>()));

/// The rows of each event, and their order.
template <class... Rows>
struct timeline_data {
    std::tuple<Rows...> rows{};
    std::vector<row_place> order{};
    std::optional<timestamp> taken_at{};

    /// `f(row)` for the row of an event.
    template <class F>
    static decltype(auto) visit(std::tuple<Rows...> const& all, row_place at, F& f) {
        using first = std::tuple_element_t<0, std::tuple<Rows...>>;
        using result = std::invoke_result_t<F&, row_in<first>>;
        using visitor = result (*)(std::tuple<Rows...> const&, std::size_t, F&);
        static constexpr auto each = []<std::size_t... I>(std::index_sequence<I...>) {
            return std::array<visitor, sizeof...(Rows)>{
                [](std::tuple<Rows...> const& in, std::size_t i, F& call) -> result { return call(std::get<I>(in)[i]); }...};
        }(std::index_sequence_for<Rows...>{});
        return each[at.event()](all, at.row(), f);
    }
};

} // namespace detail

/// One row of any of several events. Valid while the timeline that it was read from, or a copy of it, lives.
template <class... Rows>
class timeline_row {
public:
    using event_type = std::remove_const_t<decltype(detail::any_of_several)>;
    using events = event_list<detail::event_in<Rows>...>;

    timeline_row() = default;
    timeline_row(detail::timeline_data<Rows...> const& all, detail::row_place place) : all_(&all), place_(place) {
        if constexpr (sizeof...(Rows) != 0) visit([this](auto const& row) { at = row.at, thread = row.thread; });
    }

    timestamp at{};
    std::uint32_t thread = 0;

    /// The name of its event.
    [[nodiscard]] std::string_view event() const {
        static constexpr std::array<std::string_view, sizeof...(Rows)> names{detail::event_in<Rows>::name...};
        return names[place_.event()];
    }

    /// `f(row)` with the row as one of its event; what `f` returns is of one type, whatever the event.
    template <class F>
    decltype(auto) visit(F f) const {
        return detail::timeline_data<Rows...>::visit(all_->rows, place_, f);
    }

    /// The row as one of this event, if it is one.
    template <any_event Event>
    [[nodiscard]] auto as(Event const&) const {
        constexpr std::size_t of = detail::first_true(std::array<bool, sizeof...(Rows)>{
            std::same_as<detail::event_in<Rows>, Event>...});
        if constexpr (of == sizeof...(Rows)) {
            (void)detail::event_not_in_timeline<event_named<Event::name_text>>{};
            return std::optional<row<Event>>{};
        } else {
            using found = detail::row_in<std::tuple_element_t<of, std::tuple<Rows...>>>;
            if (place_.event() != of) return std::optional<found>{};
            return std::optional<found>{std::get<of>(all_->rows)[place_.row()]};
        }
    }

    /// The value of a measurement; nothing where the row lacks it, or its event does.
    template <any_descriptor D>
    [[nodiscard]] typename D::optional_type operator[](D const&) const {
        using value = typename D::optional_type;
        if constexpr (!(event_with<detail::event_in<Rows>, D> || ...)) {
            detail::explain_in_no_event<D, detail::event_in<Rows>...>();
            return {};
        } else {
            return visit([](auto const& row) -> value {
                if constexpr (event_with<typename std::remove_cvref_t<decltype(row)>::event_type, D>) return row[D{}];
                else return {};
            });
        }
    }

    /// How many emitted rows this one stands for.
    [[nodiscard]] double weight() const {
        return visit([](auto const& row) -> double {
            if constexpr (requires { row.weight(); }) return row.weight();
            else return 1;
        });
    }

private:
    detail::timeline_data<Rows...> const* all_ = nullptr;
    detail::row_place place_{};
};

template <class... Rows>
class timeline_iterator {
public:
    using value_type = timeline_row<Rows...>;
    using reference = value_type;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using iterator_category = std::random_access_iterator_tag; // but for its reference, which is a value

    timeline_iterator() = default;
    timeline_iterator(detail::timeline_data<Rows...> const& all, std::size_t i)
        : all_(&all), i_(static_cast<difference_type>(i)) {}

    [[nodiscard]] reference operator*() const { return {*all_, all_->order[static_cast<std::size_t>(i_)]}; }
    [[nodiscard]] reference operator[](difference_type n) const { return *(*this + n); }

    timeline_iterator& operator++() { return ++i_, *this; }
    timeline_iterator& operator--() { return --i_, *this; }
    timeline_iterator operator++(int) { return {*all_, static_cast<std::size_t>(i_++)}; }
    timeline_iterator operator--(int) { return {*all_, static_cast<std::size_t>(i_--)}; }
    timeline_iterator& operator+=(difference_type n) { return i_ += n, *this; }
    timeline_iterator& operator-=(difference_type n) { return i_ -= n, *this; }

    [[nodiscard]] friend timeline_iterator operator+(timeline_iterator i, difference_type n) { return i += n; }
    [[nodiscard]] friend timeline_iterator operator+(difference_type n, timeline_iterator i) { return i += n; }
    [[nodiscard]] friend timeline_iterator operator-(timeline_iterator i, difference_type n) { return i -= n; }
    [[nodiscard]] friend difference_type operator-(timeline_iterator const& a, timeline_iterator const& b) {
        return a.i_ - b.i_;
    }
    [[nodiscard]] friend bool operator==(timeline_iterator const& a, timeline_iterator const& b) { return a.i_ == b.i_; }
    [[nodiscard]] friend std::strong_ordering operator<=>(timeline_iterator const& a, timeline_iterator const& b) {
        return a.i_ <=> b.i_;
    }

private:
    detail::timeline_data<Rows...> const* all_ = nullptr;
    difference_type i_ = 0;
};

/// A view: copies share the rows and their order, which takes 8 bytes a row. Rows of one time come in order of threads;
/// those of one thread and event in the order in which they were emitted, those of its events as the events were given.
template <class... Rows>
class timeline {
public:
    timeline() : timeline(std::tuple<Rows...>{}) {}
    /// Of the rows of each event, as `run.all_rows()` gives them, or the last `most` of all. O(n log events).
    template <class... Sources>
    explicit timeline(std::tuple<Sources...> const& from, std::size_t most = static_cast<std::size_t>(-1)) {
        auto made = std::make_shared<data>();
        std::apply([&](Sources const&... each) { made->rows = {detail::numbered(each)...}; }, from);
        detail::order_builder order;
        std::apply([&](Rows const&... each) { (order.add(each), ...); }, made->rows);
        made->order = std::move(order).last(most);
        std::apply([&](Rows const&... each) { (later(made->taken_at, detail::taken_at(each)), ...); }, made->rows);
        all_ = std::move(made);
    }

    [[nodiscard]] timeline_iterator<Rows...> begin() const { return {*all_, 0}; }
    [[nodiscard]] timeline_iterator<Rows...> end() const { return {*all_, size()}; }
    [[nodiscard]] std::size_t size() const { return all_->order.size(); }
    [[nodiscard]] bool empty() const { return size() == 0; }
    /// Pre-condition: i < size().
    [[nodiscard]] timeline_row<Rows...> operator[](std::size_t i) const { return {*all_, all_->order[i]}; }
    /// What was "now" when the rows were taken, where somebody said.
    [[nodiscard]] std::optional<timestamp> taken_at() const { return all_->taken_at; }

private:
    using data = detail::timeline_data<Rows...>;

    static void later(std::optional<timestamp>& to, std::optional<timestamp> const& other) {
        if (other && (!to || *to < *other)) to = other;
    }

    std::shared_ptr<data const> all_;
};

template <class... Sources>
timeline(std::tuple<Sources...> const&) -> timeline<detail::numbered_of<Sources>...>;

namespace detail {

/// The rows of all events before they are put in order: a stretch of time and the latest rows are looked up event by
/// event, so that no others are put in order.
template <class... Sources>
class timeline_source : public source_base {
public:
    explicit timeline_source(std::tuple<Sources...> all) : all_(std::move(all)) {}

    [[nodiscard]] auto rows() const { return timeline<numbered_of<Sources>...>(all_); }

    [[nodiscard]] timestamp now() const {
        timestamp latest = timestamp::min();
        std::apply([&](Sources const&... each) { ((latest = std::max(latest, now_of_rows(each))), ...); }, all_);
        return sizeof...(Sources) == 0 ? timestamp{std::chrono::system_clock::now()} : latest;
    }

    [[nodiscard]] auto take(stretch const& asked) const {
        return of([&](auto const& each) { return run(each, asked); });
    }
    [[nodiscard]] auto take(latest_rows const& asked) const {
        return of([&](auto const& each) { return with_equal_times(each, asked); },
                  static_cast<std::size_t>(asked.count));
    }
    [[nodiscard]] static std::string explain(stretch const&) { return "of each event"; }
    [[nodiscard]] static std::string explain(latest_rows const&) { return "of each event, then of all"; }

private:
    /// The last `most` of what is left of all events.
    template <class F>
    [[nodiscard]] auto of(F narrow, std::size_t most = static_cast<std::size_t>(-1)) const {
        return std::apply(
            [&](Sources const&... each) {
                return timeline<numbered_of<decltype(narrow(each))>...>(std::tuple{narrow(each)...}, most);
            },
            all_);
    }

    /// The latest rows of one event, and those of the same time as the first of them, which threads may put behind it.
    template <class Source>
    static auto with_equal_times(Source const& from, latest_rows const& asked) {
        if constexpr (is_stored_rows<Source>) {
            auto const n = static_cast<std::size_t>(asked.count);
            if (n == 0 || n >= from.size()) return from.slice(n == 0 ? from.size() : 0, from.size());
            return from.slice(from.lower_bound(from[from.size() - n].at), from.size());
        } else return run(from, asked);
    }

    template <class Source>
    static timestamp now_of_rows(Source const& from) {
        if constexpr (std::derived_from<Source, source_base>) return now_of(from);
        else return detail::taken_at(from).value_or(timestamp{std::chrono::system_clock::now()});
    }

    std::tuple<Sources...> all_;
};

/// `run.all_rows() | step`.
template <class... Sources>
struct source_made_of<std::tuple<Sources...>> {
    static timeline_source<Sources...> make(std::tuple<Sources...> all) {
        return timeline_source<Sources...>{std::move(all)};
    }
};

} // namespace detail
} // namespace crucible::telemetry

template <class... Rows>
inline constexpr bool ranges::enable_view<crucible::telemetry::timeline<Rows...>> = true;
