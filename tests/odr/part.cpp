// SPDX-License-Identifier: MIT
// One part of the program: a translation unit, or a shared library, of its own. PART names it.

#include "everything.hpp"
#include "vocabulary.hpp"

#define TEXT_OF(name) #name
#define NAME_OF(name) TEXT_OF(name)

void PART(session const& run) {
    for (int i = 0; i != rows_of_a_part; ++i) {
        ct::emit(step_event(m::part = NAME_OF(PART), m::step = i, m::loss = 1.0));
        run.emit(step_event(m::part = NAME_OF(PART), m::step = i, m::loss = 2.0));
    }
}
