// EXPECT: static assertion failed.*a cell takes a value that stands for several rows by `void operator\(\)\(double value, double weight\)`
// EXPECT: cell_without_weight<.*summed.*>
#include <crucible/telemetry/statistics.hpp>

namespace ct = crucible::telemetry;

struct summed {
    double n = 0;
    void operator()(double x) { n += x; }
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
};
constexpr summed_t sums{};

auto const both = ct::mean | sums;
