// EXPECT: static assertion failed.*a measurement was given twice
// EXPECT: measurement<.*"model".*in_event<.*"llm\.request\.stop"
#include "record_spans.hpp"

void work() {
    auto span = start_span(request_stop);
    span(m::model = "a", m::model = "b");
}
