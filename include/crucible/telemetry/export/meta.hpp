// SPDX-License-Identifier: MIT
#pragma once
// What a file of rows needs to explain itself: units in the names of columns, and beside the file a meta file,
// `run.csv.meta.json`, of the runs and events whose rows it holds.

#include <crucible/telemetry/export/detail/schema_text.hpp>

#include <span>

namespace crucible::telemetry {

/// How the names of columns tell units.
enum class unit_style : unsigned char {
    suffix,   ///< `duration_ns`: a name in every language
    brackets, ///< `duration [ns]`: for people and spreadsheets; the UCUM symbol
    none,     ///< `duration`
};

namespace detail {

constexpr bool is_word_character(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// Lower-case words with `_` between them.
[[nodiscard]] inline std::string as_identifier(std::string_view words) {
    std::string text;
    for (char c : words) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (is_word_character(c)) text += c;
        else if (!text.empty() && text.back() != '_') text += '_';
    }
    if (!text.empty() && text.back() == '_') text.pop_back();
    return text;
}

/// `ns`; of symbols that are no words the name, `bytes`, `degrees_celsius`; empty for what is only counted: `1`,
/// `{token}`.
[[nodiscard]] inline std::string suffix_of(unit_text const& of) {
    bool const annotation = of.symbol.starts_with('{') && of.symbol.find('}') + 1 == of.symbol.size();
    if (of.symbol.empty() || of.symbol == "1" || annotation) return {};
    bool word = true;
    for (char const c : of.symbol) word = word && is_word_character(c);
    std::string const named = as_identifier(word ? of.symbol : of.name);
    return named.empty() ? as_identifier(of.symbol) : named;
}

/// The name of a measurement's column.
[[nodiscard]] inline std::string column_name(measurement_schema const& of, unit_style style) {
    std::string name{of.name};
    if (style == unit_style::none) return name;
    unit_text const in = unit_of(of);
    if (style == unit_style::brackets)
        return in.symbol.empty() || in.symbol == "1" ? name : name.append(" [").append(in.symbol).append("]");
    std::string const suffix = suffix_of(in);
    bool const told = suffix.empty() || name == suffix || name.ends_with("_" + suffix);
    return told ? name : name.append("_").append(suffix);
}

inline constexpr std::string_view meta_head = R"({"type":"meta","format":"crucible_telemetry","version":1,"file":)";

/// The meta file of rows that stand in `path`. One run and one event a line, as archives have them.
[[nodiscard]] inline std::string meta_text(std::string_view path, std::span<run_info const> runs,
                                           std::span<event_schema const* const> events, unit_style style) {
    std::string text{meta_head};
    text.append(json_quoted(path.substr(path.rfind('/') + 1))).append(",\n\"runs\":[");
    for (run_info const& each : runs)
        text.append(&each == runs.data() ? "\n" : ",\n").append(json_of_run(each).text());
    text.append("],\n\"events\":[");
    for (event_schema const* const event : events) {
        std::string measurements{"["};
        for (measurement_schema const& m : event->measurements)
            measurements.append(measurements.size() == 1 ? "" : ",")
                .append(json_of_measurement(m, column_name(m, style), {}));
        text.append(event == events.front() ? "\n" : ",\n")
            .append(json_of_event(*event, nullptr, measurements.append("]")));
    }
    return text.append("]}\n");
}

} // namespace detail
} // namespace crucible::telemetry
