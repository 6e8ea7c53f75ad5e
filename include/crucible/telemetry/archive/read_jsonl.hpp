// SPDX-License-Identifier: MIT
#pragma once
// JSON Lines back into typed rows: what export/jsonl.hpp wrote, and what others write like it.

#include <crucible/telemetry/file/lines.hpp>
#include <crucible/telemetry/archive/detail/row_importer.hpp>

#include <algorithm>

namespace crucible::telemetry {

/// `auto const [run, report] = read_jsonl<epoch_stop, request_stop>("run.jsonl");`
template <any_event... Events>
struct imported {
    recording<Events...> run;
    import_report report;
};

namespace detail {

[[nodiscard]] inline bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

/// `take(line)` for each line that is not blank; `flush()` before the lines so far go.
template <class Take, class Flush>
void read_lines(line_file& file, import_account& account, Take take, Flush flush) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    while (file.refill()) {
        while (file.next()) {
            account.report.lines = file.number();
            std::string_view line = file.line();
            if (file.number() == 1 && line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
            if (file.overlong()) account.broken(0, "the line is longer than .longest_line allows");
            else if (!is_blank(line)) take(line);
        }
        flush();
    }
}

/// What rows alone tell of their experiment: its id where they have one in common, when it began and ended.
template <class Recording>
experiment_info describe_rows(Recording const& run, import_report const& report, std::string condition) {
    experiment_info info;
    if (report.experiments.size() == 1) info.id = report.experiments.begin()->first;
    info.about.name = info.id;
    if (!condition.empty()) info.about.condition = std::move(condition);
    timestamp earliest = timestamp::max();
    timestamp latest = timestamp::min();
    std::apply([&](auto const&... rows) {
        ((rows.empty() ? void() : void((earliest = std::min(earliest, rows.front().at),
                                        latest = std::max(latest, rows.back().at)))), ...);
    }, run.all_rows());
    if (earliest > latest) return info;
    info.started = earliest;
    info.stopped = latest;
    info.wall = info.active = length_of(earliest, latest);
    return info;
}

template <class... Events>
imported<Events...> import_jsonl(std::string path, import_options const& options, event_list<Events...>) {
    import_account account(path, options);
    line_file file(std::move(path), options.longest_line);
    imported<Events...> result{recording<Events...>{{}, {.labels = options.labels}}, {}};
    row_importer<Events...> rows(account);
    rows.into(result.run);
    read_lines(file, account, [&](std::string_view line) { rows.take(line); }, [&] { rows.flush(); });
    rows.finish();
    result.report = std::move(account.report);
    result.run.describe(describe_rows(result.run, result.report, rows.reader().condition()));
    return result;
}

} // namespace detail

/// Reads rows of these events: `read_jsonl<epoch_stop, request_stop>(path)`; categories will do, too. Throws `error`
/// when the file cannot be read, or a line is broken and `options` do not say to skip it.
template <auto const&... Given>
[[nodiscard]] auto read_jsonl(std::string path, import_options const& options = {}) {
    return detail::import_jsonl(std::move(path), options,
                                detail::events_of<std::remove_cvref_t<decltype(Given)>...>{});
}

/// `read_jsonl<my_registry>(path)`: types of events, registries, lists, categories, catalogs, any number of them.
template <class... Given>
[[nodiscard]] auto read_jsonl(std::string path, import_options const& options = {}) {
    return detail::import_jsonl(std::move(path), options, detail::events_of<Given...>{});
}

} // namespace crucible::telemetry
