// SPDX-License-Identifier: MIT
#include <crucible/telemetry/format/ledger.hpp>

int main() { return fmt::format("{}", crucible::telemetry::ledger{}) == "emitted 0: recorded 0" ? 0 : 1; }
