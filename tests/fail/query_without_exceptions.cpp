// FLAGS: -fno-exceptions
// EXPECT: this header needs exceptions; without them a file can include crucible/telemetry/emit.hpp
// SPDX-License-Identifier: MIT

#include <crucible/telemetry/query.hpp>

int main() { return crucible::telemetry::where(0); }
