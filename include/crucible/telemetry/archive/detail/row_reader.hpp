// SPDX-License-Identifier: MIT
#pragma once
// Rows from JSON: one object per row, as export/jsonl.hpp writes it. What comes in the order in which it writes is
// recognised without being looked up; any other order is read, too. Of a name that comes twice the last value counts.
// No template knows all events here: with many of them, their names would be most of what a compiler has to do.

#include <crucible/telemetry/archive/read_report.hpp>
#include <crucible/telemetry/text/number.hpp>
#include <crucible/telemetry/text/read_time.hpp>
#include <crucible/telemetry/archive/detail/field_reader.hpp>

#include <functional>

namespace crucible::telemetry::detail {

class row_reader {
public:
    using source = json_reader;
    using hand = row_in_hand<source>;

    row_reader(import_account& account, std::span<std::string_view const> events)
        : account_(account), events_(events), reader_({}, {.on_ill_formed = account.options().on_ill_formed}) {}

    /// Rows that begin with the id of another experiment than this one are a fault from now on. When faults are
    /// skipped, `f(id)` is called before such a row is read.
    void expect(std::string_view id, std::function<void(std::string_view)> f) {
        expected_ = std::string(id);
        on_stranger_ = std::move(f);
    }

    /// Begins with a line: its event's place, or the number of events when it gives no row of any of them.
    [[nodiscard]] std::size_t begin(std::string_view line) {
        reader_.reset(line);
        named_ = false;
        name_.clear();
        condition_.clear();
        std::size_t const place = find_event(line);
        if (place != events_.size() || unknown_.empty()) return place;
        while (reader_.next_key()) {}
        if (reader_.at_end()) count_name(account_.report.unknown_events, unknown_);
        else broken_json();
        return place;
    }

    /// Goes on with what the line holds besides; whether it is a whole row that is wanted.
    [[nodiscard]] bool finish(hand& row) {
        if (reader_.take_key("time")) read_time(row);
        if (reader_.take_key("thread")) read_thread(row);
        if (weighted_ && reader_.take_key("row_weight")) read_weight(row);
        for (std::size_t i = 0; i != row.fields.size(); ++i)
            if (reader_.take_key(row.fields[i].name)) read_measurement(row, i);
        while (auto const key = reader_.next_key()) read_any(row, *key);
        if (!reader_.at_end()) return broken_json();
        return is_whole(row) && is_wanted();
    }

    /// Of the row; empty when it names none.
    [[nodiscard]] std::string const& experiment() const { return experiment_; }
    /// Of the row; empty when it names none.
    [[nodiscard]] std::string const& name() const { return name_; }
    [[nodiscard]] std::string const& condition() const { return condition_; }
    [[nodiscard]] std::uint64_t replaced() const { return reader_.replaced(); }

private:
    bool broken_json() { return account_.broken(reader_.position(), std::string(reader_.reason())); }

    /// The place that stands for none of the events.
    std::size_t none(std::size_t position, std::string_view what) {
        if (reader_.failed()) broken_json();
        else account_.broken(position, std::string(what));
        return events_.size();
    }

    std::size_t find_event(std::string_view line) {
        unknown_.clear();
        if (!reader_.begin_object()) return none(0, "the line is no JSON object");
        if (reader_.take_key("experiment")) {
            read_experiment();
            if (named_) check_expected();
        }
        if (reader_.take_key("experiment_name")) read_name();
        if (reader_.take_key("condition")) read_condition();
        bool found = reader_.take_key("event");
        bool const at_its_place = found;
        while (!found) {
            auto const key = reader_.next_key();
            if (!key) return none(0, "the row names no event");
            found = *key == "event";
        }
        std::size_t const at = reader_.position();
        auto const name = reader_.read_string();
        if (!name || name->empty()) return none(at, "an event's name is no string, or empty");
        std::size_t const place = place_of(*name);
        if (place == events_.size()) unknown_.assign(*name);
        else if (!at_its_place) {
            reader_.reset(line);
            (void)reader_.begin_object(); // it could before
        }
        return place;
    }

    std::size_t place_of(std::string_view name) {
        if (latest_ < events_.size() && events_[latest_] == name) return latest_;
        std::size_t place = 0;
        while (place != events_.size() && events_[place] != name) ++place;
        return latest_ = place;
    }

    void read_any(hand& row, std::string_view key) {
        for (std::size_t i = 0; i != row.fields.size(); ++i)
            if (row.fields[i].name == key) return read_measurement(row, i);
        if (key == "time") read_time(row);
        else if (key == "thread") read_thread(row);
        else if (key == "row_weight") read_weight(row);
        else if (key == "experiment") read_experiment();
        else if (key == "experiment_name") read_name();
        else if (key == "condition") read_condition();
        else if (key != "event") count_name(account_.report.unknown_fields, dotted(row.event, key));
    }

    void read_measurement(hand& row, std::size_t i) {
        field_reader<source> const& field = row.fields[i];
        std::size_t const at = reader_.position();
        read_as const how = field.read(reader_, row.texts, row.record + field.offset);
        row.have[i] = how == read_as::value || how == read_as::other;
        if (how == read_as::other) count_name(account_.report.unknown_labels, dotted(row.event, field.name));
        if (how != read_as::ill_typed) return;
        ill_typed(row, at, field.name, field.expected);
        row.faulty = row.faulty || !field.optional; // without an optional one the row is kept
    }

    void read_time(hand& row) {
        std::size_t const at = reader_.position();
        auto const text = reader_.read_string();
        auto const time = text ? times_.read(*text) : std::nullopt;
        row.timed = time.has_value();
        if (time) row.at = *time;
        else row.faulty = ill_typed(row, at, "time", "a time such as 2026-11-23T09:30:00.000000001Z from 1677 to 2262");
    }

    void read_thread(hand& row) {
        std::size_t const at = reader_.position();
        auto const thread = reader_.read_number<std::uint32_t>();
        if (thread) row.thread = *thread;
        else row.faulty = ill_typed(row, at, "thread", "a whole number that fits");
    }

    void read_weight(hand& row) {
        std::size_t const at = reader_.position();
        auto const weight = reader_.read_real<double>();
        weighted_ = weight && magnitude_of(*weight) == magnitude::finite && *weight > 0;
        if (weighted_) row.weight = *weight;
        else row.faulty = ill_typed(row, at, "row_weight", "a finite number above 0");
    }

    /// Not reported when it is no JSON: that is reported once for the line.
    bool ill_typed(hand const& row, std::size_t at, std::string_view field, std::string_view expected) {
        if (!reader_.failed()) account_.ill_typed(at, row.event, field, expected);
        return true;
    }

    void read_experiment() { named_ = read_text(experiment_, "an experiment's id is no string"); }
    void read_name() { read_text(name_, "an experiment's name is no string"); }
    void read_condition() { read_text(condition_, "a condition is no string"); }

    bool read_text(std::string& to, char const* fault) {
        std::size_t const at = reader_.position();
        auto const text = reader_.read_string();
        if (text && *text != to) to.assign(*text);
        if (!text && !reader_.failed()) account_.fault(at, fault);
        return text.has_value();
    }

    /// Whether it is a row; what it lacks is reported.
    bool is_whole(hand const& row) {
        if (row.faulty) return ++account_.report.broken, false;
        if (!row.timed) return account_.missing(0, row.event, "time");
        for (std::size_t i = 0; i != row.fields.size(); ++i)
            if (!row.have[i] && !row.fields[i].optional) return account_.missing(0, row.event, row.fields[i].name);
        return true;
    }

    bool is_wanted() {
        if (!named_) experiment_.clear();
        return account_.wants(experiment_);
    }

    void check_expected() {
        if (!expected_ || experiment_ == *expected_) return;
        account_.fault(0, std::string("a row of experiment '").append(experiment_).append("' among those of '").append(
                              *expected_).append("'"));
        on_stranger_(experiment_);
    }

    import_account& account_;
    std::span<std::string_view const> events_;
    json_reader reader_;
    time_reader times_{};
    std::optional<std::string> expected_{};
    std::function<void(std::string_view)> on_stranger_{};
    std::size_t latest_ = 0; ///< neighbouring rows mostly are of one event
    bool named_ = false;     ///< the row names its experiment
    bool weighted_ = false;  ///< the latest that said what it stands for said it right; the next will say it, too
    std::string experiment_{}, name_{}, condition_{}, unknown_{};
};

} // namespace crucible::telemetry::detail
