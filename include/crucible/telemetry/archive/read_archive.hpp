// SPDX-License-Identifier: MIT
#pragma once
// Reading archives: every experiment of a file, as a recording. A file that is truncated or damaged is recognised.

#include <crucible/telemetry/archive/archive.hpp>
#include <crucible/telemetry/archive/detail/archive_lines.hpp>
#include <crucible/telemetry/archive/read_jsonl.hpp>

namespace crucible::telemetry {

/// The experiments of an archive, in the order in which they were written; and what was found in it.
template <any_event... Events>
struct archived : std::vector<recording<Events...>> {
    import_report report{};
};

namespace detail {

/// What an archive's end mark is about.
struct archive_totals {
    std::uint64_t lines = 0, rows = 0;
    std::uint32_t crc = 0;

    void add(std::string_view line) {
        ++lines;
        crc = crc_of(line.data(), line.data() + line.size() + 1, crc); // the line feed, too
    }
    [[nodiscard]] bool agrees_with(std::string_view end) const { return end == archive_end(lines, rows, crc); }
};

/// Empty for a row.
inline std::string_view type_of_line(std::string_view line) {
    constexpr std::string_view before = R"({"type":")";
    if (!line.starts_with(before)) return {};
    line.remove_prefix(before.size());
    return line.substr(0, line.find('"'));
}

/// Whether the archive that a line stands in ends with an end mark that agrees with it.
inline bool is_whole(std::string const& path, std::uint64_t line_number) {
    line_file file(path, import_options{}.longest_line);
    archive_totals totals;
    while (file.refill())
        while (file.next()) {
            std::string_view const line = file.line();
            std::string_view const type = type_of_line(line);
            if (is_blank(line)) continue;
            if (type == "archive") totals = {};
            if (type == "end" && file.number() > line_number) return totals.agrees_with(line);
            if (type != "end" && !file.terminated()) return false;
            if (type != "end") totals.add(line);
            if (type.empty()) ++totals.rows;
        }
    return false;
}

template <class... Events>
class archive_reader {
public:
    archive_reader(std::string path, import_options const& options)
        : account_(path, options), file_(std::move(path), options.longest_line), importer_(account_),
          control_({}, {.on_ill_formed = options.on_ill_formed}) {}

    archived<Events...> read() {
        read_lines(file_, account_, [&](std::string_view line) { take(line); }, [&] { importer_.flush(); });
        leave();
        if (whole_lines_ == 0 && !torn_) damaged(quoted_path() + " holds no archive: it is empty");
        else if (open_ || torn_) truncated();
        result_.report = std::move(account_.report);
        return std::move(result_);
    }

private:
    [[nodiscard]] std::string quoted_path() const { return account_.quoted(account_.path()); }

    /// The file is not what was written. Throws `error`, or notes it.
    void damaged(std::string what) {
        if (!account_.skips())
            account_.refuse(what.append("; read it with .on_broken = ct::on_broken::skip to keep the ")
                                .append(std::to_string(account_.report.rows)).append(" rows that are there"));
        account_.report.intact = false;
        account_.fault(0, std::move(what));
    }

    void truncated() {
        damaged("the archive " + quoted_path() + " ends after line " + std::to_string(whole_lines_) +
                " without its end mark: it is truncated");
    }

    void take(std::string_view line) {
        if (!file_.terminated()) {
            torn_ = true; // its end was not written: it is not believed
            return;
        }
        ++whole_lines_;
        std::string_view const type = type_of_line(line);
        if (type == "archive") begin(line);
        else if (!open_) damaged(account_.place(0) + (whole_lines_ == 1 ? "this is no archive of crucible_telemetry"
                                                                        : "something follows the archive's end"));
        if (type == "end") return end(line);
        open_ = true;
        totals_.add(line);
        if (type == "experiment") take_experiment(line);
        else if (type == "event") take_schema(line);
        else if (type == "ledger") take_ledger(line);
        else if (type.empty()) take_row(line);
        else if (type != "archive") account_.broken(0, "a line of an unknown type '" + std::string(type) + "'");
    }

    /// Archives may stand one after another in a file.
    void begin(std::string_view line) {
        leave();
        if (open_) truncated();
        open_ = true;
        totals_ = {};
        if (line != archive_head)
            damaged(account_.place(0) + "the archive was written by another version of crucible_telemetry");
    }

    void end(std::string_view line) {
        open_ = false;
        leave();
        if (totals_.agrees_with(line)) return;
        damaged("the archive " + quoted_path() + " is damaged: its end mark in line " +
                std::to_string(account_.line()) + " does not agree with the " + std::to_string(totals_.rows) +
                " rows and " + std::to_string(totals_.lines) + " lines before it");
    }

    template <class Read>
    bool read_control(std::string_view line, std::string_view what, Read read_line) {
        control_.reset(line);
        if (control_.begin_object() && read_line(control_)) return true;
        std::string reason = "the line of an " + std::string(what) + " cannot be read";
        if (control_.failed()) reason.append(": ").append(control_.reason());
        return account_.broken(control_.position(), std::move(reason));
    }

    void take_experiment(std::string_view line) {
        leave();
        experiment_info info;
        if (read_control(line, "experiment", [&](json_reader& r) { return read_experiment(r, info); }))
            enter(std::move(info));
    }

    void enter(experiment_info info) {
        result_.emplace_back(std::move(info), retention{.labels = account_.options().labels});
        go_on_with(result_.size() - 1);
    }

    void go_on_with(std::size_t run) {
        current_ = run;
        importer_.into(result_[run]);
        importer_.reader().expect(result_[run].id(), [this](std::string_view id) { find_or_enter(std::string(id)); });
    }

    /// For rows whose experiment's line is lost, or stands elsewhere.
    void find_or_enter(std::string id) {
        leave();
        for (std::size_t run = 0; run != result_.size(); ++run)
            if (result_[run].id() == id) return go_on_with(run);
        experiment_info info;
        info.id = info.about.name = std::move(id);
        enter(std::move(info));
    }

    void leave() {
        importer_.finish();
        current_.reset();
    }

    void take_schema(std::string_view line) {
        event_text archived_event;
        if (!read_control(line, "event", [&](json_reader& r) { return read_event(r, archived_event); })) return;
        (check_schema<Events>(archived_event), ...);
    }

    /// A mistake of the program, which is never skipped; unless the end mark says that the file is not what was
    /// written.
    template <class Event>
    void check_schema(event_text const& archived_event) {
        if (archived_event.name != Event::name) return;
        std::string const differs = what_differs(archived_event, describe_measurements<Event>());
        if (differs.empty()) return;
        if (is_whole(account_.path(), account_.line())) account_.refuse(account_.place(0) + differs);
        damaged(account_.place(0) + "the archive is damaged or truncated, and this line of it may be: " + differs);
    }

    void take_ledger(std::string_view line) {
        archived_ledger read;
        auto const name_of = [](std::string_view name) {
            std::string_view known;
            ((Events::name == name ? void(known = Events::name) : void()), ...);
            return known;
        };
        if (!read_control(line, "ledger", [&](json_reader& r) { return read_ledger(r, read, name_of); })) return;
        if (current_) result_[*current_].account(std::move(read.counted), std::move(read.names));
    }

    void take_row(std::string_view line) {
        ++totals_.rows;
        if (!current_) {
            account_.fault(0, "a row, or what is left of a line, without the line of its experiment before it");
            find_or_enter({});
        }
        importer_.take(line);
    }

    import_account account_;
    line_file file_;
    archived<Events...> result_{};
    row_importer<row_reader, Events...> importer_;
    json_reader control_;
    bool open_ = false;    ///< between an archive's head and its end mark
    bool torn_ = false;    ///< the last line lacks its end
    std::optional<std::size_t> current_{}; ///< the recording that rows belong to
    std::uint64_t whole_lines_ = 0;
    archive_totals totals_{}; ///< of this archive
};

template <class... Events>
archived<Events...> import_archive(std::string path, import_options const& options, event_list<Events...>) {
    return archive_reader<Events...>{std::move(path), options}.read();
}

} // namespace detail

/// Reads the experiments of an archive: `read_archive<epoch_stop, request_stop>(path)`. Rows of other events are
/// counted in the report. Throws `error` when the file cannot be read; when it is truncated or damaged, unless told to
/// skip what is broken; and when an event does not mean the same as when it was archived in a file that is whole.
template <auto const&... Given>
[[nodiscard]] auto read_archive(std::string path, import_options const& options = {}) {
    return detail::import_archive(std::move(path), options,
                                  detail::events_of<std::remove_cvref_t<decltype(Given)>...>{});
}

/// `read_archive<my_registry>(path)`: types of events, registries, lists, categories, catalogs, any number of them.
template <class... Given>
[[nodiscard]] auto read_archive(std::string path, import_options const& options = {}) {
    return detail::import_archive(std::move(path), options, detail::events_of<Given...>{});
}

} // namespace crucible::telemetry
