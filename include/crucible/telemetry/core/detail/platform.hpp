// SPDX-License-Identifier: MIT
#pragma once
// What differs between processors and operating systems, in one place: clocks, pages, randomness, cancellation.

#include <crucible/telemetry/core/clock.hpp>
#include <crucible/telemetry/core/detail/inlining.hpp>

#include <cstddef>
#include <ctime>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/random.h>

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

/// While it lives, its thread is not cancelled: a cancellation point that is reached in a function that does not throw
/// would end the process.
class uncancelled {
public:
    uncancelled() noexcept { ::pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before_); }
    ~uncancelled() { ::pthread_setcancelstate(before_, nullptr); }
    uncancelled(uncancelled const&) = delete;
    uncancelled& operator=(uncancelled const&) = delete;

private:
    int before_ = 0;
};

inline void sleep_for(std::chrono::nanoseconds shortly) noexcept {
    uncancelled const now;
    timespec const pause{static_cast<std::time_t>(shortly.count() / 1'000'000'000),
                         static_cast<long>(shortly.count() % 1'000'000'000)};
    ::nanosleep(&pause, nullptr);
}

/// Bytes from the kernel's randomness; false when there are none to be had at once.
inline bool fill_randomly(void* to, std::size_t bytes) noexcept {
    uncancelled const now;
    return ::getrandom(to, bytes, GRND_NONBLOCK) == static_cast<ssize_t>(bytes);
}

inline constexpr std::size_t page_bytes = 4096; ///< the least that a kernel here has

/// Zeroed pages straight from the kernel, the first `present` bytes of them in memory already, so that stores there do
/// not fault; nullptr when there are none. Not malloc: a thread's first event may come from a signal handler that
/// interrupted malloc.
inline void* map_pages(std::size_t bytes, std::size_t present) noexcept {
    void* const pages = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) return nullptr;
#ifdef MADV_NOHUGEPAGE
    if (constexpr std::size_t huge = std::size_t{2} << 20; bytes >= huge) ::madvise(pages, bytes, MADV_NOHUGEPAGE);
#endif
#ifdef MADV_POPULATE_WRITE
    if (::madvise(pages, present, MADV_POPULATE_WRITE) == 0) return pages;
#endif
    for (std::size_t at = 0; at < present; at += page_bytes) *(static_cast<std::byte volatile*>(pages) + at) = {};
    return pages;
}

inline void unmap_pages(void* pages, std::size_t bytes) noexcept { ::munmap(pages, bytes); }

/// Gives the memory of pages back to the kernel and leaves them mapped: who still stores there gets zeroed ones.
inline void empty_pages(void* pages, std::size_t bytes) noexcept { ::madvise(pages, bytes, MADV_DONTNEED); }

} // namespace crucible::telemetry::detail
