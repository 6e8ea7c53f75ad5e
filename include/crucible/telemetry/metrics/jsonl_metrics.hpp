// SPDX-License-Identifier: MIT
#pragma once
// Metrics in a file of JSON lines, to which any number of processes append: `metric_log log{jsonl_metrics{"m.jsonl"}}`.

#include <crucible/telemetry/file/append_file.hpp>
#include <crucible/telemetry/metrics/detail/line.hpp>
#include <crucible/telemetry/metrics/read_metrics.hpp>

#include <algorithm>

namespace crucible::telemetry {

struct jsonl_metrics_options {
    metric_read_options reading{};
};

/// Takes its system calls from `Calls`, as basic_append_file does.
template <class Calls = detail::append_calls>
class basic_jsonl_metrics {
public:
    /// Throws `error` when the file cannot be opened or made at `path`. What it has stays, and is appended to.
    explicit basic_jsonl_metrics(std::string path, jsonl_metrics_options const& options = {})
        : file_(std::move(path)), reading_(options.reading) {}

    /// Waits for nobody: while another process appends, `resource_unavailable_try_again`.
    [[nodiscard]] metric_appended append(std::span<metric_view const> points) noexcept {
        std::size_t taken = 0;
        std::error_code error{};
        while (!error && taken != points.size()) {
            std::size_t const lines = gather(points.subspan(taken));
            if (lines == 0) error = std::make_error_code(std::errc::not_enough_memory);
            appended_lines const done = file_.append(lines_.text());
            if (done.error) error = done.error;
            bool const whole = done.size == lines_.text().size();
            taken += whole ? lines : count_lines(lines_.text().substr(0, done.size));
            lines_.clear();
        }
        return {taken, error};
    }

    [[nodiscard]] std::error_code sync() noexcept { return file_.sync(); }

    /// A missing file has no points. Throws `error` when it cannot be read, or has a broken line and the options refuse
    /// such.
    [[nodiscard]] metric_history read(std::string_view run) const { return read_metrics(path(), run, reading_); }

    [[nodiscard]] std::string const& path() const noexcept { return file_.path(); }
    /// U+FFFD written for bytes that are no UTF-8.
    [[nodiscard]] std::uint64_t replaced() const noexcept { return lines_.replaced(); }

private:
    /// Makes lines of the first points; how many.
    std::size_t gather(std::span<metric_view const> points) noexcept {
        constexpr std::size_t enough = std::size_t{256} << 10;
        std::size_t size = 0;
        while (size != points.size() && lines_.text().size() < enough && lines_.add(points[size])) ++size;
        return size;
    }

    static std::size_t count_lines(std::string_view text) noexcept {
        return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    }

    basic_append_file<Calls> file_;
    detail::metric_lines lines_{};
    metric_read_options reading_;
};

using jsonl_metrics = basic_jsonl_metrics<>;

} // namespace crucible::telemetry
