// SPDX-License-Identifier: MIT
#pragma once
// Finds entries by the hash of what they stand for: open addressing with linear steps, never more than half full.

#include <crucible/telemetry/core/detail/dynamic_array.hpp>

#include <cstdint>

namespace crucible::telemetry::detail {

/// Of numbers or pointers, of which `Absent` is no entry. What an entry stands for is its owner's to know.
template <class Entry, Entry Absent>
class hash_index {
public:
    /// The entry of this hash that `is(entry)`; Absent when there is none. O(1).
    template <class Is>
    [[nodiscard]] Entry find(std::uint64_t hash, Is is) const {
        if (places_.empty()) return Absent;
        std::size_t at = first_place(hash);
        while (places_[at] != Absent && !is(places_[at])) at = next_place(at);
        return places_[at];
    }

    /// Adds an entry that is not there; `hash_of(entry)` is the hash of any. Throws std::bad_alloc, and then nothing
    /// has changed. O(1) amortised.
    template <class HashOf>
    void insert(Entry entry, HashOf hash_of) {
        if (2 * (size_ + 1) > places_.size()) grow(hash_of);
        put(entry, hash_of(entry));
        ++size_;
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t bytes() const { return places_.size() * sizeof(Entry); }

private:
    [[nodiscard]] std::size_t first_place(std::uint64_t hash) const {
        return static_cast<std::size_t>(hash) & (places_.size() - 1);
    }
    [[nodiscard]] std::size_t next_place(std::size_t at) const { return (at + 1) & (places_.size() - 1); }

    void put(Entry entry, std::uint64_t hash) {
        std::size_t at = first_place(hash);
        while (places_[at] != Absent) at = next_place(at);
        places_[at] = entry;
    }

    template <class HashOf>
    void grow(HashOf hash_of) {
        dynamic_array<Entry> wider(places_.empty() ? 16 : 2 * places_.size());
        wider.fill(Absent);
        dynamic_array<Entry> const before = std::exchange(places_, std::move(wider));
        for (Entry const entry : before)
            if (entry != Absent) put(entry, hash_of(entry));
    }

    dynamic_array<Entry> places_; ///< none, or a power of two
    std::size_t size_ = 0;
};

} // namespace crucible::telemetry::detail
