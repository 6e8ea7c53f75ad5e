// EXPECT: given_type<int>
// EXPECT: analysis takes ct::rows, or what has `all_rows\(\)`: a session, a recording
// SPDX-License-Identifier: MIT
#include "analysis_vocabulary.hpp"

std::size_t of_a_number() { return ct::compare(ct::summary{}, 17).baseline.name.size(); }
