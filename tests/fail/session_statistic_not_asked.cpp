// EXPECT: this statistic was not asked for when the statistics were composed
// EXPECT: statistic_named<.*"variance".*asked_for<.*"count".*"mean"
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches};
    return static_cast<int>(run[m::loss][ct::variance]);
}
