// EXPECT: nothing_to_derive_it_from<.*"success".*in_event<.*"enrich.epoch"
// EXPECT: the event declares nothing that this measurement could be derived from
// SPDX-License-Identifier: MIT
#include "enrich_vocabulary.hpp"

auto read(row_of<epoch_stop> const& row) { return row[ct::success]; }
