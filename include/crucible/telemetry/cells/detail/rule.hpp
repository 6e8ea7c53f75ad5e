// SPDX-License-Identifier: MIT
#pragma once
// What the rules of detectors have in common: a name that tells what is not as by default, and a number that tells
// rules apart in bytes. A rule is a structural aggregate with `for_each(f)`: f(name, value) for each parameter.

#include <crucible/telemetry/cells/noted.hpp>
#include <crucible/telemetry/core/detail/hash.hpp>
#include <crucible/telemetry/core/detail/label.hpp>

#include <bit>
#include <limits>
#include <type_traits>

namespace crucible::telemetry::detail {

/// A parameter as a number.
template <class T>
[[nodiscard]] constexpr double parameter(T value) {
    return static_cast<double>(value);
}

template <class Rule>
[[nodiscard]] constexpr std::uint64_t rule_bits(Rule const& rule) {
    std::uint64_t bits = hash_seed;
    rule.for_each([&](std::string_view, auto value) {
        bits = hash_number(std::bit_cast<std::uint64_t>(parameter(value)), bits);
    });
    return bits;
}

/// `none` where there is no bound: infinite, or an integer's maximum.
template <class T, std::size_t Capacity>
constexpr void append_parameter(label<Capacity>& to, T value) {
    bool none = parameter(value) > std::numeric_limits<double>::max();
    if constexpr (std::is_integral_v<T>) none = sizeof(T) > 1 && value == std::numeric_limits<T>::max();
    if (none) to.append("none");
    else if constexpr (std::is_integral_v<T>) to.append_whole(value);
    else to.append_number(parameter(value));
}

/// `z_score`; with another threshold `z_score_threshold_4.5`.
template <fixed_string Prefix, auto Rule>
consteval auto name_with_rule() {
    return as_name<[] {
        label<512> l;
        l.append(Prefix.view());
        if (!Rule.sensible()) return l;
        double usual[64]{};
        int n = 0, i = 0;
        decltype(Rule){}.for_each([&](std::string_view, auto value) { usual[n++] = parameter(value); });
        Rule.for_each([&](std::string_view name, auto value) {
            if (parameter(value) == usual[i++]) return;
            l.append("_"), l.append(name), l.append("_");
            append_parameter(l, value);
        });
        return l;
    }>();
}

} // namespace crucible::telemetry::detail
