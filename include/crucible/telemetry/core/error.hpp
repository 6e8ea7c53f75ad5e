// SPDX-License-Identifier: MIT
#pragma once
// Errors: set-up throws `error` with what, where and how to mend; lifecycle misuse returns a std::error_code of `errc`.

#include <string>
#include <system_error>

namespace crucible::telemetry {

enum class errc {
    already_paused = 1,
    not_paused,
    not_running,
    not_found,
    too_many_sessions,
    deadline_exceeded,
    incomplete_export,
    forked_child,
};

namespace detail {

class error_category final : public std::error_category {
public:
    [[nodiscard]] char const* name() const noexcept override { return "crucible_telemetry"; }

    [[nodiscard]] std::string message(int code) const override {
        switch (static_cast<errc>(code)) {
        case errc::already_paused: return "the experiment is already paused";
        case errc::not_paused: return "the experiment is not paused";
        case errc::not_running: return "the experiment is not running";
        case errc::not_found: return "there is no experiment of this id";
        case errc::too_many_sessions: return "too many sessions run at once";
        case errc::deadline_exceeded: return "the deadline passed before the work was done";
        case errc::incomplete_export: return "rows could not be written; the file was not put in place";
        case errc::forked_child: return "the session belongs to the parent of this forked process";
        }
        return "unknown error";
    }
};

} // namespace detail

[[nodiscard]] inline std::error_category const& error_category() noexcept {
    static detail::error_category const category;
    return category;
}

[[nodiscard]] inline std::error_code make_error_code(errc code) noexcept {
    return {static_cast<int>(code), error_category()};
}

/// Thrown by set-up only, never by running code.
class error : public std::system_error {
public:
    using std::system_error::system_error;
};

} // namespace crucible::telemetry

template <>
struct std::is_error_code_enum<crucible::telemetry::errc> : std::true_type {};
