// SPDX-License-Identifier: MIT
#pragma once
// Text as a template argument: `gauge<"loss">` carries its name in its type, and compilers print it as text.

#include <cstddef>
#include <string_view>

namespace crucible::telemetry {

template <std::size_t Size>
struct fixed_string {
    char text[Size]{};

    consteval fixed_string(char const (&literal)[Size]) {
        for (std::size_t i = 0; i != Size; ++i) text[i] = literal[i];
    }

    /// The text without its terminating zero.
    [[nodiscard]] constexpr std::string_view view() const { return {text, Size - 1}; }

    template <std::size_t OtherSize>
    constexpr bool operator==(fixed_string<OtherSize> const& other) const {
        return view() == other.view();
    }
};

} // namespace crucible::telemetry
