// COMPILES
#include "session_vocabulary.hpp"

struct simulated {
    using role = ct::clock_role;
    static std::int64_t now() noexcept { return 0; }
};
struct generous {
    using role = ct::overflow_role;
    static ct::overflow_choice on_full(ct::full_ring const&) noexcept { return ct::overflow_choice::drop_oldest; }
};
struct rarely {
    using role = ct::collection_role;
    static std::chrono::seconds rest(std::size_t, std::chrono::nanoseconds) noexcept { return std::chrono::seconds{1}; }
};
struct large {
    using role = ct::ring_role;
    static std::size_t bytes() noexcept { return std::size_t{1} << 22; }
};
struct unbounded {
    using role = ct::ring_memory_role;
    static std::size_t bytes() noexcept { return ~std::size_t{0} / 2; }
};
struct some {
    using role = ct::routing_role;
    static bool everyone() noexcept { return false; }
};
struct soon {
    using role = ct::deadline_role;
    static std::chrono::milliseconds limit() noexcept { return std::chrono::milliseconds{50}; }
};
struct often {
    using role = ct::flush_role;
    static std::chrono::milliseconds limit() noexcept { return std::chrono::milliseconds{100}; }
};
struct logs {
    using role = ct::loss_role;
    static void on_loss(ct::loss_report const&) noexcept {}
};
struct acts {
    using role = ct::finding_role;
    static ct::finding_action on_finding(ct::found_in_row const&) noexcept { return ct::finding_action::nothing; }
};
struct hides_nothing {
    using role = ct::privacy_role;
    template <ct::any_descriptor D>
    static constexpr ct::disclosure of = ct::disclosure::kept;
};

struct one_in_ten {
    using role = ct::sampling_role;
    unsigned seen = 0;
    double weight(auto const&) noexcept { return seen++ % 10 == 0 ? 10 : 0; }
};

int main() {
    ct::session run{ct::experiment{.name = "a"}, loss_of_batches,
                    ct::policies<simulated, generous, rarely, large, unbounded, some, soon, often, logs,
                                 acts, hides_nothing, one_in_ten>};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
