// EXPECT: static assertion failed.*a catalog lists two categories of this name
// EXPECT: category_named<.*"training"
#include <crucible/telemetry/schema/category.hpp>

namespace ct = crucible::telemetry;

inline constexpr ct::event<"train.start"> start{};
inline constexpr ct::event<"my.train.start"> my_start{};
inline constexpr ct::category<"training", start> training{};
inline constexpr ct::category<"training", my_start> mine{};

auto const* const found = ct::catalog_of<training, mine>::find("train.start");
