// EXPECT: static assertion failed.*this statistic means nothing for this kind of measurement
// EXPECT: statistic_named<.*"mean".*measurement<.*"model"
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, ct::watch(ct::on(batch, m::model >> (ct::count | ct::mean)))};
    return run[m::model][ct::count] == 0 ? 0 : 1;
}
