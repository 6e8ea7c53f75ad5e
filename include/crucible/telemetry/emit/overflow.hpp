// SPDX-License-Identifier: MIT
#pragma once
// What an overflow policy is told of a row that does not fit into its thread's ring, and what it may choose.

#include <cstddef>
#include <cstdint>

namespace crucible::telemetry {

enum class overflow_choice : unsigned char {
    drop_row,    ///< the new row is dropped, and counted `ring_full`
    drop_oldest, ///< the oldest row is dropped, and counted `overwritten`; then the policy is asked again if need be
    wait,        ///< for 50 us, then the policy is asked again; in the thread that drains the session, `drop_row`
};

struct full_ring {
    std::size_t row_bytes = 0;  ///< of the row
    std::size_t ring_bytes = 0; ///< of the thread's ring
    std::uint32_t thread = 0;   ///< the number of the thread in its session
    std::uint32_t waits = 0;    ///< how often the row has waited already
};

} // namespace crucible::telemetry
