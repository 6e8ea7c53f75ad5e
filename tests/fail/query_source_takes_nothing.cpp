// EXPECT: given_type<.*remote
// EXPECT: take\(step\) gives a narrower source or the answer, not nothing
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

struct remote : ct::source_base {
    stored rows() const { return {}; }
    void take(ct::latest_rows) const {}
};

auto answer(remote const& from) { return (from | ct::last(3) | ct::select(m::accuracy) | ct::over(ct::mean))[ct::mean]; }
