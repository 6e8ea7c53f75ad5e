// EXPECT: static assertion failed.*this kind of descriptor cannot hold values of this type
// EXPECT: unsuitable_value_type<.*measurement<.*"loss".*given_type<bool>|accepted<.*measurement<.*"loss".*given_type<bool>
#include <crucible/telemetry/record/record.hpp>

namespace ct = crucible::telemetry;

inline constexpr ct::gauge<"loss", bool> loss{};
