// EXPECT: measurement<.*"gradient_norm"
// EXPECT: no event of these rows declares this measurement
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

auto kept(std::tuple<stored> const& all) { return ranges::distance(all | ct::where(m::gradient_norm > 1.0)); }
