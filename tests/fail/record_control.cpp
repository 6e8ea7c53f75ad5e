// COMPILES
// What the other record_*.cpp do wrong, done right.
#include "record_spans.hpp"

#include <crucible/telemetry/record/adapt.hpp>

#include <boost/hana/adapt_struct.hpp>

struct annotated {
    ct::measured<m::loss> loss;
    ct::measured<m::accuracy> accuracy;
    ct::measured<m::epoch> epoch;
};

struct mine {
    float loss;
    double accuracy;
    short epoch;
};
BOOST_HANA_ADAPT_STRUCT(mine, loss, accuracy, epoch);

void work() {
    auto row = epoch_stop(m::epoch = short{1}, m::loss = 0.5F, m::accuracy = 1);
    row[m::loss] = 2;
    auto span = start_span(request_stop, m::model = "bert");
    span(m::tokens = 7U, m::phase = phase::decode, m::grad_norm = 0.5F);
    (void)ct::adapt(epoch_stop, annotated{.loss = 0.5, .accuracy = 1, .epoch = 3});
    (void)ct::adapt(epoch_stop, mine{.loss = 0.5F, .accuracy = 1, .epoch = 3});
}
