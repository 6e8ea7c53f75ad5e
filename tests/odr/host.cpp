// SPDX-License-Identifier: MIT
// Loads a plugin, and counts what arrives of it. Rows to one session always do; rows to everyone do where the program
// exports its symbols (-rdynamic), however the plugin is loaded, and else stay in the plugin, which the session says.
//   host PLUGIN local|global everyone|itself

#include "everything.hpp"
#include "vocabulary.hpp"

#include <cstdio>
#include <cstring>
#include <dlfcn.h>

int main(int, char** arguments) {
    session run{ct::experiment{.name = "host"}, listens_to};
    int const how = std::strcmp(arguments[2], "global") == 0 ? RTLD_GLOBAL : RTLD_LOCAL;
    bool const reaches_everyone = std::strcmp(arguments[3], "everyone") == 0;
    void* const plugin = ::dlopen(arguments[1], RTLD_NOW | how);
    if (plugin == nullptr) return std::puts(::dlerror()), 2;
    auto const emit_to = reinterpret_cast<void (*)(session const&)>(::dlsym(plugin, "emit_to_session"));
    auto const emit_to_all = reinterpret_cast<void (*)()>(::dlsym(plugin, "emit_to_everyone"));
    if (emit_to == nullptr || emit_to_all == nullptr) return std::puts(::dlerror()), 2;
    emit_to(run);
    for (int i = 0; i != rows_of_a_part; ++i) run.emit(step_event(m::part = "host", m::step = i, m::loss = 1.0));
    if (run.flush()) return 1;
    if (!run.ledger().balanced() || run.ledger().total().recorded != 2 * rows_of_a_part) return 3;
    emit_to_all();
    if (run.flush()) return 1;
    auto const arrived = run.ledger().total().recorded - 2 * rows_of_a_part;
    std::printf("%d of %d rows to everyone arrived\n", static_cast<int>(arrived), rows_of_a_part);
    if (run.ledger().other_hub == reaches_everyone) return std::puts("it is wrong about the plugin's hub"), 5;
    return run.ledger().balanced() && arrived == (reaches_everyone ? rows_of_a_part : 0) ? 0 : 4;
}
