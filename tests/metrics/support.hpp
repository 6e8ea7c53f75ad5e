// SPDX-License-Identifier: MIT
#pragma once
// What the tests of this room share: children that run and are waited for, and points of a file.

#include <crucible/telemetry/metrics.hpp>

#include "export/folder.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>
#include <sys/wait.h>

namespace test {

namespace ct = crucible::telemetry;

/// Runs in a forked process, which ends with what `work` returns.
template <class Work>
pid_t start_child(Work work) {
    std::fflush(nullptr);
    pid_t const child = ::fork();
    if (child != 0) return child;
    ::alarm(60);
    if constexpr (std::is_void_v<decltype(work())>) work();
    else ::_exit(work());
    std::abort(); // what returns nothing runs for ever
}

/// Exit status; 128 + the signal that ended the child.
inline int wait_for(pid_t child) {
    int status = 0;
    if (child < 0 || ::waitpid(child, &status, 0) != child) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

template <class Work>
int in_child(Work work) {
    return wait_for(start_child(work));
}

/// Limits the size of any file of this process, and asks for EFBIG instead of a signal.
inline void allow_files_of(rlim_t size) {
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = size;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, SIG_IGN);
}

/// recorded = acknowledged + pending + dropped, and these are they.
inline bool accounts(ct::metric_account const& account, std::uint64_t acknowledged, std::uint64_t pending,
                     std::uint64_t dropped) {
    return account.acknowledged == acknowledged && account.pending == pending && account.dropped == dropped &&
           account.recorded == acknowledged + pending + dropped;
}

} // namespace test
