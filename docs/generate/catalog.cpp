// SPDX-License-Identifier: MIT
// Prints docs/reference/catalog.md.
#include "catalog.hpp"

#include <cstdio>

int main() {
    std::string const page = docs::markdown<crucible::telemetry::catalog::all>();
    return std::fwrite(page.data(), 1, page.size(), stdout) == page.size() && std::fflush(stdout) == 0 ? 0 : 1;
}
