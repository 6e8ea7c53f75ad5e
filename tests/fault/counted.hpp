// SPDX-License-Identifier: MIT
#pragma once
// Counts what the calling thread allocates, frees and locks while a `watching_costs` lives. counted.cpp replaces malloc
// and the locks of the whole program for that.

#include <cstdint>

namespace test {

struct costs {
    std::uint64_t allocations = 0; ///< and frees
    std::uint64_t locks = 0;       ///< mutexes, read-write locks, condition variables
};

/// False under sanitizers, which replace malloc themselves.
extern bool const costs_are_counted;

class watching_costs {
public:
    watching_costs() noexcept;
    watching_costs(watching_costs const&) = delete;
    watching_costs& operator=(watching_costs const&) = delete;
    ~watching_costs();

    [[nodiscard]] costs so_far() const noexcept;
};

} // namespace test
