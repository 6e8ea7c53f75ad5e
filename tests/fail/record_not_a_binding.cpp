// EXPECT: static assertion failed.*an argument is not of the form measurement = value
// EXPECT: argument<.*descriptor<.*"loss"
#include "record_vocabulary.hpp"

auto const row = epoch_stop(m::loss, m::accuracy = 0.9, m::epoch = 1);
