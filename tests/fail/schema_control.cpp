// COMPILES
// What the other schema_*.cpp do wrong, done right.
#include <crucible/telemetry/record/record.hpp>
#include <crucible/telemetry/schema/registry.hpp>

namespace ct = crucible::telemetry;

enum class phase { prefill, decode };
constexpr std::string_view to_text(phase p) { return p == phase::prefill ? "prefill" : "decode"; }

namespace m {
inline constexpr ct::gauge<"loss", float> loss{.in = ct::nats, .help = "training loss"};
inline constexpr ct::index<"epoch_2", unsigned short> epoch{};
inline constexpr ct::timer<"latency", std::chrono::duration<int, std::milli>> latency{};
inline constexpr ct::flag<"ok"> ok{};
inline constexpr ct::tag<"phase", phase> phase{};
inline constexpr ct::text<"note"> note{};
} // namespace m

inline constexpr ct::event<"train_2.stop", m::loss, m::epoch, m::latency, m::ok, m::phase, ct::optional<m::note>> stop{};
inline constexpr ct::event<"start"> start{};

static_assert(ct::registry<stop, start>::find("start") != nullptr && start() == start());
