// EXPECT: static assertion failed.*a session is given what it listens to by watch
// EXPECT: no_watch<
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, ct::policies<ct::manual>};
    (void)run.stop();
}
