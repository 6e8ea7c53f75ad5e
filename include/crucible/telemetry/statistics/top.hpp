// SPDX-License-Identifier: MIT
#pragma once
// The most frequent values: `top<10>`. Of tags and texts, and of numbers of which there are few, such as status codes.

#include <crucible/telemetry/cells/space_saving.hpp>
#include <crucible/telemetry/statistics/text_accumulator.hpp>

#include <bit>

namespace crucible::telemetry {

using cells::frequent;

/// Up to N values with their rows, the most frequent first.
template <std::size_t N>
struct frequent_values {
    std::array<frequent, N> values{};
    std::size_t size = 0;
    double unlisted = 0; ///< no value outside the counters has more rows than this; 0 as long as all have one

    [[nodiscard]] frequent const* begin() const { return values.data(); }
    [[nodiscard]] frequent const* end() const { return values.data() + size; }
    [[nodiscard]] frequent const& operator[](std::size_t i) const { return values[i]; }

    friend bool operator==(frequent_values const&, frequent_values const&) = default;
};

namespace detail {

template <std::size_t N>
struct most_frequent {
    static_assert(N >= 1 && N <= 1024, "the most frequent 1 to 1024 values can be asked for");
};

} // namespace detail

/// The N most frequent values, exactly while there are no more than 64 different ones (4 N for N > 16): each has
/// `rows - over` to `rows` rows. Texts are told apart by all their characters and shown by the first 39 bytes.
template <std::size_t N>
struct top_t : statistic_base {
    using cell = cells::space_saving<(N <= 16 || N > 1024 ? 64 : std::bit_ceil(4 * N))>;
    static constexpr fixed_string name{"top"};
    static constexpr dimension yields = dimension::rows;
    static constexpr bool allows(kind) { return true; }
    static frequent_values<N> read(cell const& c) {
        frequent_values<N> found;
        found.size = c.top(found.values);
        found.unlisted = c.least();
        return found;
    }

    static_assert(sizeof(detail::most_frequent<N>) != 0);
};
template <std::size_t N>
inline constexpr top_t<N> top{};

} // namespace crucible::telemetry
