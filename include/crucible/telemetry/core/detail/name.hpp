// SPDX-License-Identifier: MIT
#pragma once
// Which names are fit to become columns, file names, SQL identifiers and metric names without being changed.

#include <crucible/telemetry/core/diagnostic.hpp>

#include <cstddef>
#include <string_view>

namespace crucible::telemetry::detail {

/// A lower-case letter, then lower-case letters, digits and '_'.
consteval bool is_plain_name(std::string_view name) {
    for (char const c : name)
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') return false;
    return !name.empty() && name[0] >= 'a' && name[0] <= 'z';
}

/// Plain names joined by dots. (By index: g++ 12 with -fsanitize=undefined cannot evaluate string_view::find here.)
consteval bool is_dotted_name(std::string_view name) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i != name.size(); ++i) {
        if (name[i] != '.') continue;
        if (!is_plain_name(name.substr(begin, i - begin))) return false;
        begin = i + 1;
    }
    return is_plain_name(name.substr(begin));
}

template <class Named>
struct unsuitable_name {
    static_assert(accepted<Named>, "a name consists of lower-case letters, digits and '_' and begins with a letter; "
                                   "an event's name is one such name or several joined by '.'");
};

} // namespace crucible::telemetry::detail
