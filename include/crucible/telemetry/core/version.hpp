// SPDX-License-Identifier: MIT
#pragma once
// The library's version: as a number for the preprocessor, as text for programs.

#include <string_view>

/// 10,000 major + 100 minor + patch.
#define CRUCIBLE_TELEMETRY_VERSION 100

namespace crucible::telemetry {

inline constexpr std::string_view version = "0.1.0";

} // namespace crucible::telemetry
