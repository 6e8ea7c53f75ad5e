// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/detail/at_fork.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using crucible::telemetry::detail::at_fork;

std::string calls;

at_fork const first{[]() noexcept { calls += "before1 "; }, []() noexcept { calls += "parent1 "; },
                    []() noexcept { calls += "child1 "; }};
at_fork const second{[]() noexcept { calls += "before2 "; }, nullptr, []() noexcept { calls += "child2 "; }};

bool has(std::string const& part) { return calls.find(part) != std::string::npos; }

} // namespace

TEST_CASE("every fork calls what was registered before it, in the parent and in the child") {
    calls.clear();
    pid_t const child = ::fork();
    if (child == 0) ::_exit(has("before2 before1 ") && has("child1 ") && has("child2 ") && !has("parent") ? 0 : 1);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    CHECK(has("before2 before1 ")); // the latest first, as with locks
    CHECK(has("parent1 "));
    CHECK_FALSE(has("child"));
}
