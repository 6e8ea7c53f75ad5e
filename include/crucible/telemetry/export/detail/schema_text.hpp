// SPDX-License-Identifier: MIT
#pragma once
// Runs and schemas of events as JSON: what archives and meta files say of the rows in a file, in the same words.

#include <crucible/telemetry/core/detail/hex_text.hpp>
#include <crucible/telemetry/core/run_info.hpp>
#include <crucible/telemetry/record/event_schema.hpp>
#include <crucible/telemetry/text/json_object.hpp>

#include <cstdint>
#include <string>
#include <string_view>

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
[[nodiscard]] inline std::string type_text(measurement_schema const& of) {
    switch (of.value) {
    case value_class::boolean: return "bool";
    case value_class::enumeration: return "enum";
    case value_class::text: return "string";
    case value_class::floating_point: return of.bytes == sizeof(double) ? "double" : "float";
    case value_class::unsigned_integer: return "uint" + std::to_string(8 * of.bytes);
    case value_class::signed_integer:
    case value_class::duration: break;
    }
    return "int" + std::to_string(8 * of.bytes);
}

/// A unit as its own text.
struct unit_text {
    std::string symbol{}, name{};
};

/// The unit of ticks of `num / den` seconds.
[[nodiscard]] inline unit_text unit_of_ticks(std::int64_t num, std::int64_t den) {
    struct known_unit {
        std::int64_t num, den;
        unit is;
    };
    constexpr known_unit known[]{{1, 1'000'000'000, nanoseconds}, {1, 1'000'000, microseconds},
                                 {1, 1'000, milliseconds},        {1, 1, seconds},
                                 {60, 1, {"min", "minutes"}},     {3'600, 1, {"h", "hours"}},
                                 {86'400, 1, {"d", "days"}}};
    for (known_unit const& each : known)
        if (each.num == num && each.den == den) return {std::string(each.is.symbol), std::string(each.is.name)};
    std::string const fraction = std::to_string(num) + "/" + std::to_string(den);
    return {fraction + ".s", "ticks of " + fraction + " seconds"};
}

/// The unit of values at rest: of a timer that of its ticks, whatever else its descriptor says.
[[nodiscard]] inline unit_text unit_of(measurement_schema const& of) {
    if (of.value == value_class::duration) return unit_of_ticks(of.tick_num, of.tick_den);
    return {std::string(of.in.symbol), std::string(of.in.name)};
}

/// A timer's tick in seconds: `1/1000000000`.
[[nodiscard]] inline std::string tick_text(measurement_schema const& of) {
    return std::to_string(of.tick_num) + "/" + std::to_string(of.tick_den);
}

/// One measurement of an event. `column`: where it stands in the rows; `labels`: a JSON array; both may be empty.
[[nodiscard]] inline std::string json_of_measurement(measurement_schema const& of, std::string_view column,
                                                     std::string_view labels) {
    json_object text;
    text.add("name", of.name);
    if (!column.empty()) text.add("column", column);
    text.add("kind", kind_text(of.kind_of)).add("type", type_text(of)).add("unit", unit_of(of).symbol);
    if (of.value == value_class::duration) text.add("tick", tick_text(of));
    if (!labels.empty()) text.add_json("labels", labels);
    return text.add("optional", of.optional).add("help", of.help).text();
}

/// An event's schema; `rows`: how many there are of it, where that is known; `measurements`: a JSON array.
[[nodiscard]] inline std::string json_of_event(event_schema const& of, std::uint64_t const* rows,
                                               std::string_view measurements) {
    json_object text;
    text.add("type", "event").add("name", of.name).add("schema_hash", hex_text(of.hash, 16));
    if (rows != nullptr) text.add("rows", *rows);
    return text.add_json("measurements", measurements).text();
}

/// The beginning of an experiment's description: who it is.
[[nodiscard]] inline json_object json_of_run(run_info const& about) {
    auto const pair = [](auto const& each) {
        return "[" + json_quoted(each.first) + "," + json_quoted(each.second) + "]";
    };
    json_object text;
    text.add("type", "experiment")
        .add("id", about.id)
        .add("name", about.name)
        .add("hypothesis", about.hypothesis)
        .add("condition", about.condition)
        .add_json("tags", json_array(about.tags, json_quoted))
        .add_json("metadata", json_array(about.metadata, pair))
        .add("sample_size", about.sample_size)
        .add("started", about.started);
    return text;
}

} // namespace crucible::telemetry::detail
