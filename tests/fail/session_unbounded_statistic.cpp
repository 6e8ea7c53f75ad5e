// EXPECT: static assertion failed.*keeps every value, which an endless stream cannot
// EXPECT: statistic_named<.*"median".*measurement<.*"loss"
#include "session_vocabulary.hpp"

#include <crucible/telemetry/statistics.hpp>

int main() {
    ct::session run{ct::experiment{.name = "a"}, ct::watch(ct::on(batch, m::loss >> (ct::count | ct::median)))};
    return run[m::loss][ct::count] == 0 ? 0 : 1;
}
