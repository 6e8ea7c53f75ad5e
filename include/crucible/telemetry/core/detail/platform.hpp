// SPDX-License-Identifier: MIT
#pragma once
// What differs between processors and operating systems, in one place: cycle counter, pages.

#include <crucible/telemetry/core/clock.hpp>
#include <crucible/telemetry/core/detail/inlining.hpp>

#include <cstddef>
#include <ctime>
#include <sys/mman.h>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

namespace crucible::telemetry::detail {

inline constexpr std::size_t cache_line = 64;

/// Whether the cycle counter runs at one rate in all power states, so that it can tell time.
inline bool has_steady_tsc() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    unsigned a = 0, b = 0, c = 0, d = 0; // CPUID 8000_0007h, EDX bit 8: invariant TSC
    return __get_cpuid(0x80000007U, &a, &b, &c, &d) != 0 && (d & 1U << 8) != 0;
#elif defined(__aarch64__)
    return true; // the generic timer
#else
    return false;
#endif
}

CRUCIBLE_TELEMETRY_FAST_PATH inline stamp read_tsc() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    return __builtin_ia32_rdtsc(); // the intrinsics header would cost 0.8 s of every compile
#elif defined(__aarch64__)
    stamp ticks;
    asm volatile("mrs %0, cntvct_el0" : "=r"(ticks));
    return ticks;
#else
    return 0;
#endif
}

/// Asks for a cache line to be written soon; never faults.
CRUCIBLE_TELEMETRY_FAST_PATH inline void prefetch_for_writing(std::byte* at) noexcept {
#if defined(__x86_64__)
    // By name: without -mprfchw the builtin asks for a line to read, which costs a second trip when it is written.
    asm volatile("prefetchw %0" : : "m"(*at));
#else
    __builtin_prefetch(at, 1);
#endif
}

inline stamp read_clock(clockid_t id) noexcept {
    timespec now{};
    ::clock_gettime(id, &now);
    return static_cast<stamp>(now.tv_sec) * 1'000'000'000U + static_cast<stamp>(now.tv_nsec);
}

/// CLOCK_MONOTONIC in nanoseconds: what std::chrono::steady_clock reads.
inline stamp read_steady() noexcept { return read_clock(CLOCK_MONOTONIC); }

inline stamp read_coarse() noexcept {
#ifdef CLOCK_MONOTONIC_COARSE
    return read_clock(CLOCK_MONOTONIC_COARSE);
#else
    return read_steady();
#endif
}

/// The source itself, or `steady` where the processor has no cycle counter to tell time by.
inline tick_source available(tick_source wanted) noexcept {
    return wanted == tick_source::tsc && !has_steady_tsc() ? tick_source::steady : wanted;
}

/// Reads a clock; a step that was never begun is stamped by the steady clock.
inline stamp read(tick_source source) noexcept {
    switch (source) {
    case tick_source::tsc: return read_tsc();
    case tick_source::coarse: return read_coarse();
    default: return read_steady();
    }
}

/// Zeroed pages straight from the kernel, all present, so that later stores never fault; nullptr when there are none.
/// Not malloc: a thread's first event may come from a signal handler that interrupted malloc.
inline void* map_pages(std::size_t bytes) noexcept {
#ifdef MAP_POPULATE
    constexpr int populate = MAP_POPULATE;
#else
    constexpr int populate = 0;
#endif
    void* const pages = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | populate, -1, 0);
    return pages == MAP_FAILED ? nullptr : pages;
}

inline void unmap_pages(void* pages, std::size_t bytes) noexcept { ::munmap(pages, bytes); }

} // namespace crucible::telemetry::detail
