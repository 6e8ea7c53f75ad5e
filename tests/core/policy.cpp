// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/policy.hpp>

#include <catch2/catch_test_macros.hpp>

namespace ct = crucible::telemetry;

namespace {

struct patient {
    using role = ct::overflow_role;
};
struct strict {
    using role = ct::overflow_role;
};
struct fast_clock {
    using role = ct::clock_role;
};

} // namespace

TEST_CASE("a policy is a type with a role") {
    STATIC_CHECK(ct::policy<patient>);
    STATIC_CHECK(ct::policy_of<patient, ct::overflow_role>);
    STATIC_CHECK(!ct::policy_of<patient, ct::clock_role>);
    STATIC_CHECK(!ct::policy<int>);
}

TEST_CASE("a pack has the policy of a role in any order, or the default") {
    using pack = ct::policy_pack<fast_clock, strict>;
    STATIC_CHECK(std::is_same_v<pack::of<ct::overflow_role, patient>, strict>);
    STATIC_CHECK(std::is_same_v<pack::of<ct::clock_role, void>, fast_clock>);
    STATIC_CHECK(std::is_same_v<ct::policy_pack<strict, fast_clock>::of<ct::clock_role, void>, fast_clock>);
    STATIC_CHECK(std::is_same_v<ct::policy_pack<>::of<ct::overflow_role, patient>, patient>);
    STATIC_CHECK(std::same_as<pack::mistake, int>);
    STATIC_CHECK(std::same_as<ct::policy_pack<>::mistake, int>);
}
