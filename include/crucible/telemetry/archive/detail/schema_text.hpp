// SPDX-License-Identifier: MIT
#pragma once
// An event's schema as it stands in an archive, and whether the event that reads it is still the same.

#include <crucible/telemetry/archive/enumerators.hpp>
#include <crucible/telemetry/text/json_reader.hpp>
#include <crucible/telemetry/text/json_object.hpp>
#include <crucible/telemetry/schema/walk.hpp>

#include <vector>

namespace crucible::telemetry::detail {

constexpr std::string_view kind_text(kind of) {
    switch (of) {
    case kind::gauge: return "gauge";
    case kind::counter: return "counter";
    case kind::timer: return "timer";
    case kind::index: return "index";
    case kind::flag: return "flag";
    case kind::tag: return "tag";
    case kind::text: return "text";
    }
    return "unknown";
}

/// Of a timer: of its ticks.
template <class T>
consteval std::string_view type_text() {
    if constexpr (duration_value<T>) return type_text<typename T::rep>();
    else if constexpr (std::same_as<T, bool>) return "bool";
    else if constexpr (std::is_enum_v<T>) return "enum";
    else if constexpr (std::same_as<T, double>) return "double";
    else if constexpr (std::same_as<T, float>) return "float";
    else if constexpr (!std::integral<T>) return "string";
    else {
        constexpr bool is_signed = std::is_signed_v<T>;
        if constexpr (sizeof(T) == 1) return is_signed ? "int8" : "uint8";
        else if constexpr (sizeof(T) == 2) return is_signed ? "int16" : "uint16";
        else if constexpr (sizeof(T) == 4) return is_signed ? "int32" : "uint32";
        else return is_signed ? "int64" : "uint64";
    }
}

/// One measurement of an event.
struct measurement_text {
    std::string name{}, kind{}, type{}, unit{};
    std::string tick{}; ///< of a timer, in seconds: `1/1000000000`
    std::vector<std::string> labels{};
    std::string help{};
    bool optional = false;

    /// Help and labels are for people: they may change.
    [[nodiscard]] bool means_the_same(measurement_text const& other) const {
        return kind == other.kind && type == other.type && unit == other.unit && tick == other.tick;
    }
    /// `gauge of double in {nat}`
    [[nodiscard]] std::string in_words() const {
        std::string words = kind + " of " + type;
        if (!tick.empty()) words += " ticks of " + tick + " s";
        return unit.empty() ? words + " without a unit" : words + " in " + unit;
    }
};

/// Once for each type of values, however many measurements have it.
template <class T>
[[nodiscard]] measurement_text describe_measurement(std::string_view name, kind of, unit in, std::string_view help,
                                                    bool optional) {
    measurement_text text{.name = std::string(name),
                          .kind = std::string(kind_text(of)),
                          .type = std::string(type_text<T>()),
                          .unit = std::string(in.symbol),
                          .help = std::string(help),
                          .optional = optional};
    if constexpr (duration_value<T>) text.tick = std::to_string(T::period::num) + "/" + std::to_string(T::period::den);
    if constexpr (std::is_enum_v<T>)
        for (T const value : enumerators<T>) text.labels.emplace_back(to_text(value));
    return text;
}

template <any_event Event>
[[nodiscard]] std::vector<measurement_text> describe_measurements() {
    std::vector<measurement_text> all;
    walk<Event>([&]<class Entry>(auto const& d) {
        using measurement = typename Entry::type;
        all.push_back(describe_measurement<typename measurement::value_type>(measurement::name, measurement::kind_of,
                                                                             d.in, d.help, Entry::optional));
    });
    return all;
}

[[nodiscard]] inline std::string hex_text(std::uint64_t value, std::size_t digits) {
    std::string text(digits, '0');
    for (std::size_t i = digits; i-- != 0; value >>= 4) text[i] = "0123456789abcdef"[value & 15U];
    return text;
}

[[nodiscard]] inline std::string schema_line(std::string_view event, std::uint64_t hash, std::uint64_t rows,
                                             std::vector<measurement_text> const& measurements) {
    auto const describe = [](measurement_text const& each) {
        json_object line;
        line.add("name", each.name).add("kind", each.kind).add("type", each.type).add("unit", each.unit);
        if (!each.tick.empty()) line.add("tick", each.tick);
        if (!each.labels.empty()) line.add_json("labels", json_array(each.labels, json_quoted));
        return line.add("optional", each.optional).add("help", each.help).text();
    };
    return json_object{}
        .add("type", "event")
        .add("name", event)
        .add("schema_hash", hex_text(hash, 16))
        .add("rows", rows)
        .add_json("measurements", json_array(measurements, describe))
        .text();
}

/// The line of an event in an archive.
template <any_event Event>
[[nodiscard]] std::string schema_line(std::uint64_t rows) {
    return schema_line(Event::name, schema_hash<Event>, rows, describe_measurements<Event>());
}

/// An event as an archive describes it.
struct event_text {
    std::string name{};
    std::vector<measurement_text> measurements{};

    [[nodiscard]] measurement_text const* find(std::string_view wanted) const {
        for (measurement_text const& each : measurements)
            if (each.name == wanted) return &each;
        return nullptr;
    }
};

[[nodiscard]] inline bool read_text(json_reader& from, std::string& to) {
    auto const text = from.read_string();
    if (text) to.assign(*text);
    return text.has_value();
}

[[nodiscard]] inline bool read_measurement(json_reader& from, measurement_text& to) {
    bool good = from.begin_object();
    while (auto const key = good ? from.next_key() : std::nullopt) {
        if (*key == "name") good = read_text(from, to.name);
        else if (*key == "kind") good = read_text(from, to.kind);
        else if (*key == "type") good = read_text(from, to.type);
        else if (*key == "unit") good = read_text(from, to.unit);
        else if (*key == "tick") good = read_text(from, to.tick);
    }
    return good && !from.failed() && !to.name.empty();
}

/// From behind the opening brace.
[[nodiscard]] inline bool read_event(json_reader& from, event_text& to) {
    bool good = true;
    while (auto const key = good ? from.next_key() : std::nullopt) {
        if (*key == "name") good = read_text(from, to.name);
        if (*key != "measurements") continue;
        good = from.begin_array();
        while (good && from.next_element()) good = read_measurement(from, to.measurements.emplace_back());
    }
    return good && from.at_end() && !to.name.empty();
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
