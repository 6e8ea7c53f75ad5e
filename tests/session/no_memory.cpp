// SPDX-License-Identifier: MIT
// No memory for what a worker needs: rows wait in their rings, the process lives, and nothing is unaccounted for.

#include "../emit/child.hpp"
#include "../emit/vocabulary.hpp"

#include <crucible/telemetry/statistics.hpp>
#include <crucible/telemetry/session/session.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdio>
#include <new>
#include <sys/resource.h>
#include <unistd.h>

namespace {

inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::event<"memory.step", loss> step{};

/// Bytes of address space in use.
rlim_t mapped() {
    unsigned long pages = 0;
    if (std::FILE* const file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%lu", &pages) != 1) pages = 0;
        std::fclose(file);
    }
    return pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE));
}

bool limit_memory(rlim_t bytes) {
    rlimit const limit{bytes, RLIM_INFINITY};
    return ::setrlimit(RLIMIT_AS, &limit) == 0;
}

/// Takes what the limit leaves, and what the C library keeps for later, down to pieces smaller than a batch.
void take_all_memory() {
    while (::operator new(std::size_t{1} << 16, std::nothrow) != nullptr) {}
}

} // namespace

TEST_CASE("rows for which there is no memory wait until there is") {
    if (under_asan || under_tsan) SKIP("the sanitizers reserve address space of their own");
    constexpr std::uint64_t rows = 1000;
    CHECK(test::in_child([] {
        ct::session run{ct::experiment{.name = "no memory"}, ct::watch(ct::on(step, loss >> ct::count)), ct::policies<ct::manual>};
        for (std::uint64_t i = 0; i != rows; ++i) ct::emit(step(loss = 1.0));
        if (!limit_memory(mapped())) return 1;
        take_all_memory();
        std::size_t const without = run.drain();
        if (!limit_memory(RLIM_INFINITY)) return 2;
        if (without != 0 || run.ledger().in_flight != rows) return 3;
        if (run.drain() != rows) return 4;
        return run.ledger().balanced() && run.ledger().total().recorded == rows && run[loss][ct::count] == rows ? 0 : 5;
    }) == 0);
}
