// EXPECT: static assertion failed.*a statistic has `using cell = …`
// EXPECT: statistic_without_cell<.*summed_t.*>
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
};
struct summed_t : ct::statistic_base {
    static constexpr ct::fixed_string name{"summed"};
    static double read(summed const& c) { return c.n; }
};
constexpr summed_t sums{};

auto const both = ct::mean | sums;
