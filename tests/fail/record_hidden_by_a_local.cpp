// EXPECT: static assertion failed.*an argument is not of the form measurement = value; does a local variable hide the measurement's name\?
// EXPECT: argument<double>.*in_event<.*"train\.epoch\.stop"
#include "record_vocabulary.hpp"

using namespace m;

auto row() {
    double loss = 0;
    return epoch_stop(loss = 0.5, accuracy = 0.9, epoch = 1);
}
