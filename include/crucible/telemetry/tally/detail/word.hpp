// SPDX-License-Identifier: MIT
#pragma once
// Words that one thread writes and any reads. Stores release and the session's loads acquire what was stored before: a
// lock that readers check and writers never wait for (core/detail/published.hpp) needs no fence then.

#include <crucible/telemetry/core/clock.hpp>
#include <crucible/telemetry/core/detail/inlining.hpp>

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace crucible::telemetry::detail {

using shared_word = std::atomic<std::uint64_t>;

/// Whether a word is added to by one instruction, between whose halves no signal handler can come. Not under the thread
/// sanitizer, which does not see it.
#if defined(__SANITIZE_THREAD__)
#define CRUCIBLE_TELEMETRY_ADDS_AT_ONCE 0
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define CRUCIBLE_TELEMETRY_ADDS_AT_ONCE 0
#endif
#endif
#if defined(__x86_64__) && !defined(CRUCIBLE_TELEMETRY_ADDS_AT_ONCE)
#define CRUCIBLE_TELEMETRY_ADDS_AT_ONCE 1
#endif
#if CRUCIBLE_TELEMETRY_ADDS_AT_ONCE
inline constexpr bool adds_at_once = true;
#else
inline constexpr bool adds_at_once = false;
#endif

/// What the word's own thread stored last.
CRUCIBLE_TELEMETRY_FAST_PATH inline std::uint64_t own(shared_word const& from) noexcept {
    return from.load(std::memory_order_relaxed);
}
CRUCIBLE_TELEMETRY_FAST_PATH inline double own_number(shared_word const& from) noexcept {
    return std::bit_cast<double>(own(from));
}

CRUCIBLE_TELEMETRY_FAST_PATH inline void put(shared_word& to, std::uint64_t value) noexcept {
    to.store(value, std::memory_order_release);
}
CRUCIBLE_TELEMETRY_FAST_PATH inline void put(shared_word& to, double value) noexcept {
    put(to, std::bit_cast<std::uint64_t>(value));
}

CRUCIBLE_TELEMETRY_FAST_PATH inline void add(shared_word& to, std::uint64_t n) noexcept {
#if CRUCIBLE_TELEMETRY_ADDS_AT_ONCE
    asm volatile("addq %1, %0" : "+m"(to) : "er"(n) : "cc"); // x86-64 shows stores to others in their order
#else
    put(to, own(to) + n);
#endif
}

/// The same; whether the sum, as one of such integers, went past their end and begins anew at the other.
template <class Integer>
CRUCIBLE_TELEMETRY_FAST_PATH inline bool add_and_ask(shared_word& to, Integer n) noexcept {
#if CRUCIBLE_TELEMETRY_ADDS_AT_ONCE
    bool wrapped = false;
    if constexpr (Integer(-1) < Integer(0)) asm volatile("addq %2, %0" : "+m"(to), "=@cco"(wrapped) : "er"(n));
    else asm volatile("addq %2, %0" : "+m"(to), "=@ccc"(wrapped) : "er"(n));
    return wrapped;
#else
    Integer sum{};
    bool const wrapped = __builtin_add_overflow(static_cast<Integer>(own(to)), n, &sum);
    put(to, static_cast<std::uint64_t>(sum));
    return wrapped;
#endif
}
#undef CRUCIBLE_TELEMETRY_ADDS_AT_ONCE

/// Copies words of another thread.
inline void look_at(shared_word const* from, std::uint64_t* to, std::size_t n) noexcept {
    for (std::size_t i = 0; i != n; ++i) to[i] = from[i].load(std::memory_order_acquire);
}

} // namespace crucible::telemetry::detail
