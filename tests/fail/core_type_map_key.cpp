// EXPECT: no_such_key|accepted<char, crucible::telemetry::type_map
// EXPECT: the map has no entry for this key
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/type_map.hpp>

namespace ct = crucible::telemetry;

int main() {
    ct::type_map<ct::pair<int, double>> map;
    (void)map.at<char>();
}
