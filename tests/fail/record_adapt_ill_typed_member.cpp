// EXPECT: static assertion failed.*the value does not fit the measurement's type without loss
// EXPECT: measurement<.*"epoch".*expected_type<int>.*given_type<double>.*in_event<.*"train\.epoch\.stop"
#include "record_vocabulary.hpp"

#include <crucible/telemetry/record/adapt.hpp>

#include <boost/hana/adapt_struct.hpp>

struct mine {
    double loss;
    double accuracy;
    double epoch;
};
BOOST_HANA_ADAPT_STRUCT(mine, loss, accuracy, epoch);

auto const row = ct::adapt(epoch_stop, mine{});
