// EXPECT: a_model_is_listed_twice
// SPDX-License-Identifier: MIT
#include "enrich_vocabulary.hpp"

inline constexpr ct::price_list prices{{{"a", {1, 2}}, {"b", {3, 4}}, {"a*", {5, 6}}}};
