// SPDX-License-Identifier: MIT
#include "fault/counted.hpp"
#include "sanitizers.hpp"

#if defined(CRUCIBLE_TELEMETRY_UNDER_ASAN) || defined(CRUCIBLE_TELEMETRY_UNDER_TSAN) || !defined(__GLIBC__)

bool const test::costs_are_counted = false;
test::watching_costs::watching_costs() noexcept = default;
test::watching_costs::~watching_costs() = default;
test::costs test::watching_costs::so_far() const noexcept { return {}; }

#else

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <dlfcn.h>
#include <pthread.h>

namespace {

constinit thread_local bool armed = false;
constinit thread_local test::costs seen{};

void count_allocation() noexcept {
    if (armed) ++seen.allocations;
}

/// Counts, and calls the library's function of this name, which ours hides.
template <class Argument>
int lock_by(std::atomic<int (*)(Argument*)>& real, char const* name, Argument* argument) noexcept {
    if (armed) ++seen.locks;
    auto* f = real.load(std::memory_order_relaxed);
    if (f == nullptr)
        real.store(f = reinterpret_cast<int (*)(Argument*)>(::dlsym(RTLD_NEXT, name)), std::memory_order_relaxed);
    return f(argument);
}

template <class Argument>
using library_function = std::atomic<int (*)(Argument*)>;

constinit library_function<pthread_mutex_t> mutex_lock{nullptr}, mutex_trylock{nullptr};
constinit library_function<pthread_rwlock_t> rwlock_rdlock{nullptr}, rwlock_wrlock{nullptr};
constinit library_function<pthread_cond_t> cond_signal{nullptr}, cond_broadcast{nullptr};

} // namespace

bool const test::costs_are_counted = true;
test::watching_costs::watching_costs() noexcept {
    seen = {};
    armed = true;
}
test::watching_costs::~watching_costs() { armed = false; }
test::costs test::watching_costs::so_far() const noexcept { return seen; }

extern "C" {

void* __libc_malloc(std::size_t) noexcept;
void* __libc_calloc(std::size_t, std::size_t) noexcept;
void* __libc_realloc(void*, std::size_t) noexcept;
void* __libc_memalign(std::size_t, std::size_t) noexcept;
void __libc_free(void*) noexcept;

void* malloc(std::size_t n) noexcept { return count_allocation(), __libc_malloc(n); }
void* calloc(std::size_t n, std::size_t each) noexcept { return count_allocation(), __libc_calloc(n, each); }
void* realloc(void* p, std::size_t n) noexcept { return count_allocation(), __libc_realloc(p, n); }
void* memalign(std::size_t to, std::size_t n) noexcept { return count_allocation(), __libc_memalign(to, n); }
void* aligned_alloc(std::size_t to, std::size_t n) noexcept { return count_allocation(), __libc_memalign(to, n); }
int posix_memalign(void** p, std::size_t to, std::size_t n) noexcept {
    count_allocation();
    *p = __libc_memalign(to, n);
    return *p == nullptr ? ENOMEM : 0;
}
void free(void* p) noexcept {
    count_allocation();
    __libc_free(p);
}

int pthread_mutex_lock(pthread_mutex_t* m) noexcept { return lock_by(mutex_lock, "pthread_mutex_lock", m); }
int pthread_mutex_trylock(pthread_mutex_t* m) noexcept { return lock_by(mutex_trylock, "pthread_mutex_trylock", m); }
int pthread_rwlock_rdlock(pthread_rwlock_t* m) noexcept { return lock_by(rwlock_rdlock, "pthread_rwlock_rdlock", m); }
int pthread_rwlock_wrlock(pthread_rwlock_t* m) noexcept { return lock_by(rwlock_wrlock, "pthread_rwlock_wrlock", m); }
int pthread_cond_signal(pthread_cond_t* c) noexcept { return lock_by(cond_signal, "pthread_cond_signal", c); }
int pthread_cond_broadcast(pthread_cond_t* c) noexcept { return lock_by(cond_broadcast, "pthread_cond_broadcast", c); }
}

#endif
