// SPDX-License-Identifier: MIT
#pragma once
// A track: all that a session keeps of one event: the account, the statistics, the rows.

#include <crucible/telemetry/emit/account.hpp>
#include <crucible/telemetry/emit/wire.hpp>
#include <crucible/telemetry/session/pipeline.hpp>

#include <span>
#include <tuple>
#include <vector>

namespace crucible::telemetry::detail {

/// The accumulator of one measurement of one event.
template <class Asked>
class reading_of {
    using descriptor = typename Asked::descriptor;
    using value_type = typename descriptor::value_type;

public:
    stream_accumulator<descriptor, typename Asked::statistics> now{};

    /// Feeds the values that the rows have, as columns: two to three times cheaper than one by one.
    template <class Row>
    void add(std::span<Row const> rows) {
        std::array<value_type, piece> values;
        std::array<timestamp, piece> times;
        std::size_t n = 0;
        for (Row const& r : rows) {
            if (!take(r[descriptor{}], values[n])) continue;
            times[n] = r.at;
            if (++n != piece) continue;
            now(std::span<value_type const>{values}, std::span<timestamp const>{times});
            n = 0;
        }
        now(std::span<value_type const>{values}.first(n), std::span<timestamp const>{times}.first(n));
    }

    template <class Row>
    void add(Row const& r) {
        if (value_type value; take(r[descriptor{}], value)) now(value, 1, r.at);
    }

private:
    static constexpr std::size_t piece = 512;

    static bool take(value_type const& given, value_type& to) { return to = given, true; }
    static bool take(std::optional<value_type> const& given, value_type& to) { return given && (to = *given, true); }
};

template <class Watched, class Storage>
struct track;

template <class Event, class... Asked, class Storage>
struct track<watched<Event, Asked...>, Storage> {
    using event_type = Event;
    static constexpr std::string_view name = Event::name;

    template <class D>
    static constexpr bool reads = (std::same_as<D, typename Asked::descriptor> || ...);

    account settled{};
    std::tuple<reading_of<Asked>...> readings{};
    typename Storage::template table<Event> table{};
    std::vector<row<Event>> batch{}; ///< decoded, not yet settled
    std::size_t offered = 0;         ///< rows of the batch, had there been memory for it
    bool stored = true;              ///< there is memory for the batch, and the store took it

    /// The accumulator of a measurement. Pre-condition: `reads<D>`.
    template <class D>
    [[nodiscard]] auto const& reading() const {
        constexpr bool same[]{std::same_as<D, typename Asked::descriptor>..., true};
        constexpr std::size_t i = [&] {
            std::size_t n = 0;
            while (!same[n]) ++n;
            return n;
        }();
        return std::get<i>(readings).now;
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
        add(std::span<row<Event> const>{batch});
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
        add(taken);
        return true;
    }

    void reset() { readings = {}; }

    /// A row as exporters are handed it.
    static row<Event> const& exported(row<Event> const& r) { return r; }

private:
    /// Updates the statistics of what the event measures; of what it does not, `on` has reported.
    template <class Rows>
    void add(Rows const& rows) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (
                [&] {
                    if constexpr (event_gives<Event, nth_t<I, typename Asked::descriptor...>>) std::get<I>(readings).add(rows);
                }(),
                ...);
        }(std::index_sequence_for<Asked...>{});
    }
};

/// The same, of an event whose exported rows have derived measurements too.
template <class Watched, class... D, class Storage>
struct track<enriching<Watched, D...>, Storage> : track<Watched, Storage> {
    using exported_event = typename enriching<Watched, D...>::exported_event;

    template <class Row>
    static enriched_row<exported_event, Row> exported(Row const& r) {
        return {r};
    }
};

} // namespace crucible::telemetry::detail
