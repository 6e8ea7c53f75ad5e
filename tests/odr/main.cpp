// SPDX-License-Identifier: MIT
// The program: its parts see the same types as itself.

#include "everything.hpp"
#include "vocabulary.hpp"

int main() {
    double expected = 0;
    for (int i = 0; i != rows_of_a_part; ++i) expected += step_event(m::part = "main", m::step = i, m::loss = 0.5 * i)[m::loss];
    return first() == expected && second() == expected ? 0 : 1;
}
