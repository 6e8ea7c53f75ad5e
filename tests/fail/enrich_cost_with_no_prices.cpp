// EXPECT: price_source
// SPDX-License-Identifier: MIT
#include "enrich_vocabulary.hpp"

inline constexpr ct::price dollars{1, 2};

auto read(row_of<request> const& row) { return row[ct::cost_with<dollars>]; }
