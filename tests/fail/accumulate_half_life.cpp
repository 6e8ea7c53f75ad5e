// EXPECT: a half-life is a positive number of rows or a positive time, of 1e9 rows or seconds at most
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/accumulate/ewma.hpp>

namespace ct = crucible::telemetry;

auto const smooth = ct::ewma<0>;
