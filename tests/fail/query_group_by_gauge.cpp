// EXPECT: measurement<.*"accuracy"
// EXPECT: rows are grouped by a tag, an index or a flag
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

std::size_t groups(stored const& all) { return (all | ct::group_by(m::accuracy)).size(); }
