// EXPECT: static assertion failed.*a session is given what it listens to by watch
// EXPECT: no_watch<
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, batch};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
    double const last = run.rows(batch).back()[m::loss];
    (void)last;
}
