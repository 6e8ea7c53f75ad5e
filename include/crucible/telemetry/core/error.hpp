// SPDX-License-Identifier: MIT
#pragma once
// Errors: set-up throws `error` with what, where and how to mend; lifecycle misuse returns a std::error_code of `errc`.

#include <crucible/telemetry/core/detail/compiled.hpp>
#include <crucible/telemetry/core/detail/exceptions.hpp>

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
    target_in_use,
};

namespace detail {

class error_category final : public std::error_category {
public:
    [[nodiscard]] char const* name() const noexcept override { return "crucible_telemetry"; }

    [[nodiscard]] std::string message(int code) const override;
};

} // namespace detail

[[nodiscard]] CRUCIBLE_TELEMETRY_FUNCTION std::error_category const& error_category() noexcept;

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

#include <crucible/telemetry/core/detail/error_functions.hpp>
