// EXPECT: static assertion failed.*a sink has `open\(ct::run_info const&, ct::event_list<…>\) const`
// EXPECT: sink_does_not_open<.*counting.*>
#include "session_vocabulary.hpp"

struct counting {
    int open(std::string const&) const { return 0; }
};

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, counting{}};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
