// SPDX-License-Identifier: MIT
#pragma once
// Archives: experiments in one file that explains itself: who they are, the schemas of their events, all rows, the
// ledger; and an end mark that tells a whole file from a truncated or damaged one. JSON Lines, so that anything
// reads it.

#include <crucible/telemetry/core/detail/hex_text.hpp>
#include <crucible/telemetry/core/detail/crc32c.hpp>
#include <crucible/telemetry/archive/detail/events.hpp>
#include <crucible/telemetry/archive/detail/schema_text.hpp>
#include <crucible/telemetry/export/jsonl.hpp>
#include <crucible/telemetry/export/write.hpp>
#include <crucible/telemetry/session/experiment.hpp>
#include <crucible/telemetry/session/ledger.hpp>
#include <crucible/telemetry/store/rows.hpp>

#include <algorithm>
#include <span>
#include <tuple>

namespace crucible::telemetry {

/// What can be archived: a session, a recording.
template <class R>
concept archivable = requires(R const& run) {
    { run.info() } -> std::convertible_to<experiment_info>;
    { run.ledger() } -> std::convertible_to<ledger>;
    { run.all_rows() };
};

namespace detail {

template <class Given>
struct not_archivable {
    static_assert(accepted<Given>, "ct::archive and ct::write take sessions and recordings, and ranges of recordings");
};

[[nodiscard]] inline std::uint32_t crc_of(char const* from, char const* to, std::uint32_t before) {
    return crc32c(std::as_bytes(std::span{from, static_cast<std::size_t>(to - from)}), before);
}

/// The last line of an archive: how many lines and rows stand before it, and the checksum of all their bytes.
[[nodiscard]] inline std::string archive_end(std::uint64_t lines, std::uint64_t rows, std::uint32_t crc) {
    return json_object{}
        .add("type", "end").add("lines", lines).add("rows", rows).add("crc32c", hex_text(crc, 8)).text();
}

inline constexpr std::string_view archive_head = R"({"type":"archive","format":"crucible_telemetry","version":1})";

/// A staged file that keeps the checksum of what goes into it. What json rows need to be written: see row_file.
class archive_file {
public:
    /// `row` is the room that a row takes at most, its texts apart. Throws `error`.
    archive_file(std::string path, std::size_t row)
        : file_(std::move(path), std::max(staged_file::usual_buffer, 4 * row)), row_(row), from_(file_.room(0)) {}

    [[nodiscard]] char* begin_row() noexcept { return room(from_, row_); }
    void end_row(char* to) noexcept {
        digest(to);
        file_.end(to);
        ++lines_;
        ++rows_;
    }
    [[nodiscard]] char* time(char* to, timestamp at) noexcept { return time_.write(to, at); }
    template <text_escape Escape>
    [[nodiscard]] char* text(char* to, std::string_view text) noexcept {
        return write_text<Escape>(*this, to, text, row_, replaced_);
    }
    [[nodiscard]] char* room(char* to, std::size_t size) noexcept {
        digest(to);
        return from_ = file_.room(to, size);
    }

    /// A line that is no row.
    void write_line(std::string line) {
        line += '\n';
        crc_ = crc_of(line.data(), line.data() + line.size(), crc_);
        file_.write(line);
        from_ = file_.room(0);
        ++lines_;
    }

    /// Puts the file in place, durably. On failure nothing incomplete is left: what it was made of is still there.
    std::error_code finish() {
        write_line(archive_end(lines_, rows_, crc_));
        std::error_code const failure = file_.commit();
        if (failure) file_.abandon();
        return failure;
    }
    [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }

private:
    void digest(char const* to) noexcept {
        crc_ = crc_of(from_, to, crc_);
        from_ = const_cast<char*>(to);
    }

    staged_file file_;
    time_writer time_{};
    std::size_t row_;
    char* from_; ///< behind what the checksum covers
    std::uint32_t crc_ = 0;
    std::uint64_t lines_ = 0, rows_ = 0;
    std::uint64_t replaced_ = 0;
};

[[nodiscard]] inline std::string experiment_line(experiment_info const& info) {
    return json_of_run(describe(info.id, info.about, info.started))
        .add("stop_at_sample_size", info.about.stop_at_sample_size)
        .add("sample_size_reached", info.sample_size_reached)
        .add("status", to_text(info.status))
        .add("paused", info.paused)
        .add("stopped", info.stopped)
        .add("pause_count", info.pause_count)
        .add("wall", info.wall.count())
        .add("pausing", info.pausing.count())
        .add("active", info.active.count())
        .text();
}

[[nodiscard]] inline std::string account_text(ledger::entry const& entry) {
    json_object dropped;
    for (std::size_t i = 0; i != drop_reasons; ++i)
        if (entry.of.dropped_for[i] != 0)
            dropped.add(to_text(static_cast<drop_reason>(i)), entry.of.dropped_for[i]);
    return json_object{}
        .add("event", entry.event)
        .add("recorded", entry.of.recorded)
        .add("sampled_out", entry.of.sampled_out)
        .add_json("dropped", dropped.text())
        .text();
}

[[nodiscard]] inline std::string ledger_line(ledger const& account) {
    return json_object{}
        .add("type", "ledger")
        .add("emitted", account.emitted)
        .add("in_flight", account.in_flight)
        .add_json("events", json_array(account.events, account_text))
        .text();
}

/// Writes rows of any event among those of one experiment.
template <class... Events>
struct archive_rows {
    archive_file& to;
    dynamic_array<json_lines<archive_file>> lines;

    template <class Row>
    void write(Row const& row) const noexcept {
        write_typed<Events...>(row, [&](std::size_t event, batch const& one) { lines[event].write(to, one, 0); });
    }
};

/// Lines of an event say what rows stand for where its rows have weights.
template <class... Events>
[[nodiscard]] dynamic_array<json_lines<archive_file>> archive_lines_of(std::string const& prefix,
                                                                       std::tuple<rows<Events>...> const& all) {
    (check_names<Events>(), ...);
    check_distinct(event_list<Events...>{});
    dynamic_array<json_lines<archive_file>> lines;
    (lines.push_back(json_lines_of<archive_file, Events>(prefix, std::get<rows<Events>>(all).weighted())), ...);
    return lines;
}

template <archivable Run>
[[nodiscard]] std::size_t room_of(Run const& run) {
    std::size_t most = 0;
    for (auto const& each : archive_lines_of(json_prefix({.id = run.info().id}, identity::id), run.all_rows()))
        most = std::max(most, each.longest());
    return most;
}

template <archivable Run>
void archive_one(archive_file& to, Run const& run) {
    experiment_info const info = run.info();
    std::string const prefix = json_prefix({.id = info.id}, identity::id);
    to.write_line(experiment_line(info));
    auto const all = run.all_rows();
    std::apply([&]<class... Events>(rows<Events> const&... of_events) {
        (to.write_line(schema_line<Events>(of_events.size())), ...);
        archive_rows<Events...> writer{to, archive_lines_of(prefix, all)};
        in_order_of_time([&](auto const& row) { writer.write(row); }, of_events...);
    }, all);
    to.write_line(ledger_line(run.ledger()));
}

/// `f(run)` for a run, or for each of a range.
template <class Given, class F>
void for_each_run(Given const& given, F f) {
    if constexpr (archivable<Given>) f(given);
    else if constexpr (requires { requires archivable<std::remove_cvref_t<decltype(*std::begin(given))>>; })
        for (auto const& run : given) f(run);
    else (void)not_archivable<argument<Given>>{};
}

} // namespace detail

/// Writes sessions and recordings, or ranges of recordings, with all that is known of them into one file; returns how
/// many rows. Throws `error` when that fails: then an old one stands, or, where only the last step failed, which makes
/// the new name durable, the whole new one. A session is archived as it stands; stopped, it stands still.
template <class... Runs>
std::uint64_t archive(std::string path, Runs const&... runs) {
    std::size_t row = 0;
    (detail::for_each_run(runs, [&](auto const& run) { row = std::max(row, detail::room_of(run)); }), ...);
    detail::archive_file file(path, row);
    file.write_line(std::string(detail::archive_head));
    (detail::for_each_run(runs, [&](auto const& run) { detail::archive_one(file, run); }), ...);
    std::uint64_t const rows = file.rows();
    if (std::error_code const failure = file.finish())
        throw error(failure,
                    "the archive '" + path + "' could not be written durably; no incomplete one has that name");
    return rows;
}

} // namespace crucible::telemetry
