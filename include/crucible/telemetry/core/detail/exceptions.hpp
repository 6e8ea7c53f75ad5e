// SPDX-License-Identifier: MIT
#pragma once
// What takes in, keeps, writes and asks for rows needs exceptions; <crucible/telemetry/emit.hpp> does without them.
// There is no such file: that ends the compilation with this one error, where #error would be followed by dozens.

#if !defined(__cpp_exceptions) && !defined(__EXCEPTIONS)
#include <crucible_telemetry: this header needs exceptions; without them a file can include crucible/telemetry/emit.hpp>
#endif
