// EXPECT: static assertion failed.*this kind of descriptor cannot hold values of this type
// EXPECT: measurement<.*"phase".*given_type<(::)?phase>
#include <crucible/telemetry/record/record.hpp>

namespace ct = crucible::telemetry;

enum class phase { prefill, decode };

namespace m {
inline constexpr ct::tag<"phase", phase> phase{};
}
