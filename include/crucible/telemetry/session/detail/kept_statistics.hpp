// SPDX-License-Identifier: MIT
#pragma once
// The statistics that a session keeps of one measurement of one event, and how rows reach them.

#include <crucible/telemetry/cells/found_in_row.hpp>
#include <crucible/telemetry/record/row.hpp>
#include <crucible/telemetry/live/detail/label_text.hpp>
#include <crucible/telemetry/session/pipeline.hpp>

#include <span>

namespace crucible::telemetry::detail {

/// The index of a name in a row, where its event has one.
template <fixed_string Name, class Event>
[[nodiscard]] std::optional<std::int64_t> index_of_row(row<Event> const& r) {
    std::optional<std::int64_t> found;
    walk<Event>([&]<class Entry>(auto const&) {
        using d = typename Entry::type;
        if constexpr (d::kind_of == kind::index && d::name == Name.view()) {
            constexpr d measurement{};
            if constexpr (!Entry::optional) found = static_cast<std::int64_t>(r.values[measurement]);
            else if (auto const& value = r.values[measurement]) found = static_cast<std::int64_t>(*value);
        }
    });
    return found;
}

/// `Shared`: statistics are read in other threads than the one that handles rows.
template <class Asked, bool Shared>
class kept_statistics {
    using descriptor = typename Asked::descriptor;
    using value_type = typename descriptor::value_type;
    using accumulator = stream_accumulator<descriptor, typename Asked::statistics>;
    static constexpr bool by_label = requires { typename Asked::kept::tag; };
    static constexpr bool finds = can_find<accumulator>;

public:
    using asked = Asked;

    typename Asked::kept::template state<accumulator, Shared> kept{};

    /// Rows of weight 1; `before` rows of the event were recorded earlier.
    template <class Event>
    void add(std::span<row<Event> const> rows, [[maybe_unused]] std::uint64_t before,
             [[maybe_unused]] finding_queue& found) {
        if constexpr (finds) {
            for (std::size_t i = 0; i != rows.size(); ++i) add_one(rows[i], before + i, found);
        } else if constexpr (by_label) {
            for (row<Event> const& r : rows) add(r, 1);
        } else add_columns(rows);
    }

    template <class Event>
    void add_one(row<Event> const& r, [[maybe_unused]] std::uint64_t place, [[maybe_unused]] finding_queue& found) {
        add(r, 1);
        if constexpr (finds) note_findings(r, place, found);
    }

    /// The same of rows that stand for more than themselves.
    template <class Event>
    void add(std::span<row<Event> const> rows, std::span<double const> weights, [[maybe_unused]] std::uint64_t before,
             [[maybe_unused]] finding_queue& found) {
        for (std::size_t i = 0; i != rows.size(); ++i) {
            add(rows[i], weights[i]);
            if constexpr (finds) note_findings(rows[i], before + i, found);
        }
    }

private:
    static constexpr std::size_t piece = 512;

    template <class Event>
    void add(row<Event> const& r, double weight) {
        value_type value;
        if (!take(r[descriptor{}], value)) return;
        if constexpr (by_label) {
            typename Asked::kept::tag::value_type label;
            if (take(r[typename Asked::kept::tag{}], label)) kept.add(label, value, weight, r.at);
        } else kept.add(value, weight, r.at);
    }

    /// The values that the rows have, as columns: two to three times cheaper than one by one.
    template <class Event>
    void add_columns(std::span<row<Event> const> rows) {
        std::array<value_type, piece> values;
        std::array<timestamp, piece> times;
        std::size_t n = 0;
        for (row<Event> const& r : rows) {
            if (!take(r[descriptor{}], values[n])) continue;
            times[n] = r.at;
            if (++n != piece) continue;
            kept.add(std::span<value_type const>{values}, std::span<timestamp const>{times});
            n = 0;
        }
        kept.add(std::span<value_type const>{values}.first(n), std::span<timestamp const>{times}.first(n));
    }


    /// Queues what the cells that got the row's value noticed.
    template <class Event>
    void note_findings(row<Event> const& r, std::uint64_t place, finding_queue& found) {
        kept.take_findings([&](std::string_view statistic, finding const& what) {
            found_in_row made{.what = what, .event = Event::name, .measurement = descriptor::name,
                                 .statistic = statistic, .row = place, .thread = r.thread, .at = r.at,
                                 .step = index_of_row<"step">(r), .epoch = index_of_row<"epoch">(r)};
            value_type value;
            if constexpr (numeric_descriptor<descriptor>)
                if (take(r[descriptor{}], value)) made.value = as_number(value);
            if constexpr (by_label) {
                typename Asked::kept::tag::value_type label;
                made.labelled = take(r[typename Asked::kept::tag{}], label);
                if (made.labelled) made.label = label_text{label}.view();
            }
            found.add(std::move(made));
        });
    }

    template <class Value, class To>
    static bool take(Value const& given, To& to) {
        if constexpr (is_std_optional<Value>) return given && (to = *given, true);
        else return to = given, true;
    }
};

} // namespace crucible::telemetry::detail
