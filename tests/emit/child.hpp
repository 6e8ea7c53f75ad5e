// SPDX-License-Identifier: MIT
#pragma once
// Runs a function in a forked child and tells how the child ended; one that hangs is killed.

#include <cstdio>
#include <functional>
#include <sys/wait.h>
#include <unistd.h>

namespace test {

/// What `_exit` was given: 0 is well; 128 + the signal that ended the child, 14 (alarm) when it hung.
inline int in_child(std::function<int()> const& run, unsigned seconds = 20) {
    std::fflush(nullptr);
    pid_t const child = ::fork();
    if (child == 0) {
        ::alarm(seconds);
        ::_exit(run());
    }
    int status = 0;
    if (child < 0 || ::waitpid(child, &status, 0) != child) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace test
