// SPDX-License-Identifier: MIT
#pragma once
// Rows of one event on their way from a file into a table: in batches, and those that come too late in one go
// at the end.

#include <crucible/telemetry/archive/recording.hpp>
#include <crucible/telemetry/archive/detail/field_reader.hpp>

#include <array>

namespace crucible::telemetry::detail {

/// Rows and, where some say what they stand for, their weights.
template <class Event>
struct weighted_rows {
    std::vector<row<Event>> rows{};
    std::vector<double> weights{}; ///< empty, or as long

    /// `weight` 0: it says none.
    void add(row<Event> const& one, double weight) {
        if (weight != 0 && weights.empty()) weights.assign(rows.size(), 1);
        if (weight != 0 || !weights.empty()) weights.push_back(weight != 0 ? weight : 1);
        rows.push_back(one);
    }
    void clear() {
        rows.clear();
        weights.clear();
    }
};

template <class Event, class Reader>
class intake {
    using source = typename Reader::source;

public:
    /// Goes on with a line that the reader has begun with; whether it gives a row.
    bool take(Reader& from) {
        std::array<bool, Event::size> have{};
        row<Event> read{};
        typename Reader::hand hand{.event = Event::name, .fields = fields_, .have = have,
                         .record = reinterpret_cast<std::byte*>(&read.values), .texts = texts_};
        if (!from.finish(hand)) return false;
        read.at = hand.at;
        read.thread = hand.thread;
        put(read, hand.weight);
        return true;
    }

    void flush(table<Event>& to) {
        to.append(std::span<row<Event> const>{batch_.rows}, batch_.weights);
        batch_.clear();
        texts_.clear();
    }

    /// Puts the late rows, too; returns how many they were. One merge: each alone would move all that come after it.
    std::size_t finish(table<Event>& to) {
        flush(to);
        std::size_t const late = late_.rows.size();
        append_unsorted(to, std::span<row<Event> const>{late_.rows}, late_.weights);
        late_.clear();
        late_texts_.clear();
        newest_ = timestamp::min();
        return late;
    }

private:
    void put(row<Event> const& r, double weight) {
        if (r.at < newest_) {
            late_.add(r, weight);
            keep_texts(late_.rows.back());
        } else {
            newest_ = r.at;
            batch_.add(r, weight);
        }
    }

    void keep_texts(row<Event>& r) {
        schema<Event>::walk([&]<class Entry>(auto const&) {
            if constexpr (text_descriptor<typename Entry::type>) {
                auto& value = r.values[typename Entry::type{}];
                if constexpr (!Entry::optional) value = late_texts_.keep(value);
                else if (value) value = late_texts_.keep(*value);
            }
        });
    }

    std::array<field_reader<source>, Event::size> fields_ = field_readers<source, Event>();
    weighted_rows<Event> batch_{}, late_{};
    text_arena texts_{}, late_texts_{};
    timestamp newest_ = timestamp::min();
};

} // namespace crucible::telemetry::detail
