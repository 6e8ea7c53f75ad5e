// SPDX-License-Identifier: MIT
#pragma once
// CSV (RFC 4180): one wide file of all events, whose columns are time, event, thread and the union of what is measured;
// or one file per event. Absent is an empty cell, empty text is `""`; NaN, Infinity and -Infinity by these names.

#include <crucible/telemetry/core/detail/compiled.hpp>
#include <crucible/telemetry/core/detail/smaller.hpp>
#include <crucible/telemetry/export/row_file.hpp>
#include <crucible/telemetry/export/write_value.hpp>

#include <utility>

namespace crucible::telemetry {

enum class layout : unsigned char {
    wide,      ///< one file
    per_event, ///< a folder of files, `<event>.csv`
};

enum class line_end : unsigned char {
    crlf, ///< what RFC 4180 asks for
    lf,   ///< what cut and awk like
};

struct csv_options {
    telemetry::layout layout = telemetry::layout::wide;
    telemetry::line_end line_end = telemetry::line_end::crlf;
    telemetry::identity identity = telemetry::identity::none;
    /// Puts `'` before text that a spreadsheet could take for a formula, and before text that begins with `'`, so that
    /// taking the first `'` of a cell away gives the text back. Never touches numbers.
    bool formula_guard = false;
    unit_style units = unit_style::suffix;
    bool meta = true; ///< `NAME.meta.json` beside each file says of which run and events its rows are
};

namespace detail {

struct csv_escape {
    static constexpr std::size_t growth = 3; // one bad byte becomes U+FFFD

    static constexpr bool plain(unsigned char c) noexcept { return c != '"'; }
    static constexpr char* character(char* to, unsigned char) noexcept { return append(to, "\"\""); }
    static constexpr char* sequence(char* to, std::string_view sequence) noexcept { return append(to, sequence); }
};

/// Empty text too, so that it differs from an absent one; and outer spaces, which some readers strip.
[[nodiscard]] constexpr bool needs_quotes(std::string_view text) noexcept {
    return text.empty() || text.front() == ' ' || text.back() == ' ' ||
           text.find_first_of(",\"\r\n") != std::string_view::npos;
}

/// Whether spreadsheets could run it (OWASP, "CSV injection", full-width characters included), or it begins like a
/// text that was guarded.
[[nodiscard]] constexpr bool needs_guard(std::string_view text) noexcept {
    if (text.empty()) return false;
    if (std::string_view("=+-@\t\r\n'").find(text.front()) != std::string_view::npos) return true;
    return text.starts_with("\uFF1D") || text.starts_with("\uFF0B") || text.starts_with("\uFF0D") ||
           text.starts_with("\uFF20");
}

struct csv_format {
    bool guard;

    template <class Out>
    [[nodiscard]] char* text(Out& out, char* to, std::string_view text) const noexcept {
        bool const quotes = needs_quotes(text);
        if (quotes) *to++ = '"';
        if (guard && needs_guard(text)) *to++ = '\'';
        to = out.template text<csv_escape>(to, text);
        if (quotes) *to++ = '"';
        return to;
    }
    static char* not_finite(char* to, std::string_view name) noexcept { return append(to, name); }
    static char* missing(char* to) noexcept { return to; }

    /// A cell that is written once per file.
    [[nodiscard]] std::string cell(std::string_view text) const {
        std::string_view const quote = needs_quotes(text) ? "\"" : "";
        std::string_view const mark = guard && needs_guard(text) ? "'" : "";
        return std::string(quote).append(mark).append(escaped<csv_escape>(text)).append(quote);
    }
};

/// `a1,` or `a1,control,`
[[nodiscard]] inline std::string csv_prefix(run_info const& about, csv_options const& options) {
    csv_format const format{options.formula_guard};
    std::string prefix;
    for_each_identity(about, options.identity,
                      [&](std::string_view, std::string_view value) { prefix.append(format.cell(value)).append(","); });
    return prefix;
}

/// The file's first cells.
[[nodiscard]] inline std::string csv_header(csv_options const& options, bool weighted) {
    std::string header;
    for_each_identity({}, options.identity,
                      [&](std::string_view column, std::string_view) { header.append(column).append(","); });
    header += options.layout == layout::wide ? "time,event,thread" : "time,thread";
    return weighted ? header + ",row_weight" : header;
}

/// `path` as a folder, made when it is not there; throws `error`.
[[nodiscard]] inline std::string csv_folder(std::string const& path) {
    if (::mkdir(path.c_str(), 0777) != 0 && errno != EEXIST) refuse_file(path, errno);
    return path.ends_with('/') ? path : path + '/';
}

using csv_event_writers = event_writers<csv_format, row_file>;

/// How the rows of an event become lines of a table with these columns.
class csv_lines {
public:
    /// In a wide table the event's name is a cell.
    csv_lines(event_schema const& of, csv_event_writers const& writers, dynamic_array<table_column> const& columns,
              csv_options const& options, bool weighted, std::string prefix)
        : weighted_(weighted), prefix_(std::move(prefix)),
          event_(options.layout == layout::wide ? std::string(",").append(of.name).append(",") : std::string(",")),
          longest_(prefix_.size + time_writer::size + event_.size + columns.size() + 48 + writers.longest +
                   padded_text::piece) {
        table_row const row = row_of(of, columns, options.units);
        for (table_cell const& each : row.cells)
            cells_.push_back(cell{each.step, writers.of[each.measurement], of.layout.held[each.measurement]});
        left_ = row.left;
    }

    /// Room for a row, its texts apart.
    [[nodiscard]] std::size_t longest() const { return longest_; }

    void write(row_file& out, csv_format const& format, bool crlf, batch const& rows, std::size_t i) const noexcept {
        char* to = event_.write(out.time(prefix_.write(out.begin_row()), rows.at(i)));
        to = write_number(to, rows.thread(i));
        if (weighted_) *to = ',', to = write_number(to + 1, rows.weight(i));
        std::byte const* const row = rows.row_bytes(i);
        for (cell const& each : cells_) to = each.write(format, out, commas(to, each.step), row + each.held);
        to = commas(to, left_);
        std::memcpy(to, crlf ? "\r\n" : "\n", 2);
        out.end_row(to + (crlf ? 2 : 1));
    }

private:
    /// To the next column of the row's event, over those that it does not have.
    static char* commas(char* to, std::size_t n) noexcept {
        if (n == 1) return *to = ',', to + 1;
        std::memset(to, ',', n);
        return to + n;
    }

    /// In order of columns: how many columns after the one before, how it is written, and where it lies in a row.
    struct cell {
        std::size_t step;
        held_writer<csv_format, row_file> write;
        std::uint32_t held;
    };

    bool weighted_; ///< there is a cell with how many rows each stands for
    padded_text prefix_;
    padded_text event_;
    dynamic_array<cell> cells_{};
    std::size_t left_ = 0; ///< columns after the last cell
    std::size_t longest_;
};

/// A writer of CSV, whatever the events. A template, so that it is compiled only where it is used.
template <class = void>
class basic_csv_rows {
    using event_to_write = std::pair<event_schema const*, csv_event_writers>;

public:
    /// Pre-condition: there is a run at least.
    basic_csv_rows(csv_options const& options, std::string const& path, std::span<run_info const> runs,
                   std::initializer_list<event_to_write> to_write)
        : wide_(options.layout == layout::wide), crlf_(options.line_end == line_end::crlf),
          format_{options.formula_guard}, events_(to_write.size()), target_(path) {
        dynamic_array<event_schema const*> schemas;
        for (auto const& [schema, writers] : to_write) schemas.push_back(schema);
        auto const columns = columns_of({schemas.data(), schemas.size()}, options.units);
        bool weighted = false;
        for (run_info const& each : runs) weighted = weighted || each.weighted;
        dynamic_array<std::size_t> longest(wide_ ? 1 : events_);
        for (run_info const& run : runs) {
            std::size_t event = 0;
            for (auto const& [schema, writers] : to_write) {
                auto const own = wide_ ? columns : columns_of(*schema, columns, options.units);
                lines_.push_back(csv_lines(*schema, writers, own, options, weighted, csv_prefix(run, options)));
                std::size_t& most = longest[wide_ ? 0 : event++];
                most = detail::larger(most, lines_.back().longest());
            }
        }
        std::string const header = csv_header(options, weighted);
        std::span<event_schema const* const> const all{schemas.data(), schemas.size()};
        if (wide_) open(path, options, header, columns, longest[0], runs, all);
        std::string const folder = wide_ ? std::string{} : csv_folder(path);
        for (std::size_t i = 0; !wide_ && i != events_; ++i)
            open(folder + std::string(schemas[i]->name) + ".csv", options, header,
                 columns_of(*schemas[i], columns, options.units), longest[i], runs, all.subspan(i, 1));
    }

    void take(batches const& all) noexcept {
        for (batches::place const& at : all.in_order) write(at.event, all.of[at.event], at.row);
    }

    /// What was written becomes readable in the files that grow beside the targets, `NAME.partial`.
    void tick() noexcept {
        for (row_file& each : files_) (void)each.file().flush();
    }
    /// Puts each file in place, durably; or says what the first failure was. Where a file failed, the old one stands.
    std::error_code close() noexcept {
        return first_failure([](row_file& file) { return file.commit(); });
    }
    /// Puts what there is beside the targets, as `NAME.incomplete`.
    std::error_code keep_incomplete() noexcept {
        return first_failure([](row_file& file) { return file.keep_incomplete(); });
    }
    /// Gives the export up; nothing is left of it.
    void abandon() noexcept {
        for (row_file& each : files_) each.abandon();
    }

    [[nodiscard]] std::string const& target() const noexcept { return target_; }
    [[nodiscard]] std::string partial() const { return wide_ ? files_[0].unfinished() : target_; }
    [[nodiscard]] std::uint64_t written() const noexcept { return add_up(&row_file::written); }
    [[nodiscard]] std::uint64_t flushed() const noexcept { return add_up(&row_file::flushed); }
    [[nodiscard]] std::string why() const {
        for (row_file const& each : files_)
            if (std::string text = each.why(); !text.empty()) return text;
        return {};
    }
    [[nodiscard]] std::uint64_t failed() const noexcept { return add_up(&row_file::failed); }
    /// U+FFFD written for bytes that are no UTF-8.
    [[nodiscard]] std::uint64_t replaced() const noexcept { return add_up(&row_file::replaced); }

protected:
    void write(std::size_t event, batch const& rows, std::size_t i, std::size_t run = 0) noexcept {
        lines_[run * events_ + event].write(files_[wide_ ? 0 : event], format_, crlf_, rows, i);
    }

private:
    template <class End>
    std::error_code first_failure(End end) noexcept {
        std::error_code first;
        for (row_file& each : files_) {
            std::error_code const code = end(each);
            if (code && !first) first = code;
        }
        return first;
    }

    void open(std::string path, csv_options const& options, std::string header,
              dynamic_array<table_column> const& columns, std::size_t longest, std::span<run_info const> runs,
              std::span<event_schema const* const> events) {
        for (table_column const& each : columns) header.append(",").append(format_.cell(each.name));
        files_.push_back(row_file(std::move(path), longest));
        row_file& made = files_.back();
        if (options.meta) made.describe(meta_text(made.file().target(), runs, events, options.units));
        made.file().write(header);
        made.file().write(crlf_ ? "\r\n" : "\n");
    }

    [[nodiscard]] std::uint64_t add_up(std::uint64_t (row_file::*rows)() const noexcept) const noexcept {
        std::uint64_t total = 0;
        for (row_file const& each : files_) total += (each.*rows)();
        return total;
    }

    bool wide_;
    bool crlf_;
    csv_format format_;
    std::size_t events_;
    std::string target_;
    dynamic_array<csv_lines> lines_{};
    dynamic_array<row_file> files_{};
};

using csv_rows = basic_csv_rows<>;
CRUCIBLE_TELEMETRY_COMPILED_ONCE(class basic_csv_rows<>);

} // namespace detail

/// Made by `csv::open`.
template <any_event... Events>
class csv_writer : public detail::csv_rows {
public:
    csv_writer(csv_options const& options, std::string const& path, std::span<run_info const> runs)
        : detail::csv_rows(options, path, runs,
                   {{&schema_of<Events>(),
                     detail::writers_of_event<detail::csv_format, detail::row_file, Events>::value}...}) {
        (detail::check_names<Events>(), ...);
    }

    /// A row of any type of one of the events.
    template <any_row Row>
    void write(Row const& row, std::size_t run = 0) noexcept {
        detail::write_typed<Events...>(row,
                                       [&](std::size_t event, batch const& one) {
                                           detail::csv_rows::write(event, one, 0, run);
                                       });
    }
};

/// `csv{"run.csv"}`, or `csv{"run", {.layout = layout::per_event}}` for a folder of files
struct csv {
    std::string path;
    csv_options options{};

    template <any_event... Events>
    [[nodiscard]] csv_writer<Events...> open(run_info const& about, event_list<Events...>) const {
        return {options, path, {&about, 1}};
    }
    /// One file of several runs, which each row names; `write(row, number of its run)`.
    template <any_event... Events>
    [[nodiscard]] csv_writer<Events...> open_runs(std::span<run_info const> runs, event_list<Events...>) const {
        csv_options named = options;
        named.identity = identity::all;
        return {named, path, runs};
    }
};

} // namespace crucible::telemetry
