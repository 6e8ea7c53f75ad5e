// EXPECT: given_type<int>
// EXPECT: a query runs on rows: on run.rows\(event\), on a source \(ct::source_base\), or on a range
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

auto answer(int number) { return (number | ct::last(3) | ct::select(m::accuracy) | ct::over(ct::mean))[ct::mean]; }
