// SPDX-License-Identifier: MIT
#pragma once
// Exporters, as a session sees them: `open` makes a writer, which takes rows and puts its file in place when closed.

#include <crucible/telemetry/core/run_info.hpp>

#include <concepts>
#include <cstdint>
#include <system_error>

namespace crucible::telemetry {

/// Besides, `write(row)` takes a row of any event in the writer's list; it is noexcept.
template <class W>
concept export_writer = std::movable<W> && requires(W& writer, W const& read) {
    { writer.close() } noexcept -> std::same_as<std::error_code>;
    { writer.abandon() } noexcept;
    { read.written() } noexcept -> std::same_as<std::uint64_t>;
    { read.failed() } noexcept -> std::same_as<std::uint64_t>;
};

/// A plain aggregate of options; `open` throws `error` when the export cannot begin.
template <class X>
concept exporter = requires(X const& to, run_info const& about) {
    { to.open(about, event_list<>{}) } -> export_writer;
};

} // namespace crucible::telemetry
