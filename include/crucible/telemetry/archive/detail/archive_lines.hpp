// SPDX-License-Identifier: MIT
#pragma once
// The lines of an archive that are no rows, read back: experiments and their ledgers.

#include <crucible/telemetry/archive/detail/schema_text.hpp>
#include <crucible/telemetry/text/read_time.hpp>
#include <crucible/telemetry/session/experiment.hpp>
#include <crucible/telemetry/session/ledger.hpp>

#include <deque>
#include <memory>

namespace crucible::telemetry::detail {

template <std::integral T>
[[nodiscard]] bool read_into(json_reader& from, T& to) {
    std::optional<T> read;
    if constexpr (std::same_as<T, bool>) read = from.read_bool();
    else read = from.read_number<T>();
    if (read) to = *read;
    return read.has_value();
}
[[nodiscard]] inline bool read_into(json_reader& from, std::string& to) { return read_text(from, to); }
[[nodiscard]] inline bool read_into(json_reader& from, std::chrono::nanoseconds& to) {
    auto const ticks = from.read_number<std::int64_t>();
    if (ticks) to = std::chrono::nanoseconds{*ticks};
    return ticks.has_value();
}
[[nodiscard]] inline bool read_into(json_reader& from, timestamp& to) {
    auto const text = from.read_string();
    auto const time = text ? time_reader{}.read(*text) : std::nullopt;
    if (time) to = *time;
    return time.has_value();
}
template <class T>
[[nodiscard]] bool read_into(json_reader& from, std::optional<T>& to) {
    if (from.read_null()) return to.reset(), true;
    return read_into(from, to.emplace());
}
[[nodiscard]] inline bool read_into(json_reader& from, std::pair<std::string, std::string>& to) {
    return from.begin_array() && from.next_element() && read_into(from, to.first) && from.next_element() &&
           read_into(from, to.second) && !from.next_element() && !from.failed();
}
template <class T>
[[nodiscard]] bool read_into(json_reader& from, std::vector<T>& to) {
    if (!from.begin_array()) return false;
    to.clear();
    bool good = true;
    while (good && from.next_element()) good = read_into(from, to.emplace_back());
    return good && !from.failed();
}

/// From behind the opening brace to the closing one. What is not known is passed over.
[[nodiscard]] inline bool read_experiment_members(json_reader& from, experiment_info& to) {
    bool good = true;
    while (auto const key = good ? from.next_key() : std::nullopt) {
        auto const is = [&](std::string_view name) { return *key == name; };
        if (is("id")) good = read_into(from, to.id);
        else if (is("name")) good = read_into(from, to.about.name);
        else if (is("hypothesis")) good = read_into(from, to.about.hypothesis);
        else if (is("condition")) good = read_into(from, to.about.condition);
        else if (is("tags")) good = read_into(from, to.about.tags);
        else if (is("metadata")) good = read_into(from, to.about.metadata);
        else if (is("sample_size")) good = read_into(from, to.about.sample_size);
        else if (is("stop_at_sample_size")) good = read_into(from, to.about.stop_at_sample_size);
        else if (is("sample_size_reached")) good = read_into(from, to.sample_size_reached);
        else if (is("started")) good = read_into(from, to.started);
        else if (is("paused")) good = read_into(from, to.paused);
        else if (is("stopped")) good = read_into(from, to.stopped);
        else if (is("pause_count")) good = read_into(from, to.pause_count);
        else if (is("wall")) good = read_into(from, to.wall);
        else if (is("pausing")) good = read_into(from, to.pausing);
        else if (is("active")) good = read_into(from, to.active);
    }
    return good && !from.failed();
}
/// The same of a line that holds nothing else.
[[nodiscard]] inline bool read_experiment(json_reader& from, experiment_info& to) {
    return read_experiment_members(from, to) && from.at_end();
}

[[nodiscard]] inline bool read_dropped(json_reader& from, account& to) {
    bool good = from.begin_object();
    while (auto const key = good ? from.next_key() : std::nullopt) {
        auto const reason = from_text<drop_reason>(*key);
        good = reason && read_into(from, to.dropped_for[static_cast<std::size_t>(*reason)]);
    }
    return good && !from.failed();
}

/// A ledger and the names of the events in it that the program does not know.
struct archived_ledger {
    ledger counted{};
    std::shared_ptr<std::deque<std::string>> names = std::make_shared<std::deque<std::string>>();
};

/// `name_of(text)`: the event's own name, or an empty one.
template <class NameOf>
[[nodiscard]] bool read_account(json_reader& from, archived_ledger& to, NameOf name_of) {
    ledger::entry& entry = to.counted.events.emplace_back();
    bool good = from.begin_object();
    while (auto const key = good ? from.next_key() : std::nullopt) {
        if (*key == "recorded") good = read_into(from, entry.of.recorded);
        else if (*key == "sampled_out") good = read_into(from, entry.of.sampled_out);
        else if (*key == "dropped") good = read_dropped(from, entry.of);
        if (*key != "event") continue;
        auto const name = from.read_string();
        good = name.has_value();
        if (good) entry.event = name_of(*name);
        if (good && entry.event.empty()) entry.event = to.names->emplace_back(*name);
    }
    return good && !from.failed();
}

template <class NameOf>
[[nodiscard]] bool read_ledger(json_reader& from, archived_ledger& to, NameOf name_of) {
    bool good = true;
    while (auto const key = good ? from.next_key() : std::nullopt) {
        if (*key == "emitted") good = read_into(from, to.counted.emitted);
        else if (*key == "in_flight") good = read_into(from, to.counted.in_flight);
        if (*key != "events") continue;
        good = from.begin_array();
        while (good && from.next_element()) good = read_account(from, to, name_of);
    }
    return good && from.at_end();
}

} // namespace crucible::telemetry::detail
