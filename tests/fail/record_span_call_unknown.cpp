// EXPECT: static assertion failed.*the event does not declare this measurement
// EXPECT: measurement<.*"loss".*did_you_mean<.*"ok".*in_event<.*"llm\.request\.stop"
#include "record_spans.hpp"

void work() {
    auto span = start_span(request_stop);
    span(m::loss = 0.5);
}
