// EXPECT: given_type<.*remote
// EXPECT: a source needs `rows\(\) const`, which gives a range of the rows of its event
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

struct remote : ct::source_base {};

std::string answer(remote const& from) { return ct::explain(from, ct::last(3)); }
