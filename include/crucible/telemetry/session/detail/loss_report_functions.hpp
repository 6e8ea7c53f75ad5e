// SPDX-License-Identifier: MIT
#pragma once
// What loss_report.hpp declares.

#include <crucible/telemetry/core/detail/exceptions.hpp>
#include <crucible/telemetry/core/detail/smaller.hpp>
#include <crucible/telemetry/session/loss_report.hpp>

#if CRUCIBLE_TELEMETRY_DEFINES

#include <climits>
#include <poll.h>
#include <unistd.h>

namespace crucible::telemetry {

CRUCIBLE_TELEMETRY_FUNCTION void detail::tell_of_rows(std::string& to, ledger const& of) {
    account const all = of.total();
    to.append(" lost ");
    if (std::uint64_t const lost = of.lost(); lost != 0)
        to.append(std::to_string(lost)).append(" of ").append(std::to_string(of.emitted)).append(" ");
    to.append("rows: ");
    std::size_t const head = to.size();
    for (std::size_t i = 0; i != drop_reasons; ++i) {
        auto const reason = static_cast<drop_reason>(i);
        if (all.dropped_for[i] == 0 || remedy(reason).empty()) continue;
        if (to.size() != head) to.append("; ");
        to.append(std::to_string(all.dropped_for[i])).append(" ").append(to_text(reason));
        to.append(" (").append(remedy(reason)).append(")");
    }
    for (sink_report const& each : of.sinks) {
        if (to.size() != head) to.append("; ");
        tell_of_sink(to, each);
    }
}

CRUCIBLE_TELEMETRY_FUNCTION std::string loss_report::text() const {
    std::string line{"crucible_telemetry: experiment '"};
    line.append(name).append("' (").append(id).append(")");
    bool const lost_rows = ledger.lost() != 0 || !ledger.sinks.empty();
    if (lost_rows) detail::tell_of_rows(line, ledger);
    if (ledger.other_hub)
        line.append(lost_rows ? "; it" : "")
            .append(" does not hear what a plugin emits to everyone, which has a hub of its own ")
            .append("(link the program with -rdynamic)");
    // Names and paths are anybody's text; a terminal takes control characters as orders.
    for (char& c : line)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
    return line;
}

CRUCIBLE_TELEMETRY_FUNCTION void detail::tell_of_sink(std::string& to, sink_report const& of) {
    to.append(of.target.empty() ? "a sink" : of.target).append(": ");
    if (of.failed != 0) to.append(std::to_string(of.failed)).append(" rows lost: ");
    to.append(of.why.empty() ? of.error.message() : of.why);
    if (!of.partial.empty() && of.why.find(of.partial) == std::string::npos)
        to.append("; what was written is in '").append(of.partial).append("'");
}

CRUCIBLE_TELEMETRY_FUNCTION void detail::print_error_line(loss_report const& of) noexcept {
    try {
        std::string line = of.text();
        line.resize(detail::smaller(line.size(), std::size_t{PIPE_BUF} - 1)); // what a pipe with room takes whole, and at once
        line += '\n';
        pollfd room{STDERR_FILENO, POLLOUT, 0};
        if (::poll(&room, 1, 0) != 1 || (room.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) return;
        [[maybe_unused]] ssize_t const told = ::write(STDERR_FILENO, line.data(), line.size());
    } catch (...) { // no memory for words
    }
}

} // namespace crucible::telemetry

#endif
