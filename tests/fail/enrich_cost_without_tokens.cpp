// EXPECT: nothing_to_derive_it_from<.*"cost_usd".*in_event<.*"enrich.start"
// EXPECT: the event declares nothing that this measurement could be derived from
// SPDX-License-Identifier: MIT
#include "enrich_vocabulary.hpp"

auto read(row_of<start> const& row) { return row[ct::cost]; }
