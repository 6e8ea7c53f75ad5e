// COMPILES
#include "session_vocabulary.hpp"

template <class Taken>
struct writer_of {
    std::uint64_t rows = 0;
    void take(Taken const&) {}
    std::error_code close() noexcept { return {}; }
    void abandon() noexcept {}
    std::uint64_t written() const noexcept { return rows; }
    std::uint64_t failed() const noexcept { return 0; }
};
struct by_rows {
    struct writer : writer_of<int> {
        void write(auto const&) { ++rows; }
    };
    template <class... Events>
    writer open(ct::run_info const&, ct::event_list<Events...>) const {
        return {};
    }
};
struct by_batches {
    template <class... Events>
    writer_of<ct::batch> open(ct::run_info const&, ct::event_list<Events...>) const {
        return {};
    }
};
struct by_passes {
    template <class... Events>
    writer_of<ct::batches> open(ct::run_info const&, ct::event_list<Events...>) const {
        return {};
    }
};
struct typed {
    struct writer : writer_of<int> {
        template <class Event>
        void take(ct::batch_of<Event> const& some) {
            rows += some.rows().size();
        }
    };
    template <class... Events>
    writer open(ct::run_info const&, ct::event_list<Events...>) const {
        return {};
    }
};
static_assert(ct::sink<by_rows> && ct::sink<by_batches> && ct::sink<by_passes> && ct::sink<typed>);
static_assert(ct::sink<ct::csv> && ct::sink<ct::jsonl> && ct::sink<ct::columnar> && ct::sink<ct::nothing>);
static_assert(!ct::sink<int>);

int main() {
    ct::session run{by_passes{}, loss_of_batches, by_rows{}, ct::experiment{.name = "a"}, by_batches{}, ct::nothing{},
                    ct::policies<ct::manual>, typed{}};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
