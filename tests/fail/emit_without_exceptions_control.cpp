// FLAGS: -fno-exceptions -fno-rtti
// COMPILES
// SPDX-License-Identifier: MIT

#include <crucible/telemetry/emit.hpp>

namespace ct = crucible::telemetry;

inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::timer<"duration"> duration{};
inline constexpr ct::event<"my.step.stop", loss> step_stop{};
inline constexpr ct::event<"my.call.stop", duration, ct::optional<loss>> call_stop{};

int main() {
    ct::emit(step_stop(loss = 0.5));
    auto call = ct::time(call_stop);
    call(loss = 0.25);
}
