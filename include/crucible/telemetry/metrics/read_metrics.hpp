// SPDX-License-Identifier: MIT
#pragma once
// Reads a file of recorded metrics, line by line: `read_metrics("metrics.jsonl", "run-1")`. No writer is needed, and
// others may append meanwhile.

#include <crucible/telemetry/file/lines.hpp>
#include <crucible/telemetry/metrics/adapter.hpp>
#include <crucible/telemetry/metrics/detail/line.hpp>

#include <concepts>
#include <sys/stat.h>

namespace crucible::telemetry {

struct metric_read_options {
    telemetry::on_broken on_broken = telemetry::on_broken::skip; ///< a torn tail is not broken
    ill_formed on_ill_formed = ill_formed::replace;              ///< what becomes of bytes that are no UTF-8
    std::size_t notes = 100;                                     ///< faults that are kept in words; all are counted
    std::size_t longest_line = std::size_t{64} << 20;            ///< bytes; a longer line is broken
};

namespace detail {

[[nodiscard]] inline bool is_missing(std::string const& path) noexcept {
    struct stat found {};
    return ::stat(path.c_str(), &found) != 0 && errno == ENOENT;
}

inline void note_line(metric_report& report, metric_read_options const& options, import_note note) {
    if (report.notes.size() < options.notes) report.notes.push_back(std::move(note));
}

/// Throws `error`, or counts and notes it.
inline void broken_line(line_file const& file, metric_report& report, metric_read_options const& options,
                        std::size_t position, std::string_view what) {
    if (options.on_broken == on_broken::refuse)
        throw error(std::make_error_code(std::errc::bad_message),
                    std::string("'").append(file.path()).append("', line ").append(std::to_string(file.number()))
                        .append(", column ").append(std::to_string(position + 1)).append(": ").append(what)
                        .append("; read with .on_broken = ct::on_broken::skip to leave out what is broken"));
    ++report.broken;
    note_line(report, options, {file.number(), position + 1, std::string(what)});
}

inline bool is_blank_line(std::string_view line) noexcept {
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

} // namespace detail

/// Calls `visit(metric_point const&)` with each point of a file, of all runs, in order; the point changes with the next
/// one. A file that is missing has none. Throws `error` when it cannot be read, or has a broken line and that was to be
/// refused.
template <std::invocable<metric_point const&> Visit>
metric_report visit_metrics(std::string const& path, Visit visit, metric_read_options const& options = {}) {
    metric_report report;
    if (detail::is_missing(path)) return report;
    line_file file{path, options.longest_line};
    detail::metric_line_reader reader{options.on_ill_formed};
    while (file.refill()) {
        while (file.next()) {
            if (!file.overlong() && detail::is_blank_line(file.line())) continue;
            ++report.lines;
            std::string_view const wrong = file.overlong() ? "the line is too long" : reader.read(file.line());
            if (wrong.empty()) {
                visit(reader.point());
            } else if (file.terminated()) {
                detail::broken_line(file, report, options, reader.position(), wrong);
            } else {
                report.torn_tail = true;
                detail::note_line(report, options, {file.number(), reader.position() + 1, "the last line is torn"});
            }
        }
    }
    report.replaced = reader.replaced();
    return report;
}

/// The points of one run, in the order in which they stand there. Throws as `visit_metrics` does.
[[nodiscard]] inline metric_history read_metrics(std::string const& path, std::string_view run,
                                                 metric_read_options const& options = {}) {
    metric_history history;
    std::uint64_t others = 0;
    auto const keep = [&](metric_point const& point) {
        if (point.run == run) history.points.push_back(point);
        else ++others;
    };
    history.report = visit_metrics(path, keep, options);
    history.report.other_runs = others;
    return history;
}

} // namespace crucible::telemetry
