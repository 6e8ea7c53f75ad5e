// SPDX-License-Identifier: MIT
#pragma once
// The order in time of the rows of several events: their places, sorted by time, then thread; whatever the rows are.

#include <crucible/telemetry/core/clock.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace crucible::telemetry::detail {

/// The number of an event, and of a row of it.
class row_place {
public:
    row_place() = default;
    /// Pre-condition: less than 65,536 events, and 2^48 rows.
    row_place(std::size_t event, std::size_t row) : both_(std::uint64_t{event} << row_bits | row) {}

    [[nodiscard]] std::size_t event() const { return static_cast<std::size_t>(both_ >> row_bits); }
    [[nodiscard]] std::size_t row() const {
        return static_cast<std::size_t>(both_ & ((std::uint64_t{1} << row_bits) - 1));
    }

private:
    static constexpr unsigned row_bits = 48;
    std::uint64_t both_ = 0;
};

class order_builder {
public:
    /// The rows of the next event, which may be reached by number.
    template <class Rows>
    void add(Rows const& rows) {
        std::size_t const begin = keys_.size(), event = ends_.size();
        keys_.reserve(begin + rows.size());
        std::size_t i = 0;
        for (auto const& row : rows) keys_.push_back({row.at, row.thread, row_place{event, i++}});
        auto const first = keys_.begin() + static_cast<std::ptrdiff_t>(begin);
        if (!std::is_sorted(first, keys_.end())) std::stable_sort(first, keys_.end());
        ends_.push_back(keys_.size());
    }

    /// Of all rows so far, the last ones.
    [[nodiscard]] std::vector<row_place> last(std::size_t most) && {
        while (ends_.size() > 1) merge_pairs();
        std::size_t const n = std::min(most, keys_.size());
        std::vector<row_place> order;
        order.reserve(n);
        for (std::size_t i = keys_.size() - n; i != keys_.size(); ++i) order.push_back(keys_[i].place);
        return order;
    }

private:
    struct key {
        timestamp at{};
        std::uint32_t thread = 0;
        row_place place{};

        friend bool operator<(key const& a, key const& b) { return a.at != b.at ? a.at < b.at : a.thread < b.thread; }
    };

    /// Equal keys remain in order of events: of two neighbours, what stands on the left comes first.
    void merge_pairs() {
        std::vector<key> merged(keys_.size());
        std::vector<std::size_t> ends;
        for (std::size_t i = 0, begin = 0; i < ends_.size(); i += 2) {
            std::size_t const middle = ends_[i], end = i + 1 < ends_.size() ? ends_[i + 1] : middle;
            std::merge(keys_.data() + begin, keys_.data() + middle, keys_.data() + middle, keys_.data() + end,
                       merged.data() + begin);
            ends.push_back(begin = end);
        }
        keys_ = std::move(merged);
        ends_ = std::move(ends);
    }

    std::vector<key> keys_{};
    std::vector<std::size_t> ends_{}; ///< of the rows of each event, later of each merged piece
};

} // namespace crucible::telemetry::detail
