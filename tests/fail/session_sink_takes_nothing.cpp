// EXPECT: static assertion failed.*the writer of a sink has `write\(row\)`, or `take` of a ct::batch
// EXPECT: sink_writer_takes_nothing<.*counting::writer.*>
#include "session_vocabulary.hpp"

struct counting {
    struct writer {
        std::uint64_t rows = 0;
        std::error_code close() noexcept { return {}; }
        void abandon() noexcept {}
        std::uint64_t written() const noexcept { return rows; }
        std::uint64_t failed() const noexcept { return 0; }
    };
    template <class... Events>
    writer open(ct::run_info const&, ct::event_list<Events...>) const {
        return {};
    }
};

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches, counting{}};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
