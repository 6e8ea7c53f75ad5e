// SPDX-License-Identifier: MIT
// The program: what its parts emit reaches its sessions, from whichever binary it comes, exactly once.

#include "everything.hpp"
#include "vocabulary.hpp"

#include <cstdio>

namespace {

bool expect(char const* what, double expected, double got) {
    if (expected != got) std::printf("%s: expected %g, got %g\n", what, expected, got);
    return expected == got;
}

} // namespace

int main() {
    session run{ct::experiment{.name = "one"}, listens_to};
    session other{ct::experiment{.name = "other"}, listens_to};
    for (int i = 0; i != rows_of_a_part; ++i) ct::emit(step_event(m::part = "main", m::step = i, m::loss = 1.0));
    first(run);
    second(run);
    if (run.flush() || other.flush()) return 1;

    // Three parts emit to everyone, two of them also to `run`.
    bool good = expect("rows of one", 5 * rows_of_a_part, static_cast<double>(run[m::loss][ct::count]));
    good &= expect("sum of one", 7 * rows_of_a_part, run[m::loss][ct::sum]);
    good &= expect("rows of other", 3 * rows_of_a_part, static_cast<double>(other[m::loss][ct::count]));
    good &= expect("sum of other", 3 * rows_of_a_part, other[m::loss][ct::sum]);
    return good && run.ledger().balanced() && other.ledger().balanced() ? 0 : 1;
}
