// SPDX-License-Identifier: MIT
// A function with instrumentation, and the same without: off.py compiles both and compares the instructions.

#ifdef INSTRUMENTED

#include <crucible/telemetry/emit.hpp>
#include <crucible/telemetry/tally.hpp>

namespace ct = crucible::telemetry;

namespace m {
inline constexpr ct::index<"step"> step{};
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::tag<"phase"> phase{};
inline constexpr ct::timer<"took"> took{};
inline constexpr ct::flag<"ok"> ok{};
} // namespace m

inline constexpr ct::event<"train.batch", m::step, m::loss, ct::optional<m::phase>> batch{};
inline constexpr ct::event<"train.epoch", m::took, m::ok, ct::optional<m::loss>> epoch{};

inline constexpr auto losses = ct::tallied(ct::event<"train.losses", m::loss>{}, m::loss >> (ct::mean | ct::max));

#define INSTRUMENT(...) __VA_ARGS__

#else

#define INSTRUMENT(...)

#endif

extern "C" {

double train(double const* x, long n) {
    double loss = 0;
    INSTRUMENT(auto timed = ct::time(epoch);)
    for (long i = 0; i != n; ++i) {
        INSTRUMENT(ct::step();)
        loss += x[i] * x[i];
        INSTRUMENT(ct::emit(batch(m::step = i, m::loss = loss, m::phase = "train"));)
    }
    INSTRUMENT(timed(m::loss = loss);)
    return loss;
}

double one_row([[maybe_unused]] long step, double loss) {
    INSTRUMENT(ct::emit(batch(m::step = step, m::loss = loss));)
    return loss;
}

double one_tally(double loss) {
    INSTRUMENT(ct::emit(losses(m::loss = loss));)
    return loss;
}
}
