// SPDX-License-Identifier: MIT
#pragma once
// What exporters of rows to a text file share: the staged file, the account of its rows, and what names the run.

#include <crucible/telemetry/core/exporter.hpp>
#include <crucible/telemetry/file/staged_file.hpp>
#include <crucible/telemetry/text/escape.hpp>
#include <crucible/telemetry/text/write_time.hpp>
#include <crucible/telemetry/record/row.hpp>

#include <algorithm>
#include <initializer_list>

namespace crucible::telemetry {

/// What names the run in each row, so that files of several runs stay separable when they are put together.
enum class identity : unsigned char {
    none,
    id,               ///< `experiment`: the run's id
    id_and_condition, ///< `experiment` and `condition`
};

/// A row of one of a writer's events: row<Event>, a store's row view, or anything that reads like them.
template <class Row>
concept exportable_row = any_event<typename Row::event_type> && requires(Row const& row) {
    { row.at } -> std::convertible_to<timestamp>;
    { row.thread } -> std::convertible_to<std::uint32_t>;
};

namespace detail {

template <class Event>
struct event_not_exported {
    static_assert(accepted<Event>, "the exporter was not told that rows of this event would come");
};

template <class Measurement, class Event>
struct name_taken_by_exporters {
    static_assert(accepted<Measurement, Event>,
                  "exported rows have columns experiment, condition, event, time and thread of their own; give this "
                  "measurement another name");
};

/// Reports the event's first measurement that is named like a column of the exporter.
template <class Event>
constexpr void check_names() {
    constexpr std::size_t taken = [] {
        std::size_t i = 0;
        for (std::string_view const name : Event::measurement_names) {
            for (std::string_view const ours : {"experiment", "condition", "event", "time", "thread"})
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

/// Place of an event in a writer's list.
template <class Event, class... Events>
consteval std::size_t event_place() {
    bool const same[]{std::same_as<Event, Events>..., false};
    std::size_t i = 0;
    while (i != sizeof...(Events) && !same[i]) ++i;
    return i;
}

class row_file {
public:
    /// `row` is the room that a row takes at most, its texts apart. Throws `error`.
    row_file(std::string path, std::size_t row)
        : file_(std::move(path), std::max(staged_file::usual_buffer, 4 * row)), row_(row) {}

    [[nodiscard]] staged_file& file() noexcept { return file_; }
    [[nodiscard]] staged_file const& file() const noexcept { return file_; }

    [[nodiscard]] char* begin_row() noexcept { return file_.room(row_); }
    void end_row(char* to) noexcept {
        file_.end(to);
        ++rows_;
    }

    [[nodiscard]] char* time(char* to, timestamp at) noexcept { return time_.write(to, at); }

    /// Text within a row, with room for the rest of the row after it.
    template <escape Escape>
    [[nodiscard]] char* text(char* to, std::string_view text) noexcept {
        return write_text<Escape>(file_, to, text, row_, replaced_);
    }

    /// A file holds all of its rows, or none.
    [[nodiscard]] std::uint64_t written() const noexcept { return file_.failure() ? 0 : rows_; }
    [[nodiscard]] std::uint64_t failed() const noexcept { return file_.failure() ? rows_ : 0; }
    [[nodiscard]] std::uint64_t replaced() const noexcept { return replaced_; }

private:
    staged_file file_;
    time_text time_{};
    std::size_t row_;
    std::uint64_t rows_ = 0;
    std::uint64_t replaced_ = 0;
};

} // namespace detail
} // namespace crucible::telemetry
