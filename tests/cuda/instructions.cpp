// SPDX-License-Identifier: MIT
// Emission from a .cu executes as many instructions as from a .cpp. Both are always compiled with -O2.
#include "fault/single_steps.hpp"
#include "launching.hpp"

#include <crucible/telemetry.hpp>
#include <memory>

using namespace launching;

#if !TEST_COUNTS_INSTRUCTIONS

TEST_CASE("instructions of emission from a .cu") { SKIP("counted on x86-64 only, optimised and without sanitizers"); }

#else

namespace {

constexpr int most_apart = 2;

[[gnu::noinline]] void emit_from_cpp(std::int64_t step, double loss) {
    ct::emit(counted(m::step = step, m::loss = loss));
}

template <class Prepare>
void compare(Prepare prepare) {
    int const in_cpp = test::instructions_of(&emit_from_cpp, prepare);
    int const in_cu = test::instructions_of(&emit_from_cu, prepare);
    INFO(in_cpp << " instructions in a .cpp, " << in_cu << " in a .cu");
    CHECK(in_cpp > 0);
    CHECK(in_cu - in_cpp <= most_apart);
    CHECK(in_cpp - in_cu <= most_apart);
}

} // namespace

TEST_CASE("a row from a .cu costs as many instructions as from a .cpp") {
    compare([] {
        return std::make_unique<ct::session<ct::experiment, decltype(ct::watch(counted)), ct::policy_pack<ct::manual>>>(
            ct::experiment{.name = "instructions"}, ct::watch(counted), ct::policies<ct::manual>);
    });
}

TEST_CASE("with nobody listening, too") {
    compare([] { return 0; });
}

#endif
