// SPDX-License-Identifier: MIT
#pragma once
// CSV into typed rows by the names of its columns: what export/csv.hpp wrote, and tables of other programs.

#include <crucible/telemetry/archive/detail/csv_row_reader.hpp>
#include <crucible/telemetry/archive/read_jsonl.hpp>

namespace crucible::telemetry {
namespace detail {

/// Lines into records: a cell in quotes may hold ends of lines.
class csv_records {
public:
    csv_records(import_account& account, char separator) : account_(account), splitter_(separator) {}

    /// `take(record)` when the line ends one.
    template <class Take>
    void add(std::string_view line, Take take) {
        if (!open_ && line.find_first_not_of(blanks()) == line.npos) return;
        if (!open_) first_line_ = account_.line();
        bool const goes_on = std::exchange(open_, splitter_.leaves_open(line, open_));
        if (goes_on) line = rest_.append("\n").append(line);
        else if (open_) rest_.assign(line);
        if (open_ && line.size() > account_.options().longest_line) return give_up(unclosed);
        if (open_) return;
        std::uint64_t const last_line = std::exchange(account_.report.lines, first_line_);
        take(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line);
        account_.report.lines = last_line;
    }

    /// A line that is too long; it breaks the record that it belongs to.
    void leave_out() {
        if (open_) give_up(too_long);
        else account_.broken(0, too_long);
    }

    /// At the end of the file.
    void finish() {
        if (open_) give_up(unclosed);
    }

private:
    static constexpr char const* unclosed = "a quote is not closed";

    [[nodiscard]] char const* blanks() const { return splitter_.separator() == '\t' ? " \r" : " \t\r"; }

    void give_up(char const* why) {
        open_ = false;
        (void)splitter_.split(rest_, scratch_);
        scratch_.clear();
        std::uint64_t const last_line = std::exchange(account_.report.lines, first_line_);
        account_.broken(splitter_.at(), std::string(why) + "; the record goes up to line " + std::to_string(last_line));
        account_.report.lines = last_line;
    }

    import_account& account_;
    csv_splitter splitter_;
    text_arena scratch_{};
    std::string rest_{}; ///< of a record that is open
    bool open_ = false;
    std::uint64_t first_line_ = 0;
};

template <class... Events>
imported<Events...> import_csv(std::string path, csv_columns const& columns, import_options const& options,
                               event_list<Events...>) {
    import_account account(path, options);
    file_meta const meta = meta_of(path, account);
    line_file file(std::move(path), options.longest_line);
    imported<Events...> result{recording<Events...>{{}, {.labels = options.labels}}, {}};
    row_importer<csv_row_reader, Events...> rows(account);
    rows.into(result.run);
    csv_records records(account, columns.separator);
    bool begun = false;
    auto const take = [&](std::string_view record) {
        if (std::exchange(begun, true)) return rows.take(record);
        std::array<event_schema const*, sizeof...(Events)> const schemas{&schema_of<Events>()...};
        rows.reader().begin_table(record, columns, schemas);
        std::size_t event = 0;
        (check_units<Events>(meta, account, [&, i = event++](std::size_t m) { return rows.reader().tells_unit(i, m); }),
         ...);
    };
    read_all_lines(file, account, [&](std::string_view line) { records.add(line, take); },
                   [&] { records.leave_out(); }, [&] { rows.flush(); });
    records.finish();
    rows.finish();
    if (!begun) account.refuse(account.quoted(file.path()) + " holds no table: it has no line of names");
    result.report = std::move(account.report);
    result.run.describe(describe_rows(result.run, result.report, rows, meta));
    return result;
}

} // namespace detail

/// Reads rows of these events: `read_csv<step>("log.csv")`; categories will do, too. Throws `error` when the file
/// cannot be read, lacks a column that is needed, or a row is broken and `options` do not say to skip it.
template <auto const&... Given>
[[nodiscard]] auto read_csv(std::string path, csv_columns const& columns = {}, import_options const& options = {}) {
    return detail::import_csv(std::move(path), columns, options,
                              detail::events_of<std::remove_cvref_t<decltype(Given)>...>{});
}

/// `read_csv<my_registry>(path)`: types of events, registries, lists, categories, catalogs, any number of them.
template <class... Given>
[[nodiscard]] auto read_csv(std::string path, csv_columns const& columns = {}, import_options const& options = {}) {
    return detail::import_csv(std::move(path), columns, options, detail::events_of<Given...>{});
}

} // namespace crucible::telemetry
