// EXPECT: static assertion failed.*the value does not fit the measurement's type without loss
// EXPECT: measurement<.*"tokens".*given_type<int>.*in_event<.*"llm\.request\.stop"
#include "record_spans.hpp"

void work() {
    auto span = start_span(request_stop);
    span(m::tokens = 7);
}
