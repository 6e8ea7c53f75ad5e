// SPDX-License-Identifier: MIT
// Instrumented code, which may be compiled without exceptions and without run-time types.

#include "steps.hpp"

void emit_steps(char const* model, int first, int last) {
    for (int i = first; i != last; ++i) ct::emit(step_stop(m::step = i, m::loss = 0.5 * i, m::model = model));
}
