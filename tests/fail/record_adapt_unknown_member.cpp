// EXPECT: static assertion failed.*the event does not declare this measurement
// EXPECT: measurement<.*"los".*did_you_mean<.*"loss".*in_event<.*"train\.epoch\.stop"
#include "record_vocabulary.hpp"

#include <crucible/telemetry/record/adapt.hpp>

#include <boost/hana/adapt_struct.hpp>

struct mine {
    double los;
    double accuracy;
    int epoch;
};
BOOST_HANA_ADAPT_STRUCT(mine, los, accuracy, epoch);

auto const row = ct::adapt(epoch_stop, mine{});
