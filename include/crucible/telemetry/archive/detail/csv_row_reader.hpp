// SPDX-License-Identifier: MIT
#pragma once
// Rows from CSV: one record per row, whose cells are found by the names in the table's first record.

#include <crucible/telemetry/archive/detail/table_header.hpp>
#include <crucible/telemetry/archive/detail/field_reader.hpp>
#include <crucible/telemetry/archive/read_report.hpp>
#include <crucible/telemetry/text/read_time.hpp>

#include <map>

namespace crucible::telemetry {

/// How a table of somebody else's is to be understood. Names are those of columns.
struct csv_columns {
    std::string time{};  ///< empty: `time`, where there is one; without it rows have times in order of the file
    std::string event{}; ///< empty: `event`, where there is one; without it all rows are of the one event asked for
    std::map<std::string, std::string, std::less<>> of{}; ///< measurement: its column, where that has another name
    char separator = ',';
    bool formula_guard = false; ///< texts were written with one, and lose the `'` that they begin with
};

namespace detail {

class csv_row_reader {
public:
    using source = csv_cell;
    using hand = row_in_hand<source>;

    csv_row_reader(import_account& account, std::span<std::string_view const> events)
        : account_(account), events_(events) {}

    /// Begins with the table's first record. `schemas`: of the events, in their order. Throws `error` when it lacks a
    /// column that is needed.
    void begin_table(std::string_view record, csv_columns const& columns,
                     std::span<event_schema const* const> schemas) {
        guarded_ = columns.formula_guard;
        splitter_ = csv_splitter{columns.separator};
        if (splitter_.split(record, unquoted_) == csv_record::ill)
            account_.refuse(account_.place(splitter_.at()) + ill);
        header_ = table_header{splitter_.cells()};
        time_ = find_time(columns);
        event_ = columns.event.empty() ? header_.find("event") : asked(columns.event);
        if (!event_.there() && events_.size() != 1) refuse("has no column 'event', which tells events apart");
        thread_ = header_.find("thread");
        weight_ = header_.find("row_weight");
        experiment_column_ = header_.find("experiment");
        name_column_ = header_.find("experiment_name");
        condition_column_ = header_.find("condition");
        for (event_schema const* const each : schemas) find_measurements(*each, columns);
        for (auto const& [measurement, column] : columns.of)
            if (!is_measured(measurement, schemas))
                refuse("is read for no event that measures " + account_.quoted(measurement) +
                       ", which ct::csv_columns::of names");
    }

    /// Begins with a record: its event's place, or the number of events when it gives no row of any of them.
    [[nodiscard]] std::size_t begin(std::string_view record) {
        unquoted_.clear();
        if (splitter_.split(record, unquoted_) != csv_record::whole) return broken(splitter_.at(), ill);
        if (cells().size() != header_.size())
            return broken(0, "the row has " + std::to_string(cells().size()) + " cells, the table " +
                                 std::to_string(header_.size()));
        take_text(experiment_column_, experiment_);
        take_text(name_column_, name_);
        take_text(condition_column_, condition_);
        if (!event_.there()) return place_ = 0;
        std::string_view const name = trimmed(cells()[event_.at].text);
        for (std::size_t i = 0; i != events_.size(); ++i)
            if (events_[i] == name) return place_ = i;
        count_name(account_.report.unknown_events, name);
        return events_.size();
    }

    /// Goes on with what the record holds besides; whether it is a whole row that is wanted.
    [[nodiscard]] bool finish(hand& row) {
        read_time(row);
        if (thread_.there()) read_thread(row);
        if (weight_.there()) read_weight(row);
        std::vector<csv_column> const& columns = measured_[place_];
        for (std::size_t i = 0; i != row.fields.size(); ++i)
            if (columns[i].there()) read_measurement(row, i, columns[i]);
        for (std::size_t i = 0; i != header_.size(); ++i)
            if (!header_.used(i) && !cells()[i].absent()) count_name(account_.report.unknown_fields, header_.name(i));
        return is_whole(row, columns) && account_.wants(experiment_);
    }

    /// Of the row; empty when it names none.
    [[nodiscard]] std::string const& experiment() const { return experiment_; }
    [[nodiscard]] std::string const& name() const { return name_; }
    [[nodiscard]] std::string const& condition() const { return condition_; }
    [[nodiscard]] std::uint64_t replaced() const { return replaced_; }

    /// Whether the column of an event's measurement tells its unit.
    [[nodiscard]] bool tells_unit(std::size_t event, std::size_t measurement) const {
        return measurement < measured_[event].size() && measured_[event][measurement].told;
    }

private:
    static constexpr char const* ill = "behind the quote that closes a cell there must be a separator";

    [[nodiscard]] std::vector<csv_cell>& cells() { return splitter_.cells(); }

    [[noreturn]] void refuse(std::string const& what) const {
        account_.refuse(account_.quoted(account_.path()) + " " + what + "; its columns: " + header_.in_words());
    }

    [[nodiscard]] csv_column asked(std::string const& name) {
        csv_column const found = header_.find(name);
        if (!found.there()) refuse("has no column " + account_.quoted(name));
        return found;
    }

    /// A number in it is of seconds since 1970, if its name tells no other unit.
    [[nodiscard]] csv_column find_time(csv_columns const& columns) {
        csv_column found = columns.time.empty() ? header_.find("time", "ns", "ns") : asked(columns.time);
        double const told = found.there() ? nanoseconds_in(unit_at_end(header_.name(found.at))) : 0;
        found.factor = told != 0 ? told : 1e9;
        return found;
    }

    void find_measurements(event_schema const& event, csv_columns const& columns) {
        std::vector<csv_column>& found = measured_.emplace_back();
        for (measurement_schema const& m : event.measurements) {
            if (m.derived) { // known, and not read
                (void)header_.find(m);
                continue;
            }
            auto const named = columns.of.find(m.name);
            found.push_back(named == columns.of.end() ? header_.find(m) : asked(named->second, m));
            if (!found.back().there() && !m.optional && events_.size() == 1)
                refuse("has no column " + account_.quoted(m.name) + ", which event " + account_.quoted(event.name) +
                       " requires; name it by ct::csv_columns::of");
        }
    }

    /// A column that was named, in the unit that its name ends with, or in the measurement's.
    [[nodiscard]] csv_column asked(std::string const& name, measurement_schema const& of) {
        csv_column found = asked(name);
        double const factor = factor_between(unit_at_end(name), unit_of(of).symbol);
        return factor == 0 ? found : csv_column{found.at, factor, true};
    }

    std::size_t broken(std::size_t at, std::string what) {
        account_.broken(at, std::move(what));
        return events_.size();
    }

    [[nodiscard]] static bool is_measured(std::string_view name, std::span<event_schema const* const> schemas) {
        for (event_schema const* const event : schemas)
            for (measurement_schema const& m : event->measurements)
                if (m.name == name) return true;
        return false;
    }

    /// Of the experiment.
    void take_text(csv_column const& from, std::string& to) {
        if (!from.there()) return;
        csv_cell cell = cells()[from.at];
        if (!make_text(cell)) cell.text = {};
        to.assign(cell.text);
    }

    void read_measurement(hand& row, std::size_t i, csv_column const& column) {
        field_reader<source> const& field = row.fields[i];
        csv_cell cell = cells()[column.at];
        cell.factor = column.factor;
        if (field.textual && !make_text(cell)) row.faulty = true;
        read_as const how = field.read(cell, row.texts, row.record + field.offset);
        row.have[i] = how == read_as::value || how == read_as::other;
        if (how == read_as::other) count_name(account_.report.unknown_labels, dotted(row.event, field.name));
        if (how != read_as::ill_typed) return;
        account_.ill_typed(cell.at, row.event, field.name, field.expected);
        row.faulty = row.faulty || !field.optional; // without an optional one the row is kept
    }

    /// Takes a guard away, and puts U+FFFD in place of what is no UTF-8; false where that was refused.
    bool make_text(csv_cell& cell) {
        if (guarded_ && cell.text.starts_with('\'')) {
            cell.text.remove_prefix(1);
            cell.quoted = true; // it is there, even if nothing is left
        }
        if (is_utf8(cell.text)) return true;
        if (account_.options().on_ill_formed == ill_formed::refuse) {
            account_.fault(cell.at, "bytes that are no UTF-8");
            return false;
        }
        std::string whole;
        for (char const *at = cell.text.data(), *const end = at + cell.text.size(); at != end;) {
            utf8_sequence const next = utf8_at(at, end);
            whole.append(next.valid ? std::string_view{at, next.size} : replacement_character);
            replaced_ += !next.valid;
            at += next.size;
        }
        cell.text = unquoted_.keep(whole);
        return true;
    }

    /// Without a column of it, in order of the file: a nanosecond a row.
    void read_time(hand& row) {
        row.timed = true;
        row.at = timestamp{std::chrono::nanoseconds{rows_++}};
        if (!time_.there()) return;
        csv_cell const& cell = cells()[time_.at];
        auto time = times_.read_as_utc(trimmed(cell.text));
        csv_cell number = cell;
        number.factor = time_.factor;
        if (!time)
            if (auto const since = read_cell_integer<std::int64_t>(number))
                time = timestamp{std::chrono::nanoseconds{*since}};
        row.timed = time.has_value();
        if (time) row.at = *time;
        else
            ill_typed(row, cell, "time",
                      "a time such as 2026-11-23T09:30:00.000000001Z, or a number of seconds since 1970");
    }

    void read_thread(hand& row) {
        csv_cell const& cell = cells()[thread_.at];
        auto const thread = read_cell_integer<std::uint32_t>(cell);
        if (thread) row.thread = *thread;
        else if (!cell.absent()) ill_typed(row, cell, "thread", "a whole number that fits");
    }

    void read_weight(hand& row) {
        csv_cell const& cell = cells()[weight_.at];
        auto const weight = read_cell_number(cell.text);
        if (weight && magnitude_of(*weight) == magnitude::finite && *weight > 0) row.weight = *weight;
        else if (!cell.absent()) ill_typed(row, cell, "row_weight", "a finite number above 0");
    }

    void ill_typed(hand& row, csv_cell const& cell, std::string_view field, std::string_view expected) {
        account_.ill_typed(cell.at, row.event, field, expected);
        row.faulty = true;
    }

    /// Whether it is a row; what it lacks is reported.
    bool is_whole(hand const& row, std::vector<csv_column> const& columns) {
        if (row.faulty) return ++account_.report.broken, false;
        for (std::size_t i = 0; i != row.fields.size(); ++i)
            if (!row.have[i] && !row.fields[i].optional)
                return account_.missing(columns[i].there() ? cells()[columns[i].at].at : 0, row.event,
                                        row.fields[i].name);
        return true;
    }

    import_account& account_;
    std::span<std::string_view const> events_;
    csv_splitter splitter_{','};
    text_arena unquoted_{};
    table_header header_{};
    csv_column time_{}, event_{}, thread_{}, weight_{}, experiment_column_{}, name_column_{}, condition_column_{};
    std::vector<std::vector<csv_column>> measured_{}; ///< of each event: where its measurements stand
    time_reader times_{};
    std::size_t place_ = 0; ///< of the event whose row was begun
    std::int64_t rows_ = 0;
    std::uint64_t replaced_ = 0;
    bool guarded_ = false;
    std::string experiment_{}, name_{}, condition_{};
};

} // namespace detail
} // namespace crucible::telemetry
