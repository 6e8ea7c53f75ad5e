// COMPILES
#include "tally_vocabulary.hpp"

inline constexpr auto counted_only = ct::tallied(ct::event<"llm.token.in", m::tokens>{});
inline constexpr auto timed = ct::tallied(ct::event<"llm.loss", ct::optional<m::loss>>{.help = "a loss"},
                                          m::loss >> (ct::quantiles | ct::variance | ct::max | ct::nonfinite));
inline constexpr ct::event<"llm.request", m::loss> request{};

int main() {
    ct::session run{ct::experiment{.name = "a"}, ct::watch(token_out, counted_only, timed, request)};
    ct::emit(token_out(m::tokens = 1, m::loss = 0.5));
    run.emit(counted_only(m::tokens = 1));
    (void)run.rows(request);
    bool const right = run[token_out][m::tokens][ct::sum] > 0 && run[timed][m::loss][ct::max] > 0;
    return right && run[m::tokens][ct::count] > 0 ? 0 : 1;
}
