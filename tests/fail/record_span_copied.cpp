// EXPECT: (use of deleted function|call to deleted constructor)
#include "record_spans.hpp"

void work() {
    auto const span = start_span(request_stop);
    auto const copy = span;
}
