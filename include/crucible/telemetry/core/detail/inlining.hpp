// SPDX-License-Identifier: MIT
#pragma once
// How functions on the hot path and on its rare branches are compiled.

/// Out of line, and at no cost to the function that calls it on its own rare path: under clang the callee saves the
/// registers, so that the caller needs no frame before it knows which path it takes. Such a function is a template with
/// the parameter `class = slow_call`, which makes how it is called part of its name: in a program of two compilers'
/// objects the linker would otherwise keep one for both.
#if defined(__clang__) && defined(__x86_64__)
#define CRUCIBLE_TELEMETRY_SLOW_PATH __attribute__((noinline, preserve_most))
#else
#define CRUCIBLE_TELEMETRY_SLOW_PATH [[gnu::noinline]]
#endif

namespace crucible::telemetry::detail {

struct callee_saves;
struct caller_saves;
#if defined(__clang__) && defined(__x86_64__)
using slow_call = callee_saves;
#else
using slow_call = caller_saves;
#endif

} // namespace crucible::telemetry::detail

/// Part of the hot path: always inline where the compiler optimises. Elsewhere each event's is compiled once, instead
/// of at every place that emits it.
#if defined(__OPTIMIZE__)
#define CRUCIBLE_TELEMETRY_FAST_PATH __attribute__((always_inline))
#else
#define CRUCIBLE_TELEMETRY_FAST_PATH
#endif
