// SPDX-License-Identifier: MIT
#pragma once
// A piece of a line without the blanks around it.

#include <string_view>

namespace crucible::telemetry::detail {

[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) {
    auto const blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

} // namespace crucible::telemetry::detail
