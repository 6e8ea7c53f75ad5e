// EXPECT: static assertion failed.*this kind of descriptor cannot hold values of this type
// EXPECT: unsuitable_value_type<.*measurement<.*"loss".*given_type<.*string_view.*>|accepted<.*measurement<.*"loss".*given_type<.*string_view.*>
#include <crucible/telemetry/record/record.hpp>

namespace ct = crucible::telemetry;

inline constexpr ct::gauge<"loss", std::string_view> loss{};
inline constexpr ct::event<"train.stop", loss> stop{};

auto row() { return stop(loss = 0.5); }
