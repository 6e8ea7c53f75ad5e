// EXPECT: static assertion failed.*statistics of a measurement are asked twice in one `on
// EXPECT: measurement<.*"loss".*in_event<.*"train.batch"
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, ct::watch(ct::on(batch, m::loss.by(m::model) >> ct::mean, m::loss.by(m::model) >> ct::max))};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
