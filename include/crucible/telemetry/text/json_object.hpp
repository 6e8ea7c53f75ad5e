// SPDX-License-Identifier: MIT
#pragma once
// One JSON object as text, member by member: for the few lines of a file that are not rows.

#include <crucible/telemetry/text/json_escape.hpp>
#include <crucible/telemetry/text/write_time.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>

namespace crucible::telemetry {

/// Pre-condition: names consist of letters, digits, `_` and `.`.
class json_object {
public:
    json_object& add(std::string_view name, std::string_view value) { return key(name).string(value); }
    json_object& add(std::string_view name, char const* value) { return add(name, std::string_view{value}); }

    template <std::integral T>
    json_object& add(std::string_view name, T value) {
        key(name);
        if constexpr (std::same_as<T, bool>) text_.append(value ? "true" : "false");
        else text_.append(std::to_string(value));
        return *this;
    }

    json_object& add(std::string_view name, timestamp at) {
        char text[time_writer::size];
        (void)time_writer{}.write(text, at);
        return add(name, std::string_view{text, sizeof text});
    }
    json_object& add(std::string_view name, std::optional<timestamp> const& at) {
        return at ? add(name, *at) : add_json(name, "null");
    }

    /// The value is JSON already.
    json_object& add_json(std::string_view name, std::string_view json) {
        key(name).text_.append(json);
        return *this;
    }

    [[nodiscard]] std::string text() const { return text_ + "}"; }

private:
    json_object& key(std::string_view name) {
        text_.append(text_.size() == 1 ? "\"" : ",\"").append(name).append("\":");
        return *this;
    }
    json_object& string(std::string_view value) {
        text_.append("\"").append(escaped<json_escape>(value)).append("\"");
        return *this;
    }

    std::string text_{"{"};
};

/// `[a,b]` of what `json(each)` makes of the elements.
template <class Range, class Json>
[[nodiscard]] std::string json_array(Range const& elements, Json json) {
    std::string text{"["};
    for (auto const& each : elements) text.append(text.size() == 1 ? "" : ",").append(json(each));
    return text + "]";
}

/// A text in quotes, escaped.
[[nodiscard]] inline std::string json_quoted(std::string_view value) {
    return std::string("\"").append(escaped<json_escape>(value)).append("\"");
}

} // namespace crucible::telemetry
