// EXPECT: static assertion failed.*two categories of a catalog list an event of this name
// EXPECT: event_named<.*"train\.stop".*category_named<.*"training".*category_named<.*"mine"
#include <crucible/telemetry/schema/category.hpp>

namespace ct = crucible::telemetry;

inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::event<"train.start"> start{};
inline constexpr ct::event<"train.stop", loss> stop{};
inline constexpr ct::event<"train.stop"> end{};
inline constexpr ct::category<"training", start, stop> training{};
inline constexpr ct::category<"mine", end> mine{};

auto const* const found = ct::catalog_of<training, mine>::find("train.stop");
