// EXPECT: static assertion failed.*a span fills a timer: the event declares none, or each was given at the start
// EXPECT: in_event<.*"llm\.request\.stop"
#include "record_spans.hpp"

void work() {
    auto const span = start_span(request_stop, m::latency = std::chrono::milliseconds{1});
}
