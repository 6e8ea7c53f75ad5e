// SPDX-License-Identifier: MIT
#pragma once
// What was found in a file that was read, and what became of the lines that are not as they should be.

#include <crucible/telemetry/text/json_text.hpp>
#include <crucible/telemetry/core/error.hpp>

#include <map>
#include <vector>

namespace crucible::telemetry {

/// What becomes of a line that gives no whole row: no JSON, no event or time, a measurement that is lacking though it
/// is required, or whose value is of another type.
enum class on_broken : unsigned char {
    refuse, ///< reading throws `error`: file, line, column, reason
    skip,   ///< it is counted and noted; where only an optional measurement is ill typed, the row is kept without it
};

struct import_options {
    telemetry::on_broken on_broken = telemetry::on_broken::refuse;
    ill_formed on_ill_formed = ill_formed::replace; ///< what becomes of bytes that are no UTF-8
    std::string experiment{};                       ///< id of the one whose rows are wanted; empty: all rows
    std::size_t notes = 10;                         ///< faults that are kept in words; all are counted
    std::size_t longest_line = std::size_t{256} << 20; ///< bytes; a longer line is broken
    std::size_t labels = 65'536;                       ///< different texts that a tag may have
    bool meta = true; ///< of JSON Lines: `NAME.meta.json` is read too, where there is one, and units are compared
};

/// One thing that is wrong.
struct import_note {
    std::uint64_t line = 0;   ///< from 1
    std::uint64_t column = 0; ///< byte in the line, from 1
    std::string what{};
};

/// Counts by name. Of many names the first 2,000 are told apart, the others are counted as "(overflow)".
using counts_by_name = std::map<std::string, std::uint64_t, std::less<>>;

struct import_report {
    std::uint64_t lines = 0;
    std::uint64_t rows = 0;           ///< that were read
    std::uint64_t broken = 0;         ///< lines that were skipped because something is wrong
    std::uint64_t replaced = 0;       ///< U+FFFD put in place of what is no UTF-8
    std::uint64_t overflowed = 0;     ///< values kept as "(overflow)", because their tag has too many different texts
    std::uint64_t out_of_order = 0;   ///< rows that came after later ones of their event
    bool intact = true;               ///< of an archive: it ends with its end mark, which agrees with the rest
    std::uint64_t left_out = 0;       ///< rows of other experiments than the one that was asked for
    counts_by_name rows_of{};         ///< event: rows read
    counts_by_name experiments{};     ///< id: rows read
    counts_by_name unknown_events{};  ///< event: rows that were not read because nobody asked for it
    counts_by_name unknown_fields{};  ///< event.field: values that were not read, likewise
    counts_by_name missing{};         ///< event.field: rows without a measurement that the event requires
    counts_by_name ill_typed{};       ///< event.field: values that the measurement cannot hold
    counts_by_name unknown_labels{};  ///< event.field: texts without an enumerator, read as the one that is named other
    std::vector<import_note> notes{}; ///< the first faults
};

namespace detail {

inline void count_name(counts_by_name& counts, std::string_view name, std::uint64_t n = 1) {
    constexpr std::size_t most_names = 2'000;
    auto found = counts.find(name);
    if (found == counts.end() && counts.size() >= most_names) found = counts.try_emplace("(overflow)").first;
    if (found == counts.end()) found = counts.try_emplace(std::string(name)).first;
    found->second += n;
}

inline std::string dotted(std::string_view event, std::string_view field) {
    return std::string(event).append(".").append(field);
}

/// Keeps the report of one reading, and refuses what is broken where that was asked for.
class import_account {
public:
    import_account(std::string path, import_options const& options) : path_(std::move(path)), options_(options) {}

    import_report report{};

    [[nodiscard]] import_options const& options() const { return options_; }
    [[nodiscard]] bool skips() const { return options_.on_broken == on_broken::skip; }
    [[nodiscard]] std::uint64_t line() const { return report.lines; }

    /// Whether rows of this experiment are asked for; others are counted.
    [[nodiscard]] bool wants(std::string_view experiment) {
        bool const wanted = options_.experiment.empty() || experiment == options_.experiment;
        report.left_out += wanted ? 0 : 1;
        return wanted;
    }

    /// Something is wrong `position` bytes into the line. Throws `error`, or notes it.
    void fault(std::size_t position, std::string what) {
        if (!skips())
            refuse(place(position).append(what).append(
                "; read with .on_broken = ct::on_broken::skip to leave out what is broken"));
        if (report.notes.size() < options_.notes) report.notes.push_back({line(), position + 1, std::move(what)});
    }

    /// The same, and the line gives no row.
    bool broken(std::size_t position, std::string what) {
        fault(position, std::move(what));
        ++report.broken;
        return false;
    }

    void ill_typed(std::size_t position, std::string_view event, std::string_view field, std::string_view expected) {
        count_name(report.ill_typed, dotted(event, field));
        fault(position, quoted(field).append(" of event ").append(quoted(event)).append(" is not ").append(expected));
    }

    bool missing(std::size_t position, std::string_view event, std::string_view field) {
        count_name(report.missing, dotted(event, field));
        return broken(position,
                      quoted(field).append(" is lacking, which event ").append(quoted(event)).append(" requires"));
    }

    [[noreturn]] void refuse(std::string const& what) const {
        throw error(std::make_error_code(std::errc::bad_message), what);
    }

    /// `'run.jsonl', line 3, column 17: `
    [[nodiscard]] std::string place(std::size_t position) const {
        return quoted(path_).append(", line ").append(std::to_string(line())).append(", column ").append(
                   std::to_string(position + 1)).append(": ");
    }

    [[nodiscard]] static std::string quoted(std::string_view name) {
        return std::string("'").append(name).append("'");
    }
    [[nodiscard]] std::string const& path() const { return path_; }

private:
    std::string path_;
    import_options options_;
};

} // namespace detail
} // namespace crucible::telemetry
