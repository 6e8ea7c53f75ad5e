// SPDX-License-Identifier: MIT
#pragma once
// What error.hpp declares.

#include <crucible/telemetry/core/error.hpp>

#if CRUCIBLE_TELEMETRY_DEFINES

namespace crucible::telemetry {

CRUCIBLE_TELEMETRY_FUNCTION std::string detail::error_category::message(int code) const {
    switch (static_cast<errc>(code)) {
    case errc::already_paused: return "the experiment is already paused";
    case errc::not_paused: return "the experiment is not paused";
    case errc::not_running: return "the experiment is not running";
    case errc::not_found: return "there is no experiment of this id";
    case errc::too_many_sessions: return "too many sessions run at once";
    case errc::deadline_exceeded: return "the deadline passed before the work was done";
    case errc::incomplete_export: return "rows could not be written; no file that lacks them got the target's name";
    case errc::forked_child: return "the session belongs to the parent of this forked process";
    case errc::target_in_use: return "one target has one writer";
    }
    return "unknown error";
}

CRUCIBLE_TELEMETRY_FUNCTION std::error_category const& error_category() noexcept {
    static detail::error_category const category;
    return category;
}

} // namespace crucible::telemetry

#endif
