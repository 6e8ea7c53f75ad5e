// EXPECT: static assertion failed
// EXPECT: \blos\b.*did you mean '(m::)?loss'|measurement<.*"los".*did_you_mean<.*"loss"
// EXPECT: train\.batch
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, ct::watch(ct::on(batch, m::los >> ct::mean))};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
