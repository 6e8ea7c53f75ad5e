// SPDX-License-Identifier: MIT
#pragma once
// The beginning of a text, where it stands: what a sketch of bounded size shows of a tag. Tags are told apart by hash.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace crucible::telemetry::cells::detail {

/// Up to `Capacity` bytes, cut before the character that does not fit.
template <std::size_t Capacity>
class short_text {
    static_assert(Capacity <= 255);

public:
    short_text() = default;
    explicit short_text(std::string_view text) {
        std::size_t n = text.size();
        if (n > Capacity) {
            n = Capacity;
            while (n != 0 && (static_cast<unsigned char>(text[n]) & 0xc0) == 0x80) --n; // within a UTF-8 character
        }
        for (std::size_t i = 0; i != n; ++i) text_[i] = text[i];
        size_ = static_cast<std::uint8_t>(n);
    }

    [[nodiscard]] std::string_view view() const { return {text_, size_}; }

    void write(auto& to) const {
        to.write(size_);
        for (char const c : view()) to.write(c);
    }
    static bool read(auto& from, short_text& text) {
        std::uint8_t size = 0;
        if (!from.read(size) || size > Capacity) return false;
        for (std::size_t i = 0; i != size; ++i)
            if (!from.read(text.text_[i])) return false;
        text.size_ = size;
        return true;
    }

    friend bool operator==(short_text const& a, short_text const& b) { return a.view() == b.view(); }

private:
    char text_[Capacity]{};
    std::uint8_t size_ = 0;
};

} // namespace crucible::telemetry::cells::detail
