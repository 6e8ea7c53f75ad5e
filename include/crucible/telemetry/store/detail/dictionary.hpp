// SPDX-License-Identifier: MIT
#pragma once
// Dictionaries: the different texts of a tag, numbered in order of appearance; append-only and bounded.

#include <crucible/telemetry/core/detail/smaller.hpp>
#include <crucible/telemetry/core/detail/hash.hpp>
#include <crucible/telemetry/core/detail/hash_index.hpp>
#include <crucible/telemetry/store/detail/buffer.hpp>

#include <cstdint>
#include <string_view>

namespace crucible::telemetry::detail {

/// One thread adds labels while others read those whose codes they were handed: labels never move.
class dictionary {
public:
    static constexpr std::string_view overflow_label = "(overflow)";
    static constexpr std::size_t most_labels = std::size_t{1} << 20;

    explicit dictionary(std::size_t limit) : limit_(smaller(limit, most_labels)), labels_(limit_ + 1) {}

    /// The label's code; that of the overflow label for a new one when the dictionary is full. Writer only.
    [[nodiscard]] std::int32_t code_of(std::string_view label) {
        if (latest_ >= size_ || labels_[latest_] != label) latest_ = find_or_add(label);
        return static_cast<std::int32_t>(latest_);
    }

    /// The text of a code that `code_of` gave, valid while the dictionary lives.
    [[nodiscard]] std::string_view operator[](std::int32_t code) const {
        return labels_[static_cast<std::size_t>(code)];
    }

    /// How many different labels there are. Writer only, as are those below.
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t limit() const { return limit_; }
    /// Whether a new label would be stored as the overflow label.
    [[nodiscard]] bool full() const { return size_ >= limit_; }
    /// Values that were stored as the overflow label because the dictionary was full.
    [[nodiscard]] std::uint64_t overflowed() const { return overflowed_; }
    [[nodiscard]] std::size_t bytes() const {
        return text_bytes_ + size_ * sizeof(std::string_view) + codes_.bytes();
    }

private:
    static constexpr std::uint32_t nobody = 0xffff'ffff;
    static constexpr std::size_t least_block = 1024;

    [[nodiscard]] std::uint32_t find(std::string_view label) const {
        return codes_.find(hash(label), [&](std::uint32_t code) { return labels_[code] == label; });
    }

    std::size_t find_or_add(std::string_view label) {
        std::uint32_t const known = find(label);
        if (known != nobody) return known;
        if (size_ < limit_) return add(label);
        ++overflowed_;
        std::uint32_t const overflow = find(overflow_label);
        return overflow != nobody ? overflow : add(overflow_label);
    }

    std::size_t add(std::string_view label) {
        labels_[size_] = keep(label);
        codes_.insert(static_cast<std::uint32_t>(size_), [&](std::uint32_t code) { return hash(labels_[code]); });
        return size_++;
    }

    /// A copy that never moves.
    std::string_view keep(std::string_view label) {
        if (label.empty()) return {};
        if (label.size() > left_) {
            left_ = blocks_.emplace_back(larger(label.size(), least_block)).bytes();
            text_bytes_ += left_;
        }
        char* const copy = blocks_.back().data() + blocks_.back().bytes() - left_;
        std::memcpy(copy, label.data(), label.size());
        left_ -= label.size();
        return {copy, label.size()};
    }

    std::size_t limit_;
    buffer<std::string_view> labels_; // a code is an index; never reallocated, because others read
    dynamic_array<buffer<char>> blocks_; // of text
    std::size_t left_ = 0;             // at the end of the last one
    std::size_t text_bytes_ = 0;       // of all
    hash_index<std::uint32_t, nobody> codes_;
    std::size_t size_ = 0;
    std::size_t latest_ = 0; // neighbouring rows mostly have the same label
    std::uint64_t overflowed_ = 0;
};

} // namespace crucible::telemetry::detail
