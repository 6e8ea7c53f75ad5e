// SPDX-License-Identifier: MIT
#pragma once
// Text as a template argument: `gauge<"loss">` carries its name in its type, and compilers print it as text.

#include <cstddef>
#include <string_view>

namespace crucible::telemetry {

template <std::size_t N>
struct fixed_string {
    char text[N]{};

    consteval fixed_string(char const (&literal)[N]) {
        for (std::size_t i = 0; i != N; ++i) text[i] = literal[i];
    }

    /// The text without its terminating zero.
    [[nodiscard]] constexpr std::string_view view() const { return {text, N - 1}; }

    template <std::size_t M>
    constexpr bool operator==(fixed_string<M> const& other) const {
        return view() == other.view();
    }
};

} // namespace crucible::telemetry
