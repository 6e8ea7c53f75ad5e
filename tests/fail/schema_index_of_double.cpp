// EXPECT: static assertion failed.*this kind of descriptor cannot hold values of this type
// EXPECT: unsuitable_value_type<.*measurement<.*"epoch".*given_type<double>|accepted<.*measurement<.*"epoch".*given_type<double>
#include <crucible/telemetry/record/record.hpp>

namespace ct = crucible::telemetry;

inline constexpr ct::index<"epoch", double> epoch{};
