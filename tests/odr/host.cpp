// SPDX-License-Identifier: MIT
// Loads the plugin in a way that keeps its symbols apart, and counts what arrives.

#include "everything.hpp"
#include "vocabulary.hpp"

#include <cstdio>
#include <dlfcn.h>

int main(int, char** arguments) {
    session run{ct::experiment{.name = "host"}, listens_to};
    void* const plugin = ::dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    if (plugin == nullptr) return std::puts(::dlerror()), 2;
    auto const emit = reinterpret_cast<void (*)(session const&)>(::dlsym(plugin, "emit_from_plugin"));
    if (emit == nullptr) return std::puts(::dlerror()), 2;
    emit(run);
    for (int i = 0; i != rows_of_a_part; ++i) run.emit(step_event(m::part = "host", m::step = i, m::loss = 1.0));
    if (run.flush()) return 1;
    ct::ledger const account = run.ledger();
    return account.balanced() && account.total().recorded == 2 * rows_of_a_part ? 0 : 1;
}
