// EXPECT: static assertion failed.*the writer of a sink has `std::error_code close\(\) noexcept`
// EXPECT: sink_writer_does_not_close<.*counting::writer.*>
#include "session_vocabulary.hpp"

struct counting {
    struct writer {
        std::uint64_t rows = 0;
        void write(auto const&) { ++rows; }
        std::error_code close() { return {}; }
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
