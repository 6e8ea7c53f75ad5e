// SPDX-License-Identifier: MIT
#pragma once
// An event's schema as it stands in an archive, and whether the event that reads it is still the same.

#include <crucible/telemetry/archive/enumerators.hpp>
#include <crucible/telemetry/export/detail/schema_text.hpp>
#include <crucible/telemetry/text/json_reader.hpp>
#include <crucible/telemetry/schema/walk.hpp>

#include <vector>

namespace crucible::telemetry::detail {

/// One measurement of an event.
struct measurement_text {
    std::string name{}, column{}, kind{}, type{}, unit{};
    std::string tick{}; ///< of a timer, in seconds: `1/1000000000`
    std::string help{};
    bool optional = false;

    /// Help is for people: it may change.
    [[nodiscard]] bool means_the_same(measurement_text const& other) const {
        return kind == other.kind && type == other.type && unit == other.unit && tick == other.tick;
    }
    /// `gauge of double in {nat}`
    [[nodiscard]] std::string in_words() const {
        std::string const words = kind + " of " + type;
        if (!tick.empty()) return words + " ticks of " + tick + " s";
        return unit.empty() ? words + " without a unit" : words + " in " + unit;
    }
};

/// An event as a file describes it.
struct event_text {
    std::string name{};
    std::vector<measurement_text> measurements{};

    [[nodiscard]] measurement_text const* find(std::string_view wanted) const {
        for (measurement_text const& each : measurements)
            if (each.name == wanted) return &each;
        return nullptr;
    }
};

[[nodiscard]] inline measurement_text describe_measurement(measurement_schema const& of) {
    measurement_text text{.name = std::string(of.name),
                          .kind = std::string(kind_text(of.kind_of)),
                          .type = type_text(of),
                          .unit = unit_of(of).symbol,
                          .help = std::string(of.help),
                          .optional = of.optional};
    if (of.value == value_class::duration) text.tick = tick_text(of);
    return text;
}

template <any_event Event>
[[nodiscard]] std::vector<measurement_text> describe_measurements() {
    std::vector<measurement_text> all;
    for (measurement_schema const& each : schema_of<Event>().measurements) all.push_back(describe_measurement(each));
    return all;
}

/// The enumerators of a tag, as a JSON array; empty for values that are none.
template <class Value>
[[nodiscard]] std::string labels_of() {
    if constexpr (!std::is_enum_v<Value>) return {};
    else return json_array(enumerators<Value>, [](Value each) { return json_quoted(to_text(each)); });
}

/// The line of an event in an archive.
template <any_event Event>
[[nodiscard]] std::string schema_line(std::uint64_t rows) {
    event_schema const& of = schema_of<Event>();
    std::string all;
    [[maybe_unused]] measurement_schema const* next = of.measurements.data();
    walk<Event>([&]<class Entry>(auto const&) {
        all += all.empty() ? "" : ",";
        all += json_of_measurement(*next++, {}, labels_of<typename Entry::type::value_type>());
    });
    return json_of_event(of, &rows, "[" + all + "]");
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
