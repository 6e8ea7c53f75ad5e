// COMPILES
// SPDX-License-Identifier: MIT
#include "enrich_vocabulary.hpp"

inline constexpr ct::price_list prices{{{"a*", {1, 2}}, {"b", {3, 4, 0.5}}, {"*", {5, 6}}}};

bool read(row_of<request> const& row) {
    return row[ct::latency] > std::chrono::nanoseconds{5} && row[ct::success] == true && row[ct::cost] > 0.5 &&
           row[ct::cost_with<prices>] > 0.5 && row[ct::pricing] == ct::priced::listed && row[ct::tokens_used] == 7;
}
