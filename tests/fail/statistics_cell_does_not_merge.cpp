// EXPECT: static assertion failed.*a cell takes in what another one has seen by `operator\+=`
// EXPECT: cell_does_not_merge<.*summed.*>
#include <crucible/telemetry/statistics.hpp>

namespace ct = crucible::telemetry;

struct summed {
    double n = 0;
    void operator()(double x, double weight = 1) { n += weight * x; }
    friend bool operator==(summed const&, summed const&) = default;
};
struct summed_t : ct::statistic_base {
    using cell = summed;
    static constexpr ct::fixed_string name{"summed"};
    static double read(cell const& c) { return c.n; }
};
constexpr summed_t sums{};

auto const both = ct::mean | sums;
