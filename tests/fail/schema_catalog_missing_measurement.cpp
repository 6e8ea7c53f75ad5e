// EXPECT: static assertion failed.*a measurement the event declares was not given
// EXPECT: measurement<.*"epoch".*in_event<.*"crucible_train\.epoch\.stop"
#include <crucible/telemetry/record/record.hpp>
#include <crucible/telemetry/schema/catalog/training.hpp>

namespace ct = crucible::telemetry;
namespace v = ct::vocabulary;

auto row() { return ct::catalog::training::epoch_stop(v::loss = 0.5); }
