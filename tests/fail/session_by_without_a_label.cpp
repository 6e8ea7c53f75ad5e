// EXPECT: static assertion failed.*this is no label; statistics kept by label are read of one of them
// EXPECT: given_type<.*string_view.*mean_t
#include "session_vocabulary.hpp"

int main() {
    ct::session run{ct::experiment{.name = "a"}, ct::watch(ct::on(batch, m::loss.by(m::model) >> ct::mean))};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
    return run[m::loss.by(m::model)][ct::mean] > 0;
}
