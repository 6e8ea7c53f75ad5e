// COMPILES
#include <crucible/telemetry/emit.hpp>

namespace ct = crucible::telemetry;
namespace v = ct::vocabulary;

inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::with_context<"train.batch", loss, v::model> batch{};

void work(std::string_view user, std::string const& request, char const* cohort) {
    ct::context const here{{.user_id = user, .correlation_id = request, .cohort = cohort, .model = "bert"}};
    ct::context const again{ct::current_context()};
    ct::emit(batch(loss = 0.5, v::model = "bert", v::session_id = "s1"));
}
