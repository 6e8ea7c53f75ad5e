// SPDX-License-Identifier: MIT
#pragma once
// Measured values from JSON: the way back of export/write_value.hpp.

#include <crucible/telemetry/archive/enumerators.hpp>
#include <crucible/telemetry/text/json_reader.hpp>

#include <algorithm>
#include <memory>
#include <vector>

namespace crucible::telemetry::detail {

/// Keeps texts until it is cleared; they do not move.
class text_arena {
public:
    [[nodiscard]] std::string_view keep(std::string_view text) {
        if (text.empty()) return {"", 0};
        if (left_ < text.size()) add(std::max(text.size(), usual));
        char* const to = next_;
        std::memcpy(to, text.data(), text.size());
        next_ += text.size();
        left_ -= text.size();
        return {to, text.size()};
    }

    void clear() {
        if (blocks_.empty()) return;
        blocks_.clear();
        next_ = nullptr;
        left_ = 0;
    }

private:
    static constexpr std::size_t usual = std::size_t{64} << 10;

    void add(std::size_t size) {
        blocks_.emplace_back(new char[size]);
        next_ = blocks_.back().get();
        left_ = size;
    }

    std::vector<std::unique_ptr<char[]>> blocks_{};
    char* next_ = nullptr;
    std::size_t left_ = 0;
};

/// What a value of this type is called in messages.
template <class T>
consteval std::string_view expected_value() {
    if constexpr (std::same_as<T, bool>) return "true or false";
    else if constexpr (duration_value<T>) return "a whole number of ticks that fits";
    else if constexpr (std::integral<T>) return "a whole number that fits";
    else if constexpr (std::floating_point<T>) return "a number, NaN or Infinity";
    else if constexpr (std::is_enum_v<T>) return "the text of one of its enumerators";
    else return "a string";
}

/// What a value turned out to be; `other`: an enumeration's text that it does not know.
enum class read_as : unsigned char { value, null, other, ill_typed };

/// The enumerator of a text, or the one whose text is "other".
template <class E>
read_as read_enumerator(std::string_view name, E& to) {
    static std::optional<E> const other = from_text<E>("other");
    std::optional<E> const known = from_text<E>(name);
    if (!known && !other) return read_as::ill_typed;
    to = known ? *known : *other;
    return known ? read_as::value : read_as::other;
}

template <class T>
read_as take(std::optional<T> const& read, T& to) {
    if (read) to = *read;
    return read ? read_as::value : read_as::ill_typed;
}

/// Reads the value that is due. Texts are parts of the reader's text, or kept in the arena.
template <class T>
[[nodiscard]] read_as read_value(json_reader& from, text_arena& texts, T& to) {
    if (from.read_null()) return read_as::null;
    if constexpr (std::same_as<T, bool>) {
        return take(from.read_bool(), to);
    } else if constexpr (duration_value<T>) {
        auto const ticks = from.read_number<typename T::rep>();
        if (ticks) to = T{*ticks};
        return ticks ? read_as::value : read_as::ill_typed;
    } else if constexpr (std::integral<T>) {
        return take(from.read_number<T>(), to);
    } else if constexpr (std::floating_point<T>) {
        return take(from.read_real<T>(), to);
    } else {
        auto const text = from.read_string();
        if (!text) return read_as::ill_typed;
        if constexpr (std::is_enum_v<T>) return read_enumerator(*text, to);
        else to = from.verbatim(*text) ? *text : texts.keep(*text);
        return read_as::value;
    }
}

} // namespace crucible::telemetry::detail
