// EXPECT(g++): could not convert .*int.* to .*context_text
// EXPECT(clang++): no viable conversion from 'int' to '.*context_text'
#include <crucible/telemetry/emit/context.hpp>

namespace ct = crucible::telemetry;

auto const values = ct::context_values{.user_id = 7};
