// SPDX-License-Identifier: MIT
#pragma once
// Dictionaries: the different texts of a tag, numbered in order of appearance; append-only and bounded.

#include <crucible/telemetry/core/hash.hpp>
#include <crucible/telemetry/store/buffer.hpp>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace crucible::telemetry::detail {

/// One thread adds labels while others read those whose codes they were handed: labels never move.
class dictionary {
public:
    static constexpr std::string_view overflow_label = "(overflow)";
    static constexpr std::size_t most_labels = std::size_t{1} << 20;

    explicit dictionary(std::size_t limit) : limit_(std::min(limit, most_labels)), labels_(limit_ + 1) {}

    /// The label's code; that of the overflow label for a new one when the dictionary is full. Writer only.
    [[nodiscard]] std::int32_t code_of(std::string_view label) {
        if (latest_ >= size_ || labels_[latest_] != label) latest_ = find_or_add(label);
        return static_cast<std::int32_t>(latest_);
    }

    /// The text of a code that `code_of` gave, valid while the dictionary lives.
    [[nodiscard]] std::string_view operator[](std::int32_t code) const {
        return labels_[static_cast<std::size_t>(code)];
    }

    /// How many different labels there are. Writer only, as are the two below.
    [[nodiscard]] std::size_t size() const { return size_; }
    /// Values that were stored as the overflow label because the dictionary was full.
    [[nodiscard]] std::uint64_t overflowed() const { return overflowed_; }
    [[nodiscard]] std::size_t bytes() const {
        return text_bytes_ + size_ * 2 * sizeof(std::string_view) + places_.size() * sizeof(std::uint32_t);
    }

private:
    static constexpr std::uint32_t nobody = 0xffff'ffff;

    /// Where in the table of places a label is, or would be. Open addressing with linear steps; never more than half
    /// full.
    [[nodiscard]] std::size_t place_of(std::string_view label) const {
        std::size_t place = hash(label) & (places_.size() - 1);
        while (places_[place] != nobody && labels_[places_[place]] != label) place = (place + 1) & (places_.size() - 1);
        return place;
    }

    std::size_t find_or_add(std::string_view label) {
        std::uint32_t const known = places_[place_of(label)];
        if (known != nobody) return known;
        if (size_ < limit_) return add(label);
        ++overflowed_;
        std::uint32_t const overflow = places_[place_of(overflow_label)];
        return overflow != nobody ? overflow : add(overflow_label);
    }

    void grow() {
        places_.assign(places_.size() * 2, nobody);
        for (std::size_t code = 0; code != size_; ++code)
            places_[place_of(labels_[code])] = static_cast<std::uint32_t>(code);
    }

    std::size_t add(std::string_view label) {
        if (2 * size_ >= places_.size()) grow();
        auto text = std::make_unique<char[]>(label.size());
        std::copy(label.begin(), label.end(), text.get());
        std::string_view const kept(text.get(), label.size());
        texts_.push_back(std::move(text));
        std::size_t const code = size_++;
        labels_[code] = kept;
        places_[place_of(kept)] = static_cast<std::uint32_t>(code);
        text_bytes_ += kept.size();
        return code;
    }

    std::size_t limit_;
    buffer<std::string_view> labels_; // a code is an index; never reallocated, because others read
    std::vector<std::unique_ptr<char[]>> texts_;
    std::vector<std::uint32_t> places_ = std::vector<std::uint32_t>(64, nobody); ///< a power of two of codes
    std::size_t size_ = 0;
    std::size_t latest_ = 0; // neighbouring rows mostly have the same label
    std::size_t text_bytes_ = 0;
    std::uint64_t overflowed_ = 0;
};

} // namespace crucible::telemetry::detail
