// SPDX-License-Identifier: MIT
#pragma once
// Storage that keeps no rows: for sessions of which only statistics and exports are wanted.

#include <crucible/telemetry/store/storage.hpp>

#include <atomic>

namespace crucible::telemetry {

template <any_event Event>
class empty_table {
public:
    template <class Row>
    void append(std::span<Row> sorted_by_time) {
        appended_.fetch_add(sorted_by_time.size(), std::memory_order_relaxed);
    }
    [[nodiscard]] rows<Event> snapshot() const { return {}; }
    [[nodiscard]] std::size_t size() const { return 0; }
    [[nodiscard]] std::uint64_t appended() const { return appended_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t evicted() const { return 0; }
    [[nodiscard]] std::uint64_t overflowed() const { return 0; }
    [[nodiscard]] std::size_t memory_bytes() const { return 0; }
    void clear() {}

private:
    std::atomic<std::uint64_t> appended_{0};
};

/// Rows are counted and let go.
struct nothing {
    using role = storage_role;
    template <any_event Event>
    using table = empty_table<Event>;
};

} // namespace crucible::telemetry
