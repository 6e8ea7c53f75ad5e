// SPDX-License-Identifier: MIT
#pragma once
// From the text of an enumerator back to its value. C++20 cannot list an enumeration, but a compiler's name for a value
// tells whether it has an enumerator, so that `to_text` is asked about nothing else.

#include <crucible/telemetry/schema/descriptor.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace crucible::telemetry {

namespace detail {

/// Compilers print `my::phase::main` for an enumerator, `(my::phase)7` for a value that has none.
template <auto Value>
consteval bool has_enumerator() {
    constexpr std::string_view printed = __PRETTY_FUNCTION__;
    std::size_t i = printed.size() - 2; // in front of the closing bracket
    auto const in_name = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
               (c & 0x80) != 0;
    };
    while (in_name(printed[i])) --i;
    return printed[i + 1] < '0' || printed[i + 1] > '9';
}

/// Whether the enumeration has an enumerator of this value. (Not by static_cast: an enumeration without a fixed type
/// cannot be cast to from values beyond its enumerators.)
template <class E, std::size_t Value>
consteval bool has_enumerator_of() {
    using number = std::underlying_type_t<E>;
    if constexpr (Value > static_cast<std::uint64_t>(std::numeric_limits<number>::max())) return false;
    else return has_enumerator<std::bit_cast<E>(static_cast<number>(Value))>();
}

inline constexpr std::size_t enumerator_block = 16;
inline constexpr std::size_t enumerator_limit = 256;

/// Which values have an enumerator. A block that has none is the last: looking further would cost every compile.
template <class E, std::size_t From = 0, class... Blocks>
consteval auto find_enumerators(Blocks const&... before) {
    constexpr auto block = []<std::size_t... I>(std::index_sequence<I...>) {
        return std::array<bool, enumerator_block>{has_enumerator_of<E, From + I>()...};
    }(std::make_index_sequence<enumerator_block>{});
    if constexpr (block != std::array<bool, enumerator_block>{} && From + enumerator_block != enumerator_limit) {
        return find_enumerators<E, From + enumerator_block>(before..., block);
    } else {
        std::array<bool, (sizeof...(Blocks) + 1) * enumerator_block> all{};
        std::size_t n = 0;
        for (auto const& each : {before..., block})
            for (bool const has : each) all[n++] = has;
        return all;
    }
}

template <class E>
inline constexpr auto has_enumerators = find_enumerators<E>();

template <class E>
consteval std::size_t enumerators_of() {
    std::size_t n = 0;
    for (bool const has : has_enumerators<E>) n += has;
    return n;
}

} // namespace detail

/// The enumerators from 0 to 255, in order; those behind 16 or more values that have none (from a multiple of 16 on)
/// are not found, nor are negative ones.
template <enum_value E>
inline constexpr auto enumerators = [] {
    std::array<E, detail::enumerators_of<E>()> values{};
    std::size_t n = 0;
    for (std::size_t i = 0; i != detail::has_enumerators<E>.size(); ++i)
        if (detail::has_enumerators<E>[i]) values[n++] = static_cast<E>(i);
    return values;
}();

/// The enumerator that `to_text` gives this text; the first of several.
template <enum_value E>
[[nodiscard]] constexpr std::optional<E> from_text(std::string_view wanted) {
    for (E const value : enumerators<E>)
        if (to_text(value) == wanted) return value;
    return std::nullopt;
}

} // namespace crucible::telemetry
