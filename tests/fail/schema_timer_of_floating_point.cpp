// EXPECT: static assertion failed.*this kind of descriptor cannot hold values of this type
// EXPECT: unsuitable_value_type<.*measurement<.*"latency".*given_type<.*duration<double.*>|accepted<.*measurement<.*"latency".*given_type<.*duration<double.*>
#include <crucible/telemetry/record/record.hpp>

namespace ct = crucible::telemetry;

inline constexpr ct::timer<"latency", std::chrono::duration<double>> latency{};
