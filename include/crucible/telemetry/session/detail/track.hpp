// SPDX-License-Identifier: MIT
#pragma once
// A track: all that a session keeps of one event: the account, the statistics, the rows.

#include <crucible/telemetry/emit/account.hpp>
#include <crucible/telemetry/emit/detail/wire.hpp>
#include <crucible/telemetry/session/pipeline.hpp>

#include <span>
#include <tuple>
#include <vector>

namespace crucible::telemetry::detail {

/// What is kept of one measurement of one event.
template <class Asked, bool Shared>
class reading_of {
    using descriptor = typename Asked::descriptor;
    using value_type = typename descriptor::value_type;
    using accumulator = stream_accumulator<descriptor, typename Asked::statistics>;

public:
    typename Asked::kept::template state<accumulator, Shared> kept{};

    template <class Row>
    void add(std::span<Row const> rows) {
        if constexpr (requires { typename Asked::kept::tag; })
            for (Row const& r : rows) add(r);
        else add_columns(rows);
    }

    template <class Row>
    void add(Row const& r) {
        value_type value;
        if (!take(r[descriptor{}], value)) return;
        if constexpr (requires { typename Asked::kept::tag; }) {
            typename Asked::kept::tag::value_type label;
            if (take(r[typename Asked::kept::tag{}], label)) kept.add(label, value, r.at);
        } else kept.add(value, r.at);
    }

private:
    static constexpr std::size_t piece = 512;

    /// The values that the rows have, as columns: two to three times cheaper than one by one.
    template <class Row>
    void add_columns(std::span<Row const> rows) {
        std::array<value_type, piece> values;
        std::array<timestamp, piece> times;
        std::size_t n = 0;
        for (Row const& r : rows) {
            if (!take(r[descriptor{}], values[n])) continue;
            times[n] = r.at;
            if (++n != piece) continue;
            kept.add(std::span<value_type const>{values}, std::span<timestamp const>{times});
            n = 0;
        }
        kept.add(std::span<value_type const>{values}.first(n), std::span<timestamp const>{times}.first(n));
    }

    template <class Value>
    static bool take(Value const& given, Value& to) {
        return to = given, true;
    }
    template <class Value>
    static bool take(std::optional<Value> const& given, Value& to) {
        return given && (to = *given, true);
    }
};

/// `Shared`: statistics are read in other threads than the one that handles rows.
template <class Watched, class Storage, bool Shared>
struct track;

template <class Event, class... Asked, class Storage, bool Shared>
struct track<watched<Event, Asked...>, Storage, Shared> {
    using event_type = Event;
    static constexpr std::string_view name = Event::name;

    template <class Key>
    static constexpr bool reads = (std::same_as<Key, typename Asked::key> || ...);

    account settled{};
    std::uint64_t unmeasured = 0; ///< rows that are recorded, and not in all statistics
    std::tuple<reading_of<Asked, Shared>...> readings{};
    typename Storage::template table<Event> table{};
    std::vector<row<Event>> batch{}; ///< decoded, not yet settled
    std::size_t offered = 0;         ///< rows of the batch, had there been memory for it
    bool stored = true;              ///< there is memory for the batch, and the store took it

    /// What is kept of a measurement. Pre-condition: `reads<Key>`.
    template <class Key>
    [[nodiscard]] auto const& reading() const {
        constexpr std::array<bool, sizeof...(Asked)> same{std::same_as<Key, typename Asked::key>...};
        return std::get<first_true(same)>(readings).kept;
    }

    /// Empties the batch and gets memory for a new one; without it, the batch's rows will be counted, not kept.
    void begin_batch(std::size_t rows) noexcept {
        batch.clear();
        offered = 0;
        try {
            batch.reserve(rows);
            stored = true;
        } catch (...) {
            stored = false;
        }
    }

    /// Decodes a row into the batch; its texts refer to `bytes`.
    void take_in(std::byte const* bytes, timestamp at, std::uint32_t thread) noexcept {
        ++offered;
        if (stored) batch.push_back({decode<Event>(bytes), at, thread});
    }

    /// Puts the batch into the store. A store that throws (no memory) loses the batch, which is then counted.
    void store() noexcept {
        try {
            if (stored) table.append(std::span<row<Event> const>{batch});
        } catch (...) {
            stored = false;
        }
    }

    /// Counts the batch and updates the statistics.
    void settle() {
        if (!stored) {
            settled.count(drop_reason::store_failed, offered);
            return;
        }
        settled.recorded += batch.size();
        measure(std::span<row<Event> const>{batch}, batch.size());
    }

    /// Stores and counts one row at once; whether the store took it.
    bool take(row<Event> const& taken) noexcept {
        try {
            table.append(std::span<row<Event> const>{&taken, 1});
        } catch (...) {
            settled.count(drop_reason::store_failed);
            return false;
        }
        ++settled.recorded;
        measure(taken, 1);
        return true;
    }

    void reset() {
        std::apply([](auto&... each) { (each.kept.reset(), ...); }, readings);
    }

    /// A row as exporters are handed it.
    static row<Event> const& exported(row<Event> const& r) { return r; }

private:
    /// Updates and publishes the statistics. The library's cells do not throw; one of somebody's own may.
    template <class Rows>
    void measure(Rows const& rows, std::size_t n) noexcept {
        try {
            add(rows);
            std::apply([](auto&... each) { (each.kept.publish(), ...); }, readings);
        } catch (...) {
            unmeasured += n;
        }
    }

    /// Updates the statistics of what the event measures; of what it does not, `on` has reported.
    template <class Rows>
    void add(Rows const& rows) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (
                [&] {
                    if constexpr (event_gives_asked<Event, nth_t<I, Asked...>>) std::get<I>(readings).add(rows);
                }(),
                ...);
        }(std::index_sequence_for<Asked...>{});
    }
};

/// The same, of an event whose exported rows have derived measurements too.
template <class Watched, class... D, class Storage, bool Shared>
struct track<enriching<Watched, D...>, Storage, Shared> : track<Watched, Storage, Shared> {
    using exported_event = typename enriching<Watched, D...>::exported_event;

    template <class Row>
    static enriched_row<exported_event, Row> exported(Row const& r) {
        return {r};
    }
};

} // namespace crucible::telemetry::detail
