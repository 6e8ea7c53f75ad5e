// EXPECT: this cell has no form in bytes; give it form, write and read
// EXPECT: plain_sum
// SPDX-License-Identifier: MIT
#include <crucible/telemetry/serial/bytes.hpp>

namespace ct = crucible::telemetry;

struct plain_sum {
    double total = 0;
    void operator()(double x, double weight = 1) { total += x * weight; }
    plain_sum& operator+=(plain_sum const& other) { return total += other.total, *this; }
    friend bool operator==(plain_sum const&, plain_sum const&) = default;
};

struct plain_t : ct::statistic_base {
    using cell = plain_sum;
    static constexpr ct::fixed_string name{"plain"};
    static double read(cell const& c) { return c.total; }
};

auto bytes_of(ct::accumulator_of<double, plain_t> const& a) { return ct::to_bytes(a); }
