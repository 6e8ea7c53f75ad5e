// EXPECT: static assertion failed.*the event does not declare this measurement
// EXPECT: measurement<.*"epoch".*did_you_mean<.*"ok".*in_event<.*"llm\.request\.stop"
#include "record_spans.hpp"

void work() {
    auto const span = start_span(request_stop, m::epoch = 1);
}
