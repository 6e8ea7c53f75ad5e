// EXPECT: static assertion failed.*a catalog lists categories, nothing else
// EXPECT: argument<.*event<.*"my\.start"
#include <crucible/telemetry/schema/category.hpp>

namespace ct = crucible::telemetry;

inline constexpr ct::event<"train.start"> start{};
inline constexpr ct::event<"my.start"> my_start{};
inline constexpr ct::category<"training", start> training{};
using mine = ct::catalog_of<training, my_start>;

auto const* const found = mine::find("train.start");
auto const all = mine::all;
