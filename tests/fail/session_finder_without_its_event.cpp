// EXPECT: static assertion failed.*a statistic of this event raises findings: include <crucible/telemetry/detect/finding.hpp>
// EXPECT: findings_have_no_event<.*train\.batch
#include "session_vocabulary.hpp"

struct above {
    double most = 0;
    void operator()(double x, double = 1) { most = x > most ? x : most; }
    above& operator+=(above const& other) {
        (*this)(other.most);
        return *this;
    }
    std::optional<ct::finding> take_finding() { return std::nullopt; }
    friend bool operator==(above const&, above const&) = default;
};
struct above_t : ct::statistic_base {
    using cell = above;
    static constexpr ct::fixed_string name{"above"};
    static double read(cell const& c) { return c.most; }
};
constexpr above_t too_much{};

int main() {
    ct::session run{ct::experiment{.name = "a"}, ct::watch(on(batch, m::loss >> (ct::mean | too_much)))};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
