// EXPECT: static assertion failed.*the `take_finding\(\)` of a cell returns `std::optional<ct::finding>`
// EXPECT: cell_finds_something_else<.*summed.*>
#include <crucible/telemetry/statistics.hpp>

namespace ct = crucible::telemetry;

struct summed {
    double n = 0;
    void operator()(double x, double weight = 1) { n += weight * x; }
    summed& operator+=(summed const& other) {
        n += other.n;
        return *this;
    }
    friend bool operator==(summed const&, summed const&) = default;
    bool take_finding() { return n > 100; }
};
struct summed_t : ct::statistic_base {
    using cell = summed;
    static constexpr ct::fixed_string name{"summed"};
    static double read(cell const& c) { return c.n; }
};
constexpr summed_t sums{};

ct::accumulator_of<double, decltype(ct::mean | sums)> kept;
