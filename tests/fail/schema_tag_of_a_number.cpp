// EXPECT: static assertion failed.*this kind of descriptor cannot hold values of this type
// EXPECT: unsuitable_value_type<.*measurement<.*"shard".*given_type<int>|accepted<.*measurement<.*"shard".*given_type<int>
#include <crucible/telemetry/record/record.hpp>

namespace ct = crucible::telemetry;

inline constexpr ct::tag<"shard", int> shard{};
