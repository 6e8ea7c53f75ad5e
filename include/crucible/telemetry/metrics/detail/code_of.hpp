// SPDX-License-Identifier: MIT
#pragma once
// What code of others returns or throws, as an error code.

#include <crucible/telemetry/core/error.hpp>

#include <new>

namespace crucible::telemetry::detail {

/// What `call` returns or throws, as an error code.
template <class Call>
std::error_code code_of(Call call) noexcept {
    auto const or_else = [](std::error_code code) { return code ? code : std::make_error_code(std::errc::io_error); };
    try {
        return call();
    } catch (std::system_error const& thrown) {
        return or_else(thrown.code());
    } catch (std::bad_alloc const&) {
        return std::make_error_code(std::errc::not_enough_memory);
    } catch (...) {
        return or_else({});
    }
}

} // namespace crucible::telemetry::detail
