// EXPECT: static assertion failed.*this kind of descriptor cannot hold values of this type
// EXPECT: unsuitable_value_type<.*measurement<.*"latency".*given_type<(std::int64_t|int64_t|long( int)?)>|accepted<.*measurement<.*"latency".*given_type<(std::int64_t|int64_t|long( int)?)>
#include <crucible/telemetry/record/record.hpp>

namespace ct = crucible::telemetry;

inline constexpr ct::timer<"latency", std::int64_t> latency{};
