// EXPECT: static assertion failed.*a span fills a timer: the event declares none, or each was given at the start
// EXPECT: in_event<.*"train\.epoch\.stop"
#include "record_spans.hpp"

void work() {
    auto const span = start_span(epoch_stop, m::loss = 0.5, m::accuracy = 0.9, m::epoch = 1);
}
