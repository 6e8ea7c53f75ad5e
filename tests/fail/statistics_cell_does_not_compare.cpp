// EXPECT: static assertion failed.*a cell is made empty, copied and compared
// EXPECT: cell_is_not_regular<.*summed.*>
#include <crucible/telemetry/statistics.hpp>

namespace ct = crucible::telemetry;

struct summed {
    double n = 0;
    void operator()(double x, double weight = 1) { n += weight * x; }
    summed& operator+=(summed const& other) {
        n += other.n;
        return *this;
    }
};
struct summed_t : ct::statistic_base {
    using cell = summed;
    static constexpr ct::fixed_string name{"summed"};
    static double read(cell const& c) { return c.n; }
};
constexpr summed_t sums{};

auto const both = ct::mean | sums;
