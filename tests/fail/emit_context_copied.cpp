// EXPECT: (use of deleted function|call to deleted constructor)
#include <crucible/telemetry/emit/context.hpp>

namespace ct = crucible::telemetry;

void work() {
    ct::context const here{{.user_id = "u7"}};
    auto const copy = here;
}
