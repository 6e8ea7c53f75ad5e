// EXPECT: static assertion failed.*a category lists two events of this name
// EXPECT: event_named<.*"train\.stop".*category_named<.*"training"
#include <crucible/telemetry/schema/category.hpp>

namespace ct = crucible::telemetry;

inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::event<"train.stop", loss> stop{};
inline constexpr ct::event<"train.start"> start{};
inline constexpr ct::event<"train.stop"> end{};
inline constexpr ct::category<"training", stop, start, end> training{};

auto const* const found = ct::catalog_of<training>::find("train.stop");
