// EXPECT: static assertion failed.*a statistic is a name: it has no data of its own
// EXPECT: statistic_with_members<.*summed_t.*>
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
    using cell = summed;
    static constexpr ct::fixed_string name{"summed"};
    static double read(cell const& c) { return c.n; }
    int power = 2;
};
constexpr summed_t sums{};

auto const both = ct::mean | sums;
