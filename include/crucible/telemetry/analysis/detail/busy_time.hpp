// SPDX-License-Identifier: MIT
#pragma once
// For how long at least one of many pieces of work was going on: the length of the union of their intervals. Work that
// overlaps, as in data-parallel training, counts once; gaps and pauses do not count. 152 bytes.

#include <crucible/telemetry/core/detail/time_span.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace crucible::telemetry::detail {

/// Takes intervals about in order of their ends. Exact as long as none reaches back over more than four gaps; what lies
/// before them is taken as covered already.
class busy_time {
public:
    /// Amortised O(1).
    void add(timestamp from, timestamp until) {
        from = std::max(from, settled_until_);
        if (from >= until) return;
        if (size_ != 0 && from < newest().from) return insert({from, until});
        if (size_ != 0 && from <= newest().until) newest().until = std::max(newest().until, until);
        else append({from, until});
    }

    [[nodiscard]] std::chrono::nanoseconds total() const {
        std::chrono::nanoseconds covered = settled_;
        for (std::size_t i = 0; i != size_; ++i) covered = joined(covered, recent_[i]);
        return covered;
    }

private:
    struct interval {
        timestamp from{};
        timestamp until{};
    };

    [[nodiscard]] interval& newest() { return recent_[size_ - 1]; }

    /// Disjoint intervals may together be longer than one of them can be.
    static std::chrono::nanoseconds joined(std::chrono::nanoseconds a, interval b) {
        std::chrono::nanoseconds const length = length_of(b.from, b.until);
        return length > std::chrono::nanoseconds::max() - a ? std::chrono::nanoseconds::max() : a + length;
    }

    /// Behind all others. Settles the older half when there is no room.
    void append(interval last_one) {
        if (size_ == recent_.size()) {
            constexpr std::size_t half = std::tuple_size_v<decltype(recent_)> / 2;
            for (std::size_t i = 0; i != half; ++i) settled_ = joined(settled_, recent_[i]);
            settled_until_ = recent_[half - 1].until;
            for (std::size_t i = 0; i != half; ++i) recent_[i] = recent_[half + i];
            size_ = half;
        }
        recent_[size_++] = last_one;
    }

    /// Among the others: takes those behind it off, joins those that it touches, and puts them back.
    void insert(interval with) {
        std::array<interval, 8> behind;
        std::size_t n = 0;
        while (size_ != 0 && newest().from > with.until) behind[n++] = recent_[--size_];
        while (size_ != 0 && newest().until >= with.from) {
            with.from = std::min(with.from, newest().from);
            with.until = std::max(with.until, newest().until);
            --size_;
        }
        append(with);
        while (n != 0) append(behind[--n]);
    }

    std::array<interval, 8> recent_{}; // in order, with gaps between them
    std::size_t size_ = 0;
    timestamp settled_until_ = timestamp::min();
    std::chrono::nanoseconds settled_{};
};

} // namespace crucible::telemetry::detail
