// SPDX-License-Identifier: MIT
#pragma once
// The memory store: `ct::columnar{}` keeps every row, `ct::columnar{.rows = 1'000'000}` the newest million of each event,
// `ct::columnar{.age = 1h}` those of the last hour. The default store of a session.

#include <crucible/telemetry/record/sink.hpp>
#include <crucible/telemetry/store/table.hpp>

namespace crucible::telemetry {

namespace detail {

template <class Event>
struct event_not_stored {
    static_assert(accepted<Event>, "the store was not told that rows of this event would come");
};

/// Place of the event of this name in a list; its size when there is none.
template <fixed_string Name, class... Events>
consteval std::size_t place_by_name() {
    bool const same[]{(Events::name == Name.view())..., false};
    std::size_t i = 0;
    while (i != sizeof...(Events) && !same[i]) ++i;
    return i;
}

/// How many measurements of an event are emitted; derived ones come after them, and are not stored.
template <class Event>
consteval std::size_t emitted_measurements() {
    std::size_t n = 0;
    walk<Event>([&]<class Entry>(auto const&) { n += !derived_descriptor<typename Entry::type>; });
    return n;
}

} // namespace detail

/// Made by `columnar::open`.
template <any_event... Events>
class columnar_writer {
public:
    explicit columnar_writer(retention const& limits, [[maybe_unused]] bool weighted = false) {
        tables_.reserve(sizeof...(Events));
        (add({detail::column_types<Events>.data(), detail::emitted_measurements<Events>(), weighted}, limits), ...);
    }

    /// Pre-condition: the batches are of the events, in their order.
    void take(batches const& all) {
        for (std::size_t i = 0; i != all.of.size(); ++i) tables_[i]->append(all.of[i]);
    }

    /// The rows of an event that are stored now: a snapshot in time order, unaffected by what comes later.
    template <any_event Event>
    [[nodiscard]] telemetry::rows<Event> rows(Event const&) const {
        constexpr std::size_t i = detail::place_by_name<Event::name_text, Events...>();
        if constexpr (i == sizeof...(Events))
            return (void)detail::event_not_stored<event_named<Event::name_text>>{}, telemetry::rows<Event>{};
        else return telemetry::rows<Event>(tables_[i]->snapshot());
    }

    /// Of all events: rows that retention or `clear` let go, and values of tags stored as "(overflow)".
    [[nodiscard]] std::uint64_t evicted() const { return add_up(&detail::row_table::evicted); }
    [[nodiscard]] std::uint64_t overflowed() const { return add_up(&detail::row_table::overflowed); }
    /// The same of the event of this place in the list.
    [[nodiscard]] std::uint64_t evicted(std::size_t event) const { return tables_[event]->evicted(); }
    [[nodiscard]] std::uint64_t overflowed(std::size_t event) const { return tables_[event]->overflowed(); }

    void clear() {
        for (auto const& each : tables_) each->clear();
    }

    static std::error_code close() noexcept { return {}; }
    static void abandon() noexcept {}
    [[nodiscard]] std::uint64_t written() const noexcept { return add_up(&detail::row_table::appended); }
    [[nodiscard]] static std::uint64_t failed() noexcept { return 0; }

private:
    void add(detail::table_form form, retention const& limits) {
        tables_.push_back(detail::shared_box<detail::row_table>::make(form, limits));
    }

    [[nodiscard]] std::uint64_t add_up(std::uint64_t (detail::row_table::*of_table)() const) const {
        std::uint64_t total = 0;
        for (auto const& each : tables_) total += (*each.*of_table)();
        return total;
    }

    detail::dynamic_array<detail::shared_box<detail::row_table>> tables_{};
};

/// Limits as of a `retention`.
struct columnar {
    std::size_t rows = keep_all.rows;
    std::size_t bytes = keep_all.bytes;
    std::chrono::nanoseconds age = keep_all.age;
    std::size_t labels = keep_all.labels;

    template <any_event... Events>
    [[nodiscard]] columnar_writer<Events...> open(run_info const& about, event_list<Events...>) const {
        return columnar_writer<Events...>{{rows, bytes, age, labels}, about.weighted};
    }
};

} // namespace crucible::telemetry
