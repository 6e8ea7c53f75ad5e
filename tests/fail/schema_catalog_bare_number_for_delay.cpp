// EXPECT: static assertion failed.*a timer takes a std::chrono duration, not a bare number without a unit
// EXPECT: measurement<.*"delay".*in_event<.*"hedging\.hedge\.fired"
#include <crucible/telemetry/record/record.hpp>
#include <crucible/telemetry/schema/catalog/hedging.hpp>

namespace ct = crucible::telemetry;
namespace v = ct::vocabulary;

auto row() { return ct::catalog::hedging::hedge_fired(v::delay = 50); }
