// EXPECT: given_type<std::vector<
// EXPECT: the query would read rows that are gone: name the container and query that, or give a view \(ct::results\)
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

std::vector<ct::row_view<std::remove_cv_t<decltype(m::epoch_stop)>>> chosen();

auto answer() { return (chosen() | ct::where(m::ok) | ct::select(m::accuracy) | ct::over(ct::mean))[ct::mean]; }
