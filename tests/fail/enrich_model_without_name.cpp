// EXPECT: a_model_has_no_name_or_a_star_within_it
// SPDX-License-Identifier: MIT
#include "enrich_vocabulary.hpp"

inline constexpr ct::price_list prices{{{"a", {1, 2}}, {"", {3, 4}}}};
