// EXPECT: static assertion failed.*put the statistics in parentheses: measurement >> \(count \| mean\); \| binds less than >>
// EXPECT: statistics_without_parentheses<.*loss
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, ct::watch(on(batch, m::loss >> ct::count | ct::mean | ct::max))};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
