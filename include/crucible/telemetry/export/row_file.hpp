// SPDX-License-Identifier: MIT
#pragma once
// What exporters of rows to a text file share: the staged file, the account of its rows, and what names the run.

#include <crucible/telemetry/core/detail/smaller.hpp>
#include <crucible/telemetry/export/detail/columns.hpp>
#include <crucible/telemetry/file/described_file.hpp>
#include <crucible/telemetry/record/sink.hpp>
#include <crucible/telemetry/text/escape.hpp>
#include <crucible/telemetry/text/write_time.hpp>
#include <crucible/telemetry/record/row.hpp>

#include <initializer_list>

namespace crucible::telemetry {

/// What names the run in each row, so that files of several runs stay separable when they are put together.
enum class identity : unsigned char {
    none,
    id,               ///< `experiment`: the run's id
    id_and_condition, ///< `experiment` and `condition`
    all,              ///< `experiment`, `experiment_name` and `condition`
};

namespace detail {

template <class Event>
struct event_not_exported {
    static_assert(accepted<Event>, "the exporter was not told that rows of this event would come");
};

template <class Measurement, class Event>
struct name_taken_by_exporters {
    static_assert(accepted<Measurement, Event>,
                  "exported rows have columns experiment, experiment_name, condition, event, time, thread and row_weight "
                  "of their own; give this measurement another name");
};

/// Reports the event's first measurement that is named like a column of the exporter.
template <class Event>
constexpr void check_names() {
    constexpr std::size_t taken = [] {
        std::size_t i = 0;
        for (std::string_view const name : Event::measurement_names) {
            for (std::string_view const ours : own_columns)
                if (name == ours) return i;
            ++i;
        }
        return i;
    }();
    if constexpr (taken != Event::size) {
        using entry = typename schema<Event>::template entry_at<taken>;
        (void)name_taken_by_exporters<measurement<entry::type::name_text>, in_event<Event::name_text>>{};
    }
}

/// `f(column, value)` for what names a run in each of its rows.
template <class F>
void for_each_identity(run_info const& about, identity how, F f) {
    if (how != identity::none) f("experiment", about.id);
    if (how == identity::all) f("experiment_name", about.name);
    if (how == identity::id_and_condition || how == identity::all) f("condition", about.condition);
}

class row_file {
public:
    /// `row` is the room that a row takes at most, its texts apart. Throws `error`.
    row_file(std::string path, std::size_t row)
        : all_(std::move(path), detail::larger(staged_file::usual_buffer, 4 * row)), row_(row) {}

    /// Has a meta file beside it. Throws `error`.
    void describe(std::string_view meta) { all_.describe(meta); }

    [[nodiscard]] staged_file& file() noexcept { return all_.file(); }
    [[nodiscard]] staged_file const& file() const noexcept { return all_.file(); }

    // Its end, with its meta file.
    std::error_code commit() noexcept { return all_.commit(); }
    std::error_code keep_incomplete() noexcept { return all_.keep_incomplete(); }
    void abandon() noexcept { all_.abandon(); }
    [[nodiscard]] std::string why() const { return all_.failure_text(); }

    [[nodiscard]] char* begin_row() noexcept { return file().room(row_); }
    void end_row(char* to) noexcept { file().end(to); }

    [[nodiscard]] char* time(char* to, timestamp at) noexcept { return time_.write(to, at); }

    /// Text within a row, with room for the rest of the row after it.
    template <text_escape Escape>
    [[nodiscard]] char* text(char* to, std::string_view text) noexcept {
        return write_text<Escape>(file(), to, text, row_, replaced_);
    }

    /// After a failure: those that the incomplete file has, and the others.
    [[nodiscard]] std::uint64_t written() const noexcept {
        return file().failure() ? file().rows_written() : file().rows();
    }
    [[nodiscard]] std::uint64_t failed() const noexcept { return file().rows() - written(); }
    /// Where its rows are until it has its name.
    [[nodiscard]] std::string unfinished() const {
        return file().incomplete().empty() ? file().partial() : file().incomplete();
    }
    /// Those that others can read.
    [[nodiscard]] std::uint64_t flushed() const noexcept { return file().rows_written(); }
    [[nodiscard]] std::uint64_t replaced() const noexcept { return replaced_; }

private:
    described_file all_;
    time_writer time_{};
    std::size_t row_;
    std::uint64_t replaced_ = 0;
};

/// Hands a row of any type to `f(place of its event in the list, a batch of it alone)`.
template <any_event... Events, class Row, class F>
void write_typed(Row const& from, F f) noexcept {
    using event = typename Row::event_type;
    constexpr std::size_t place = first_true(std::array<bool, sizeof...(Events)>{std::same_as<event, Events>...});
    if constexpr (place == sizeof...(Events)) {
        (void)event_not_exported<event_named<event::name_text>>{};
    } else if constexpr (std::same_as<Row, row<event>>) {
        f(place, batch{std::span{&from, 1}});
    } else {
        row<event> const plain = plain_row<event>(from);
        double const weight = weight_of(from);
        f(place, batch_of_one(plain, weight));
    }
}

} // namespace detail
} // namespace crucible::telemetry
