// SPDX-License-Identifier: MIT
#pragma once
// JSON Lines back into typed rows: what export/jsonl.hpp wrote, and what others write like it.

#include <crucible/telemetry/archive/detail/row_importer.hpp>
#include <crucible/telemetry/archive/detail/row_reader.hpp>
#include <crucible/telemetry/archive/read_meta.hpp>
#include <crucible/telemetry/file/lines.hpp>

#include <algorithm>

namespace crucible::telemetry {

/// `auto const [run, report] = read_jsonl<epoch_stop, request_stop>("run.jsonl");`
template <any_event... Events>
struct imported {
    recording<Events...> run;
    import_report report;
};

namespace detail {

inline constexpr char const* too_long = "the line is longer than .longest_line allows";

[[nodiscard]] inline bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

/// `take(line)` for each line, `leave_out()` for one that is too long; `flush()` before the lines so far go.
template <class Take, class LeaveOut, class Flush>
void read_all_lines(line_file& file, import_account& account, Take take, LeaveOut leave_out, Flush flush) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    while (file.refill()) {
        while (file.next()) {
            account.report.lines = file.number();
            std::string_view line = file.line();
            if (file.number() == 1 && line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
            if (file.overlong()) leave_out();
            else take(line);
        }
        flush();
    }
}

/// The same for each line that is not blank.
template <class Take, class Flush>
void read_lines(line_file& file, import_account& account, Take take, Flush flush) {
    auto const take_text = [&](std::string_view line) {
        if (!is_blank(line)) take(line);
    };
    read_all_lines(file, account, take_text, [&] { account.broken(0, too_long); }, flush);
}

/// What the meta file says, if it is wanted and there is one.
[[nodiscard]] inline file_meta meta_of(std::string const& path, import_account& account) {
    if (!account.options().meta) return {};
    try {
        return read_meta(path).value_or(file_meta{});
    } catch (error const& e) {
        if (!account.skips()) throw;
        account.fault(0, e.what());
        return {};
    }
}

/// Throws `error` when rows of the event were written in other units than they would be read in. A mistake of the
/// program: never skipped. `told(m)`: the rows tell the unit of the m-th measurement themselves.
template <class Event, class Told>
void check_units(file_meta const& meta, import_account const& account, Told told) {
    for (event_text const& then : meta.events) {
        if (then.name != Event::name) continue;
        for (measurement_schema const& m : schema_of<Event>().measurements) {
            if (told(static_cast<std::size_t>(&m - schema_of<Event>().measurements.data()))) continue;
            measurement_text const here = describe_measurement(m);
            measurement_text const* const there = then.find(m.name);
            if (there == nullptr || there->unit == here.unit) continue;
            account.refuse(account.quoted(here.name) + " of event " + account.quoted(then.name) + " in " +
                           account.quoted(account.path()) + " is " + there->in_words() + ", but here it is " +
                           here.in_words() + "; read it with the event as it was, or with .meta = false");
        }
    }
}

/// Of the experiment whose rows they are, where the meta file tells which that is.
[[nodiscard]] inline experiment_info const* run_of(file_meta const& meta, std::string_view id) {
    for (experiment_info const& each : meta.runs)
        if (each.id == id) return &each;
    return id.empty() && meta.runs.size() == 1 ? meta.runs.data() : nullptr;
}

/// What rows tell of their experiment: its id where they have one in common, when it began and ended; the rest from the
/// meta file.
template <class Recording, class Rows>
experiment_info describe_rows(Recording const& run, import_report const& report, Rows const& rows,
                              file_meta const& meta) {
    experiment_info info;
    bool const one = report.experiments.size() == 1;
    if (one) info.id = report.experiments.begin()->first;
    info.about.name = one && !rows.name().empty() ? rows.name() : info.id;
    if (std::string const said = rows.condition(); !said.empty()) info.about.condition = said;
    if (auto const* const known = report.experiments.size() > 1 ? nullptr : run_of(meta, info.id)) {
        info.id = known->id;
        info.about = known->about;
        if (info.about.name.empty()) info.about.name = info.id;
    }
    timestamp earliest = timestamp::max();
    timestamp latest = timestamp::min();
    std::apply([&](auto const&... some) {
        ((some.empty() ? void() : void((earliest = std::min(earliest, some.front().at),
                                        latest = std::max(latest, some.back().at)))), ...);
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
    file_meta const meta = meta_of(path, account);
    (check_units<Events>(meta, account, [](std::size_t) { return false; }), ...);
    line_file file(std::move(path), options.longest_line);
    imported<Events...> result{recording<Events...>{{}, {.labels = options.labels}}, {}};
    row_importer<row_reader, Events...> rows(account);
    rows.into(result.run);
    read_lines(file, account, [&](std::string_view line) { rows.take(line); }, [&] { rows.flush(); });
    rows.finish();
    result.report = std::move(account.report);
    result.run.describe(describe_rows(result.run, result.report, rows, meta));
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
