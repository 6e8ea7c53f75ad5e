// EXPECT: event_named<.*"query.other"
// EXPECT: none of these rows is of this event
// SPDX-License-Identifier: MIT
#include "query_vocabulary.hpp"

inline constexpr ct::event<"query.other"> other{};

bool first_is(std::tuple<stored> const& all) { return ct::timeline{all}[0].as(other).has_value(); }
