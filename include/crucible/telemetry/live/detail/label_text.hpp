// SPDX-License-Identifier: MIT
#pragma once
// Labels of statistics as text.

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

namespace crucible::telemetry::detail {

/// The text of a label of any type, for the time of a call.
class label_text {
public:
    template <class Label>
    explicit label_text(Label const& label) {
        if constexpr (std::convertible_to<Label const&, std::string_view>) text_ = label;
        else if constexpr (std::is_enum_v<Label>) text_ = to_text(label);
        else if constexpr (std::same_as<Label, bool>) text_ = label ? "true" : "false";
        else text_ = own_ = std::to_string(label);
    }
    [[nodiscard]] std::string_view view() const { return text_; }

private:
    std::string own_{};
    std::string_view text_{};
};

} // namespace crucible::telemetry::detail
