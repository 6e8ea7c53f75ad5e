// EXPECT: static assertion failed.*of a tallied event no rows are kept
// EXPECT: event_named<.*"llm\.token\.out"
#include "tally_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, ct::watch(token_out)};
    return run.rows(token_out).size() == 0 ? 0 : 1;
}
