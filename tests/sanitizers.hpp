// SPDX-License-Identifier: MIT
#pragma once
// Which sanitizer a test runs under, if any; g++ and clang say it in their own ways.

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CRUCIBLE_TELEMETRY_UNDER_ASAN
#endif
#if __has_feature(thread_sanitizer)
#define CRUCIBLE_TELEMETRY_UNDER_TSAN
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) && !defined(CRUCIBLE_TELEMETRY_UNDER_ASAN)
#define CRUCIBLE_TELEMETRY_UNDER_ASAN
#endif
#if defined(__SANITIZE_THREAD__) && !defined(CRUCIBLE_TELEMETRY_UNDER_TSAN)
#define CRUCIBLE_TELEMETRY_UNDER_TSAN
#endif

#if defined(CRUCIBLE_TELEMETRY_UNDER_ASAN)
inline constexpr bool under_asan = true;
#else
inline constexpr bool under_asan = false;
#endif
#if defined(CRUCIBLE_TELEMETRY_UNDER_TSAN)
inline constexpr bool under_tsan = true;
#else
inline constexpr bool under_tsan = false;
#endif
