// EXPECT: given_type<.*remote
// EXPECT: a source needs `rows\(\) const`, which gives a range of the rows of its event
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

struct remote : ct::source_base {
    remote take(ct::stretch) const { return {}; }
};

auto answer(remote const& from) {
    return (from | ct::since({}) | ct::where(m::ok) | ct::select(m::accuracy) | ct::over(ct::mean))[ct::mean];
}
