// EXPECT: static assertion failed.*the event declares two measurements of this name
// EXPECT: measurement_named_twice<.*event_named<.*"train\.batch".*measurement<.*"user_id"
#include <crucible/telemetry/schema/context_words.hpp>

namespace ct = crucible::telemetry;
namespace v = ct::vocabulary;

inline constexpr ct::with_context<"train.batch", v::user_id, ct::optional<v::user_id>> batch{};
