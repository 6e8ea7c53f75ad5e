// EXPECT: \blos\b.*did you mean '(m::)?loss'
#include "record_vocabulary.hpp"

auto const row = epoch_stop(m::los = 0.5, m::accuracy = 0.9, m::epoch = 1);
