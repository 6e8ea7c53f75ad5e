// SPDX-License-Identifier: MIT
#pragma once
// Reading meta files: of which runs and events the rows are that stand in a CSV or JSONL file.

#include <crucible/telemetry/archive/detail/archive_lines.hpp>
#include <crucible/telemetry/core/error.hpp>
#include <crucible/telemetry/file/described_file.hpp>
#include <crucible/telemetry/file/lines.hpp>

#include <cstdlib>

namespace crucible::telemetry {

/// What a meta file says.
struct file_meta {
    std::vector<experiment_info> runs{}; ///< as they were when they began: id, what they are about, when
    std::vector<detail::event_text> events{}; ///< by name, and each of their measurements: column, kind, type, unit, help
};

/// Where the meta file of a file is, links followed: `run.csv.meta.json`, or of what is not complete
/// `run.csv.meta.json.partial`.
[[nodiscard]] inline std::string meta_path(std::string const& path) {
    std::string of = path;
    if (char* const real = ::realpath(path.c_str(), nullptr)) {
        of = real;
        std::free(real);
    }
    std::size_t end = of.find_last_not_of("0123456789"); // of NAME.incomplete.2
    if (end == std::string::npos || end + 1 == of.size() || of[end] != '.') end = of.size();
    for (std::string_view const ending : {detail::partial_names::partial, detail::partial_names::incomplete})
        if (std::string_view(of).substr(0, end).ends_with(ending))
            return of.insert(end - ending.size(), meta_ending);
    return of.append(meta_ending);
}

namespace detail {

[[nodiscard]] inline bool parse_meta(json_reader& from, file_meta& to) {
    if (!from.begin_object()) return false;
    bool good = true, known = false;
    while (auto const key = good ? from.next_key() : std::nullopt) {
        bool const runs = *key == "runs", events = *key == "events";
        if (*key == "type") {
            auto const type = from.read_string();
            known = good = type && *type == "meta";
        }
        if (!runs && !events) continue;
        good = from.begin_array();
        while (good && from.next_element())
            good = from.begin_object() && (runs ? read_experiment_members(from, to.runs.emplace_back())
                                                : read_event_members(from, to.events.emplace_back()));
    }
    return good && known && from.at_end();
}

/// Throws `error`.
[[nodiscard]] inline std::string content_of(std::string const& path) {
    line_file file{path, std::size_t{64} << 20};
    std::string text;
    while (file.refill())
        while (file.next()) text.append(file.line()).append("\n");
    return text;
}

} // namespace detail

/// What stands beside a file of rows; nothing where there is no meta file. Throws `error` when it cannot be read.
[[nodiscard]] inline std::optional<file_meta> read_meta(std::string const& path_of_rows) {
    std::string const path = meta_path(path_of_rows);
    if (::access(path.c_str(), F_OK) != 0) return std::nullopt;
    std::string const text = detail::content_of(path);
    json_reader reader{text};
    file_meta meta;
    if (detail::parse_meta(reader, meta)) return meta;
    std::string what = "'" + path + "' is no meta file of crucible_telemetry, or a damaged one";
    if (reader.failed()) what.append(": ").append(reader.reason());
    throw error(std::make_error_code(std::errc::bad_message),
                what.append("; remove it, or read with .meta = false, to read the rows without it"));
}

} // namespace crucible::telemetry
