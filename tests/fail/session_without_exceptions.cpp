// FLAGS: -fno-exceptions
// EXPECT: this header needs exceptions; without them a file can include crucible/telemetry/emit.hpp
// SPDX-License-Identifier: MIT

#include <crucible/telemetry.hpp>

int main() { crucible::telemetry::session run{crucible::telemetry::experiment{.name = "refused"}}; }
