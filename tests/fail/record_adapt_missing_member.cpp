// EXPECT: static assertion failed.*a measurement the event declares was not given
// EXPECT: measurement<.*"accuracy".*in_event<.*"train\.epoch\.stop"
// EXPECT: mine
#include "record_vocabulary.hpp"

#include <crucible/telemetry/record/adapt.hpp>

#include <boost/hana/adapt_struct.hpp>

struct mine {
    double loss;
    int epoch;
};
BOOST_HANA_ADAPT_STRUCT(mine, loss, epoch);

auto const row = ct::adapt(epoch_stop, mine{});
