// EXPECT: static assertion failed.*the event declares a measurement of this name, but of another type or kind
// EXPECT: expected_type<.*descriptor<.*"loss".*, double.*given_type<.*descriptor<.*"loss".*, float
#include "record_vocabulary.hpp"

inline constexpr ct::gauge<"loss", float> loss{};
auto const row = epoch_stop(loss = 0.5F, m::accuracy = 0.9, m::epoch = 1);
