// EXPECT: static assertion failed.*the value does not convert to the measurement's type
// EXPECT: measurement<.*"model".*given_type<int>.*in_event<.*"llm\.request\.stop"
#include "record_spans.hpp"

void work() {
    auto const span = start_span(request_stop, m::model = 7);
}
