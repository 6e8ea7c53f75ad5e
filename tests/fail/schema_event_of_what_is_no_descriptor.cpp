// EXPECT: static assertion failed.*an event lists descriptors and ct::optional<descriptor>, nothing else
// EXPECT: event_named<.*"train\.stop".*argument<(const )?double( const)?>
#include <crucible/telemetry/record/record.hpp>

namespace ct = crucible::telemetry;

inline constexpr ct::gauge<"loss"> loss{};
inline constexpr double accuracy = 0.5;
inline constexpr ct::event<"train.stop", loss, accuracy> stop{};

auto row() { return stop(loss = 0.5); }
