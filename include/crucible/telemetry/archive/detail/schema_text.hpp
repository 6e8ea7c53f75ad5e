// SPDX-License-Identifier: MIT
#pragma once
// An event's schema as it stands in an archive, and whether the event that reads it is still the same.

#include <crucible/telemetry/archive/enumerators.hpp>
#include <crucible/telemetry/export/detail/schema_text.hpp>
#include <crucible/telemetry/text/json_reader.hpp>
#include <crucible/telemetry/schema/walk.hpp>

#include <vector>

namespace crucible::telemetry::detail {

template <any_event Event>
[[nodiscard]] std::vector<measurement_text> describe_measurements() {
    std::vector<measurement_text> all;
    for (measurement_schema const& each : schema_of<Event>().measurements) all.push_back(describe_measurement(each));
    std::size_t i = 0;
    walk<Event>([&]<class Entry>(auto const&) {
        using value = typename Entry::type::value_type;
        measurement_text& text = all[i++];
        if constexpr (std::is_enum_v<value>)
            for (value const each : enumerators<value>) text.labels.emplace_back(to_text(each));
    });
    return all;
}

/// The line of an event in an archive.
template <any_event Event>
[[nodiscard]] std::string schema_line(std::uint64_t rows) {
    return json_of_event(Event::name, schema_hash<Event>, &rows, describe_measurements<Event>());
}

[[nodiscard]] inline bool read_text(json_reader& from, std::string& to) {
    auto const text = from.read_string();
    if (text) to.assign(*text);
    return text.has_value();
}

[[nodiscard]] inline bool read_flag(json_reader& from, bool& to) {
    auto const flag = from.read_bool();
    to = flag.value_or(false);
    return flag.has_value();
}

[[nodiscard]] inline bool read_measurement(json_reader& from, measurement_text& to) {
    bool good = from.begin_object();
    while (auto const key = good ? from.next_key() : std::nullopt) {
        if (*key == "name") good = read_text(from, to.name);
        else if (*key == "kind") good = read_text(from, to.kind);
        else if (*key == "type") good = read_text(from, to.type);
        else if (*key == "unit") good = read_text(from, to.unit);
        else if (*key == "tick") good = read_text(from, to.tick);
        else if (*key == "column") good = read_text(from, to.column);
        else if (*key == "help") good = read_text(from, to.help);
        else if (*key == "optional") good = read_flag(from, to.optional);
    }
    return good && !from.failed() && !to.name.empty();
}

/// From behind the opening brace to the closing one.
[[nodiscard]] inline bool read_event_members(json_reader& from, event_text& to) {
    bool good = true;
    while (auto const key = good ? from.next_key() : std::nullopt) {
        if (*key == "name") good = read_text(from, to.name);
        if (*key != "measurements") continue;
        good = from.begin_array();
        while (good && from.next_element()) good = read_measurement(from, to.measurements.emplace_back());
    }
    return good && !from.failed() && !to.name.empty();
}
/// The same of a line that holds nothing else.
[[nodiscard]] inline bool read_event(json_reader& from, event_text& to) {
    return read_event_members(from, to) && from.at_end();
}

/// Why rows of an archived event cannot be read as rows of this one; empty when they can.
[[nodiscard]] inline std::string what_differs(event_text const& archived, std::vector<measurement_text> const& here) {
    for (measurement_text const& each : here) {
        measurement_text const* const then = archived.find(each.name);
        if (then != nullptr && !then->means_the_same(each))
            return "'" + each.name + "' of event '" + archived.name + "' was archived as " + then->in_words() +
                   ", but here it is " + each.in_words() + "; read it with the event as it was, or under another name";
        if (then == nullptr && !each.optional)
            return "event '" + archived.name + "' requires '" + each.name +
                   "' here, which the archived rows do not have; declare it ct::optional";
    }
    return {};
}

} // namespace crucible::telemetry::detail
