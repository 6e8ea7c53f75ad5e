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
struct reading_of {
    using descriptor = typename Asked::descriptor;
    using accumulator_type = accumulator<typename descriptor::value_type, typename Asked::statistics>;

    accumulator_type now{};

    template <class Row>
    void add(Row const& r) {
        auto const& value = r[descriptor{}];
        if constexpr (std::same_as<std::remove_cvref_t<decltype(value)>, typename descriptor::value_type>)
            now(value, 1.0, r.at);
        else if (value) now(*value, 1.0, r.at);
    }
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
    bool stored = true;              ///< the store took the batch

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

    /// Decodes a row into the batch; its texts refer to `bytes`.
    void take_in(std::byte const* bytes, timestamp at, std::uint32_t thread) {
        batch.push_back({decode<Event>(bytes), at, thread});
    }

    /// Puts the batch into the store. A store that throws (no memory) loses the batch, which is then counted.
    void store() noexcept {
        try {
            table.append(std::span<row<Event> const>{batch});
            stored = true;
        } catch (...) {
            stored = false;
        }
    }

    /// Counts the batch and updates the statistics.
    void settle() {
        if (!stored) {
            settled.count(drop_reason::store_failed, batch.size());
            return;
        }
        settled.recorded += batch.size();
        std::apply([&](auto&... r) { (add_all(r), ...); }, readings);
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
        std::apply([&](auto&... r) { (r.add(taken), ...); }, readings);
        return true;
    }

    void reset() { readings = {}; }

private:
    template <class Reading>
    void add_all(Reading& reading) {
        for (row<Event> const& r : batch) reading.add(r);
    }
};

} // namespace crucible::telemetry::detail
