// SPDX-License-Identifier: MIT
#pragma once
// Where functions that are no templates are defined: in every program that uses them, or once, in a library.
//
// Header-only is the default. Who links crucible::telemetry_compiled has CRUCIBLE_TELEMETRY_COMPILED=1, and reads only
// their declarations; the library's source alone reads the definitions, too, and has CRUCIBLE_TELEMETRY_SOURCE=1.
// A header X.hpp that takes part marks such functions as CRUCIBLE_TELEMETRY_FUNCTION, and ends with the include of
// detail/X_functions.hpp, which defines them if CRUCIBLE_TELEMETRY_DEFINES. A class whose code only sessions need is a
// template of `class = void`, so that no other program compiles it, and is named in CRUCIBLE_TELEMETRY_COMPILED_ONCE:
// then the library has its code.

#ifndef CRUCIBLE_TELEMETRY_COMPILED
#define CRUCIBLE_TELEMETRY_COMPILED 0
#endif
#ifndef CRUCIBLE_TELEMETRY_SOURCE
#define CRUCIBLE_TELEMETRY_SOURCE 0
#endif

#if CRUCIBLE_TELEMETRY_COMPILED
#define CRUCIBLE_TELEMETRY_FUNCTION
#define CRUCIBLE_TELEMETRY_DEFINES CRUCIBLE_TELEMETRY_SOURCE
#else
#define CRUCIBLE_TELEMETRY_FUNCTION inline
#define CRUCIBLE_TELEMETRY_DEFINES 1
#endif

#if CRUCIBLE_TELEMETRY_SOURCE
#define CRUCIBLE_TELEMETRY_COMPILED_ONCE(...) template __VA_ARGS__
#elif CRUCIBLE_TELEMETRY_COMPILED
#define CRUCIBLE_TELEMETRY_COMPILED_ONCE(...) extern template __VA_ARGS__
#else
#define CRUCIBLE_TELEMETRY_COMPILED_ONCE(...) static_assert(true)
#endif
