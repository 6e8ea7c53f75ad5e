// EXPECT: static assertion failed.*a name consists of lower-case letters, digits and '_' and begins with a letter
// EXPECT: category_named<.*"Training jobs"
#include <crucible/telemetry/schema/category.hpp>

namespace ct = crucible::telemetry;

inline constexpr ct::event<"train.start"> start{};
inline constexpr ct::category<"Training jobs", start> training{};

auto const* const found = ct::catalog_of<training>::find("train.start");
