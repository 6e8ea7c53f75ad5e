// EXPECT: static assertion failed.*an argument is not of the form measurement = value
// EXPECT: argument<int>.*in_event<.*"llm\.request\.stop"
#include "record_spans.hpp"

void work() {
    auto span = start_span(request_stop);
    int tokens = 0;
    span(tokens = 7);
}
