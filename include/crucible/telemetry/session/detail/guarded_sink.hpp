// SPDX-License-Identifier: MIT
#pragma once
// A sink: one exporter's writer behind a barrier. What it throws is counted, and it is left alone for a while.

#include <crucible/telemetry/core/exporter.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <tuple>
#include <utility>

namespace crucible::telemetry {

/// How an exporter fares.
struct export_report {
    std::uint64_t written = 0;
    std::uint64_t failed = 0;  ///< rows that it could not write, or was not given while it was left alone
    std::uint64_t threw = 0;   ///< exceptions that came out of it
    std::error_code error{};   ///< why its file was not put in place; set when it was closed
    bool closed = false;
};

namespace detail {

template <export_writer Writer>
class sink {
public:
    explicit sink(Writer&& writer) : writer_{std::move(writer)} {}

    void begin_batch() noexcept {
        if (rest_ != 0) --rest_;
    }

    template <class Row>
    void write(Row const& r) noexcept {
        if (rest_ != 0) {
            ++kept_from_;
            return;
        }
        try {
            writer_.write(r);
        } catch (...) {
            ++threw_;
            ++kept_from_;
            rest_ = penalty_;
            penalty_ = std::min(penalty_ * 2, 1024U);
        }
    }

    void close() noexcept {
        try {
            error_ = writer_.close();
        } catch (...) {
            ++threw_;
            error_ = std::make_error_code(std::errc::io_error);
        }
        closed_ = true;
    }

    [[nodiscard]] export_report report() const noexcept {
        return {writer_.written(), writer_.failed() + kept_from_, threw_, error_, closed_};
    }

private:
    Writer writer_;
    std::uint64_t kept_from_ = 0, threw_ = 0;
    unsigned rest_ = 0;    ///< batches for which it is left alone
    unsigned penalty_ = 1; ///< the next rest, doubled by each exception
    std::error_code error_{};
    bool closed_ = false;
};

/// The sinks of a session, one per exporter.
template <class Events, class... Exporters>
class sinks {
    template <class Exporter>
    using sink_of = sink<decltype(std::declval<Exporter const&>().open(run_info{}, Events{}))>;

public:
    /// Throws what an exporter that cannot begin throws.
    explicit sinks(run_info const& about, Exporters const&... exporters)
        : all_{sink_of<Exporters>{exporters.open(about, Events{})}...} {}

    void begin_batch() noexcept {
        std::apply([](auto&... s) { (s.begin_batch(), ...); }, all_);
    }
    template <class Row>
    void write(Row const& r) noexcept {
        std::apply([&](auto&... s) { (s.write(r), ...); }, all_);
    }
    void close() noexcept {
        std::apply([](auto&... s) { (s.close(), ...); }, all_);
    }
    [[nodiscard]] std::array<export_report, sizeof...(Exporters)> reports() const noexcept {
        return std::apply(
            [](auto const&... s) { return std::array<export_report, sizeof...(Exporters)>{s.report()...}; }, all_);
    }

private:
    std::tuple<sink_of<Exporters>...> all_;
};

} // namespace detail
} // namespace crucible::telemetry
