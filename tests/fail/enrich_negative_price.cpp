// EXPECT: a_price_is_negative_or_no_number
// SPDX-License-Identifier: MIT
#include "enrich_vocabulary.hpp"

inline constexpr ct::price_list prices{{{"a", {1, 2}}, {"b", {3, -4}}}};
