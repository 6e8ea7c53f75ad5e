// EXPECT: static assertion failed.*a category lists events, nothing else
// EXPECT: category_named<.*"training".*argument<.*"loss"
#include <crucible/telemetry/schema/category.hpp>

namespace ct = crucible::telemetry;

inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::event<"train.stop", loss> stop{};
inline constexpr ct::category<"training", stop, loss> training{};

auto const* const found = ct::catalog_of<training>::find("train.stop");
