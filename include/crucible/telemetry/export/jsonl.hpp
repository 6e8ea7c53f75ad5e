// SPDX-License-Identifier: MIT
#pragma once
// JSON Lines (jsonlines.org): one object per row, `{"experiment":"a1","event":"train.stop","time":"...","thread":0,
// "loss":0.25}`. Numbers exact; NaN and infinities as "NaN", "Infinity", "-Infinity"; what a row lacks is null.

#include <crucible/telemetry/core/detail/compiled.hpp>
#include <crucible/telemetry/core/detail/smaller.hpp>
#include <crucible/telemetry/core/detail/dynamic_array.hpp>
#include <crucible/telemetry/export/row_file.hpp>
#include <crucible/telemetry/export/write_value.hpp>

namespace crucible::telemetry {

struct jsonl_options {
    telemetry::identity identity = telemetry::identity::id;
    bool meta = true; ///< `NAME.meta.json` beside the file says of which run and events its rows are
};

namespace detail {

struct json_format {
    template <class Out>
    static char* text(Out& out, char* to, std::string_view text) noexcept {
        *to++ = '"';
        to = out.template text<json_escape>(to, text);
        *to++ = '"';
        return to;
    }
    static char* not_finite(char* to, std::string_view name) noexcept {
        return append(append(append(to, "\""), name), "\"");
    }
    static char* missing(char* to) noexcept {
        std::memcpy(to, "null", 4);
        return to + 4;
    }
};

/// `{"experiment":"a1",`
[[nodiscard]] inline std::string json_prefix(run_info const& about, identity how) {
    std::string prefix = "{";
    for_each_identity(about, how, [&](std::string_view key, std::string_view value) {
        prefix.append("\"").append(key).append("\":").append(json_quoted(value)).append(",");
    });
    return prefix;
}

/// How the rows of an event become lines: constant text and the functions that write values. `Out` is a row_file or what
/// is like one.
template <class Out>
class json_lines {
public:
    json_lines(event_schema const& of, event_writers<json_format, Out> const& writers, std::string_view prefix,
               bool weighted = false)
        : weighted_(weighted),
          begin_(std::string(prefix).append("\"event\":\"").append(of.name).append("\",\"time\":\"")),
          longest_(begin_.size + time_writer::size + thread_.size + weight_.size + 48 + writers.longest +
                   padded_text::piece) {
        for (std::size_t m = 0; m != of.measurements.size(); ++m) {
            padded_text key(std::string(",\"").append(of.measurements[m].name).append("\":"));
            longest_ += key.size;
            members_.push_back(member{std::move(key), writers.of[m], of.layout.held[m]});
        }
    }

    /// Room for a row, its texts apart.
    [[nodiscard]] std::size_t longest() const { return longest_; }

    void write(Out& out, batch const& rows, std::size_t i) const noexcept {
        char* to = thread_.write(out.time(begin_.write(out.begin_row()), rows.at(i)));
        to = write_number(to, rows.thread(i));
        if (weighted_) to = write_number(weight_.write(to), rows.weight(i));
        std::byte const* const row = rows.row_bytes(i);
        for (member const& each : members_) to = each.write(json_format{}, out, each.key.write(to), row + each.held);
        std::memcpy(to, "}\n", 2);
        out.end_row(to + 2);
    }

private:
    struct member {
        padded_text key;
        held_writer<json_format, Out> write;
        std::uint32_t held; ///< where it lies in a row
    };

    bool weighted_; ///< lines say how many rows each stands for
    padded_text begin_;
    padded_text thread_{std::string("\",\"thread\":")};
    padded_text weight_{std::string(",\"row_weight\":")};
    dynamic_array<member> members_{};
    std::size_t longest_;
};

template <class Out, class Event>
[[nodiscard]] json_lines<Out> json_lines_of(std::string_view prefix, bool weighted) {
    return {schema_of<Event>(), writers_of_event<json_format, Out, Event>::value, prefix, weighted};
}

/// A writer of JSON lines, whatever the events. A template, so that it is compiled only where it is used.
template <class = void>
class basic_json_rows {
    using lines = json_lines<row_file>;
    using event_to_write = std::pair<event_schema const*, event_writers<json_format, row_file>>;

public:
    /// Pre-condition: there is a run at least.
    basic_json_rows(jsonl_options const& options, std::string path, std::span<run_info const> runs,
                    std::initializer_list<event_to_write> to_write)
        : lines_(make_lines(options, runs, to_write)), events_(to_write.size()), out_(std::move(path), longest()) {
        dynamic_array<event_schema const*> schemas;
        for (auto const& [schema, writers] : to_write) schemas.push_back(schema);
        std::span<event_schema const* const> const all{schemas.data(), schemas.size()};
        if (options.meta) out_.describe(meta_text(out_.file().target(), runs, all, unit_style::none));
    }

    void take(batches const& all) noexcept {
        for (batches::place const& at : all.in_order) lines_[at.event].write(out_, all.of[at.event], at.row);
    }

    /// What was written becomes readable in the file that grows beside the target, `NAME.partial`.
    void tick() noexcept { (void)out_.file().flush(); }
    /// Puts the file in place, durably; or says why it could not, and then the old file stands.
    std::error_code close() noexcept { return out_.commit(); }
    /// Puts what there is beside the target, as `NAME.incomplete`.
    std::error_code keep_incomplete() noexcept { return out_.keep_incomplete(); }
    /// Gives the export up; nothing is left of it.
    void abandon() noexcept { out_.abandon(); }

    [[nodiscard]] std::string const& path() const noexcept { return out_.file().path(); }
    [[nodiscard]] std::string const& target() const noexcept { return path(); }
    [[nodiscard]] std::string partial() const { return out_.unfinished(); }
    [[nodiscard]] std::uint64_t written() const noexcept { return out_.written(); }
    [[nodiscard]] std::uint64_t flushed() const noexcept { return out_.file().rows_written(); }
    [[nodiscard]] std::string why() const { return out_.why(); }
    [[nodiscard]] std::uint64_t failed() const noexcept { return out_.failed(); }
    /// U+FFFD written for bytes that are no UTF-8.
    [[nodiscard]] std::uint64_t replaced() const noexcept { return out_.replaced(); }

protected:
    void write(std::size_t event, batch const& one, std::size_t run) noexcept {
        lines_[run * events_ + event].write(out_, one, 0);
    }

private:
    static dynamic_array<lines> make_lines(jsonl_options const& options, std::span<run_info const> runs,
                                           std::initializer_list<event_to_write> to_write) {
        bool weighted = false;
        for (run_info const& each : runs) weighted = weighted || each.weighted;
        dynamic_array<lines> made;
        for (run_info const& each : runs)
            for (auto const& [schema, writers] : to_write)
                made.push_back(lines(*schema, writers, json_prefix(each, options.identity), weighted));
        return made;
    }
    [[nodiscard]] std::size_t longest() const {
        std::size_t most = 0;
        for (lines const& each : lines_) most = detail::larger(most, each.longest());
        return most;
    }

    dynamic_array<lines> lines_; ///< of each run those of each event
    std::size_t events_;
    row_file out_;
};

using json_rows = basic_json_rows<>;
CRUCIBLE_TELEMETRY_COMPILED_ONCE(class basic_json_rows<>);

} // namespace detail

/// Made by `jsonl::open`.
template <any_event... Events>
class jsonl_writer : public detail::json_rows {
public:
    jsonl_writer(jsonl_options const& options, std::string path, std::span<run_info const> runs)
        : detail::json_rows(options, std::move(path), runs,
                    {{&schema_of<Events>(),
                      detail::writers_of_event<detail::json_format, detail::row_file, Events>::value}...}) {
        (detail::check_names<Events>(), ...);
    }

    /// A row of any type of one of the events.
    template <any_row Row>
    void write(Row const& row, std::size_t run = 0) noexcept {
        detail::write_typed<Events...>(
            row, [&](std::size_t event, batch const& one) { detail::json_rows::write(event, one, run); });
    }
};

/// `jsonl{"run.jsonl"}`
struct jsonl {
    std::string path;
    jsonl_options options{};

    template <any_event... Events>
    [[nodiscard]] jsonl_writer<Events...> open(run_info const& about, event_list<Events...>) const {
        return {options, path, {&about, 1}};
    }
    /// One file of several runs, which each row names; `write(row, number of its run)`.
    template <any_event... Events>
    [[nodiscard]] jsonl_writer<Events...> open_runs(std::span<run_info const> runs, event_list<Events...>) const {
        jsonl_options named = options;
        named.identity = identity::all;
        return {named, path, runs};
    }
};

} // namespace crucible::telemetry
