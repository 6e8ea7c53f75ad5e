// SPDX-License-Identifier: MIT
// A plugin that may have a hub of its own: rows that it emits to a session arrive there all the same.

#include "everything.hpp"
#include "vocabulary.hpp"

extern "C" [[gnu::visibility("default")]] void emit_to_session(session const& run) {
    for (int i = 0; i != rows_of_a_part; ++i) run.emit(step_event(m::part = "plugin", m::step = i, m::loss = 1.0));
}

extern "C" [[gnu::visibility("default")]] void emit_to_everyone() {
    for (int i = 0; i != rows_of_a_part; ++i) ct::emit(step_event(m::part = "plugin", m::step = i, m::loss = 1.0));
}
