// EXPECT: static assertion failed.*a span may end early: a measurement it does not know at its start must be optional in the event
// EXPECT: measurement<.*"epoch".*in_event<.*"train\.batch\.stop"
#include "record_spans.hpp"

inline constexpr ct::event<"train.batch.stop", m::latency, m::loss, m::epoch> batch_stop{};

void work() {
    auto const span = start_span(batch_stop, m::loss = 0.5);
}
