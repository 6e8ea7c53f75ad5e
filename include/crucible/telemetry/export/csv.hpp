// SPDX-License-Identifier: MIT
#pragma once
// CSV (RFC 4180): one wide file of all events, whose columns are time, event, thread and the union of what is measured;
// or one file per event. Absent is an empty cell, empty text is `""`; NaN, Infinity and -Infinity by these names.

#include <crucible/telemetry/export/detail/columns.hpp>
#include <crucible/telemetry/export/row_file.hpp>
#include <crucible/telemetry/export/write_value.hpp>

#include <utility>
#include <vector>

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

    /// A cell that is written once per file.
    [[nodiscard]] std::string cell(std::string_view text) const {
        std::string_view const quote = needs_quotes(text) ? "\"" : "";
        std::string_view const mark = guard && needs_guard(text) ? "'" : "";
        return std::string(quote).append(mark).append(escaped<csv_escape>(text)).append(quote);
    }
};

template <class Event>
inline constexpr auto& csv_event = joined<",", Event::name_text, ",">;

/// `a1,` or `a1,control,`
[[nodiscard]] inline std::string csv_prefix(run_info const& about, csv_options const& options) {
    csv_format const format{options.formula_guard};
    std::string prefix;
    if (options.identity != identity::none) prefix += format.cell(about.id) + ',';
    if (options.identity == identity::id_and_condition) prefix += format.cell(about.condition) + ',';
    return prefix;
}

/// The file's first cells.
[[nodiscard]] inline std::string csv_header(csv_options const& options) {
    std::string header;
    if (options.identity != identity::none) header += "experiment,";
    if (options.identity == identity::id_and_condition) header += "condition,";
    return header += options.layout == layout::wide ? "time,event,thread" : "time,thread";
}

/// `path` as a folder, made when it is not there; throws `error`.
[[nodiscard]] inline std::string csv_folder(std::string const& path) {
    if (::mkdir(path.c_str(), 0777) != 0 && errno != EEXIST) refuse_file(path, errno);
    return path.ends_with('/') ? path : path + '/';
}

} // namespace detail

/// Made by `csv::open`.
template <any_event... Events>
class csv_writer {
    using table = detail::columns<Events...>;

public:
    csv_writer(csv_options const& options, std::string const& path, run_info const& about)
        : wide_(options.layout == layout::wide), crlf_(options.line_end == line_end::crlf),
          format_{options.formula_guard}, prefix_(detail::csv_prefix(about, options)) {
        (detail::check_names<Events>(), ...);
        std::string const header = detail::csv_header(options);
        if (wide_) {
            open(path, header, table::all.name.data(), table::all.size);
        } else {
            std::string const folder = detail::csv_folder(path);
            files_.reserve(sizeof...(Events));
            (open_one<Events>(folder, header), ...);
        }
    }

    template <exportable_row Row>
    void write(Row const& row) noexcept {
        using event_type = typename Row::event_type;
        constexpr std::size_t place = detail::event_place<event_type, Events...>();
        if constexpr (place == sizeof...(Events))
            (void)detail::event_not_exported<event_named<event_type::name_text>>{};
        else write_row<event_type>(files_[wide_ ? 0 : place], row);
    }

    /// Puts each file in place, durably; or says what the first failure was. Where a file failed, the old one stands.
    std::error_code close() noexcept {
        std::error_code failure;
        for (detail::row_file& each : files_) {
            std::error_code const code = each.file().commit();
            if (code && !failure) failure = code;
        }
        return failure;
    }
    /// Gives the export up; nothing is left of it.
    void abandon() noexcept {
        for (detail::row_file& each : files_) each.file().abandon();
    }

    [[nodiscard]] std::uint64_t written() const noexcept { return add_up(&detail::row_file::written); }
    /// After the first failure of a file: all of its rows, since it will not be put in place.
    [[nodiscard]] std::uint64_t failed() const noexcept { return add_up(&detail::row_file::failed); }
    /// U+FFFD written for bytes that are no UTF-8.
    [[nodiscard]] std::uint64_t replaced() const noexcept { return add_up(&detail::row_file::replaced); }

private:
    /// Room for a row of `Event`, prefix and texts apart.
    template <class Event>
    static consteval std::size_t longest_row() {
        std::size_t size = detail::time_text::size + detail::csv_event<Event>.size() + table::all.size + 16;
        detail::schema<Event>::walk([&]<class Entry>(auto const&) { size += detail::longest_value<Entry>(); });
        return size;
    }
    static constexpr std::size_t longest = std::max({std::size_t{0}, longest_row<Events>()...});

    template <class Event>
    void open_one(std::string const& folder, std::string const& header) {
        std::array<std::string_view, Event::size> names{};
        for (std::size_t i = 0; i != names.size(); ++i)
            names[i] = Event::measurement_names[table::template row_of<Event>.cells[i].measurement];
        open(folder + std::string(Event::name) + ".csv", header, names.data(), names.size());
    }

    void open(std::string path, std::string header, std::string_view const* names, std::size_t columns) {
        for (std::size_t i = 0; i != columns; ++i) header.append(",").append(names[i]);
        files_.emplace_back(std::move(path), prefix_.size() + longest);
        files_.back().file().write(header);
        files_.back().file().write(crlf_ ? "\r\n" : "\n");
    }

    template <class Event, class Row>
    void write_row(detail::row_file& out, Row const& row) noexcept {
        constexpr auto& event = detail::csv_event<Event>;
        char* to = out.begin_row();
        std::memcpy(to, prefix_.data(), prefix_.size());
        to = out.time(to + prefix_.size(), row.at);
        (void)detail::write_constant(to, event);
        to = detail::write_number(to + (wide_ ? event.size() : 1), static_cast<std::uint32_t>(row.thread));
        to = write_cells<Event>(out, row, to, std::make_index_sequence<Event::size>{});
        std::memcpy(to, crlf_ ? "\r\n" : "\n", 2);
        out.end_row(to + (crlf_ ? 2 : 1));
    }

    template <class Event, class Row, std::size_t... Cells>
    char* write_cells(detail::row_file& out, Row const& row, char* to, std::index_sequence<Cells...>) noexcept {
        ((to = write_cell<Event, table::template row_of<Event>.cells[Cells]>(out, row, to)), ...);
        return commas<table::template row_of<Event>.left>(to, 0);
    }

    template <class Event, auto Cell, class Row>
    char* write_cell(detail::row_file& out, Row const& row, char* to) noexcept {
        using entry = typename detail::schema<Event>::template entry_at<Cell.measurement>;
        to = commas<Cell.step>(to, 1);
        auto const& value = row[typename entry::type{}];
        if constexpr (!entry::optional) return detail::write_value(format_, out, to, value);
        else return value ? detail::write_value(format_, out, to, *value) : to;
    }

    /// To the next column of the row's event: in a wide file, over those that it does not have.
    template <std::size_t Wide>
    char* commas(char* to, std::size_t narrow) const noexcept {
        std::memset(to, ',', Wide);
        return to + (wide_ ? Wide : narrow);
    }

    std::uint64_t add_up(std::uint64_t (detail::row_file::*rows)() const noexcept) const noexcept {
        std::uint64_t total = 0;
        for (detail::row_file const& each : files_) total += (each.*rows)();
        return total;
    }

    bool wide_;
    bool crlf_;
    detail::csv_format format_;
    std::string prefix_;
    std::vector<detail::row_file> files_{};
};

/// `csv{"run.csv"}`, or `csv{"run", {.layout = layout::per_event}}` for a folder of files
struct csv {
    std::string path;
    csv_options options{};

    template <any_event... Events>
    [[nodiscard]] csv_writer<Events...> open(run_info const& about, event_list<Events...>) const {
        return {options, path, about};
    }
};

} // namespace crucible::telemetry
