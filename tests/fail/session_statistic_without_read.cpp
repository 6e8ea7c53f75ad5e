// EXPECT: static assertion failed.*a statistic has `static … read\(cell const&\)`
// EXPECT: statistic_without_read<.*summed_t.*>
#include "session_vocabulary.hpp"

struct summed {
    double n = 0;
    void operator()(double x, double weight = 1) { n += weight * x; }
    summed& operator+=(summed const& other) {
        n += other.n;
        return *this;
    }
    friend bool operator==(summed const&, summed const&) = default;
};
struct summed_t : ct::statistic_base {
    using cell = summed;
    static constexpr ct::fixed_string name{"summed"};
};
constexpr summed_t sums{};

int main() {
    ct::session run{ct::experiment{.name = "a"}, ct::watch(on(batch, m::loss >> sums))};
    run.emit(batch(m::loss = 0.5, m::model = "a"));
}
