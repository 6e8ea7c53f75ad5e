// SPDX-License-Identifier: MIT
#pragma once
// The cells of a record of CSV (RFC 4180): quoted ones may hold separators, quotes written twice, and ends of lines.

#include <crucible/telemetry/archive/detail/read_value.hpp>
#include <crucible/telemetry/text/detail/read_real.hpp>
#include <crucible/telemetry/text/detail/trimmed.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace crucible::telemetry::detail {

/// What stands between two separators. A number is to be multiplied by `factor`: its column has another unit.
struct csv_cell {
    std::string_view text{}; ///< without its quotes
    std::size_t at = 0;      ///< where it begins in the record
    bool quoted = false;
    double factor = 1;

    [[nodiscard]] bool absent() const { return text.empty() && !quoted; }
};

enum class csv_record : unsigned char {
    whole,
    open, ///< a quote is not closed: the record goes on behind the end of the line
    ill,  ///< something stands behind a closing quote
};

/// Splits a record into its cells; `at` is where it went wrong. Texts are parts of the record, or kept in `unquoted`.
class csv_splitter {
public:
    explicit csv_splitter(char separator) : separator_(separator) {}

    [[nodiscard]] csv_record split(std::string_view record, text_arena& unquoted) {
        cells_.clear();
        for (std::size_t from = 0;;) {
            bool const quoted = from != record.size() && record[from] == '"';
            csv_record const how = quoted ? take_quoted(record, from, unquoted) : take_plain(record, from);
            if (how != csv_record::whole) return how;
            if (at_ == record.size()) return how;
            from = at_ + 1;
        }
    }

    /// Whether a quote is open behind a line that begins within one, or not.
    [[nodiscard]] bool leaves_open(std::string_view line, bool open) const {
        if (!open && line.find('"') == line.npos) return false;
        for (std::size_t at = 0;; ++at) {
            if (!open && at != line.size() && line[at] == '"') open = true, ++at;
            while (open) {
                at = line.find('"', at);
                if (at == line.npos) return true;
                open = line.substr(++at).starts_with('"');
                at += open;
            }
            at = line.find(separator_, at);
            if (at == line.npos) return false;
        }
    }

    [[nodiscard]] std::vector<csv_cell>& cells() { return cells_; }
    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] char separator() const { return separator_; }

private:
    csv_record take_plain(std::string_view record, std::size_t from) {
        at_ = std::min(record.find(separator_, from), record.size());
        cells_.push_back({.text = record.substr(from, at_ - from), .at = from});
        return csv_record::whole;
    }

    csv_record take_quoted(std::string_view record, std::size_t from, text_arena& unquoted) {
        bool doubled = false;
        std::size_t end = from + 1;
        for (;; end += 2, doubled = true) {
            at_ = from;
            end = record.find('"', end);
            if (end == record.npos) return csv_record::open;
            if (end + 1 == record.size() || record[end + 1] != '"') break;
        }
        at_ = end + 1;
        if (at_ != record.size() && record[at_] != separator_) return csv_record::ill;
        std::string_view text = record.substr(from + 1, end - from - 1);
        if (doubled) text = unquoted.keep(with_single_quotes(text));
        cells_.push_back({.text = text, .at = from, .quoted = true});
        return csv_record::whole;
    }

    static std::string with_single_quotes(std::string_view text) {
        std::string single;
        for (std::size_t i = 0; i != text.size(); ++i) {
            single += text[i];
            if (text[i] == '"') ++i;
        }
        return single;
    }

    char separator_;
    std::vector<csv_cell> cells_{};
    std::size_t at_ = 0;
};

// Values of cells.

[[nodiscard]] inline bool equal_words(std::string_view a, std::string_view lower_case) {
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), lower_case.begin(), lower_case.end(),
                      [&](char x, char y) { return lower(x) == y; });
}

/// A number, or NaN, Infinity, inf in any case and with a sign.
template <std::floating_point T = double>
[[nodiscard]] std::optional<T> read_cell_number(std::string_view text) {
    text = trimmed(text);
    bool const negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    T value = 0;
    auto const [end, wrong] = read_real(text.data(), text.data() + text.size(), value);
    bool const digit = !text.empty() && (is_digit(text[0]) || text[0] == '.');
    if (equal_words(text, "nan")) value = std::numeric_limits<T>::quiet_NaN();
    else if (equal_words(text, "inf") || equal_words(text, "infinity")) value = std::numeric_limits<T>::infinity();
    else if (!digit || end != text.data() + text.size()) return std::nullopt;
    else if (wrong == std::errc::result_out_of_range && is_below_one(text.data(), end)) value = 0;
    else if (wrong != std::errc{}) return std::nullopt;
    return negative ? -value : value;
}

/// A decimal number without an exponent, times a whole factor: exactly, what is behind the last tick rounded. Nothing for
/// other forms, and for what does not fit.
[[nodiscard]] inline std::optional<std::int64_t> read_ticks(std::string_view text, std::int64_t factor) {
    bool const negative = text.starts_with('-');
    std::size_t const point = std::min(text.find('.'), text.size());
    std::int64_t whole = 0;
    auto const [end, wrong] = std::from_chars(text.data(), text.data() + point, whole);
    if (wrong != std::errc{} || end != text.data() + point || !is_digit(text[negative ? 1 : 0])) return std::nullopt;
    std::int64_t part = 0, unit = 1; // nine digits count
    for (char const c : text.substr(std::min(point + 1, text.size()))) {
        if (!is_digit(c)) return std::nullopt;
        if (unit == 1'000'000'000) continue;
        part = part * 10 + (c - '0');
        unit *= 10;
    }
    double const rest = std::round(static_cast<double>(part) / static_cast<double>(unit) * static_cast<double>(factor));
    auto const more = static_cast<std::int64_t>(negative ? -rest : rest);
    std::int64_t ticks = 0;
    if (__builtin_mul_overflow(whole, factor, &ticks) || __builtin_add_overflow(ticks, more, &ticks)) return std::nullopt;
    return ticks;
}

/// Without a `+`, and without what says only that it is whole: `12.0`.
[[nodiscard]] inline std::string_view without_fraction_of_zeros(std::string_view text) {
    std::size_t const point = text.find('.');
    bool const zeros = point != text.npos && point != 0 && text.find_first_not_of('0', point + 1) == text.npos;
    return zeros ? text.substr(0, point) : text;
}

/// Exactly; in another unit the nearest one.
template <class T>
[[nodiscard]] std::optional<T> read_cell_integer(csv_cell const& from) {
    std::string_view text = trimmed(from.text);
    if (text.starts_with('+')) text.remove_prefix(1);
    if (from.factor == 1) {
        text = without_fraction_of_zeros(text);
        T whole{};
        auto const [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), whole);
        if (wrong == std::errc{} && end == text.data() + text.size()) return whole;
    } else if (from.factor > 1 && from.factor == std::floor(from.factor)) {
        auto const ticks = read_ticks(text, static_cast<std::int64_t>(from.factor));
        if (ticks && std::in_range<T>(*ticks)) return static_cast<T>(*ticks);
    }
    auto const number = read_cell_number(text);
    if (!number) return std::nullopt;
    double const scaled = from.factor == 1 ? *number : std::round(*number * from.factor);
    double const most = from.factor == 1 ? 0x1p53 : 0x1p63; // beyond 2^53 neighbours are the same number
    if (!(scaled > -most && scaled < most) || scaled != std::floor(scaled)) return std::nullopt;
    auto const ticks = static_cast<std::int64_t>(scaled);
    return std::in_range<T>(ticks) ? std::optional{static_cast<T>(ticks)} : std::nullopt;
}

[[nodiscard]] inline std::optional<bool> read_cell_bool(std::string_view text) {
    text = trimmed(text);
    if (equal_words(text, "true") || text == "1") return true;
    if (equal_words(text, "false") || text == "0") return false;
    return std::nullopt;
}

/// An absent cell is a missing value. Texts are kept in the arena.
template <class T>
[[nodiscard]] read_as read_value(csv_cell& from, text_arena& texts, T& to) {
    if (from.absent() || (!std::is_enum_v<T> && !std::same_as<T, std::string_view> && trimmed(from.text).empty()))
        return read_as::null;
    if constexpr (std::same_as<T, bool>) {
        return take(read_cell_bool(from.text), to);
    } else if constexpr (duration_value<T>) {
        auto const ticks = read_cell_integer<typename T::rep>(from);
        if (ticks) to = T{*ticks};
        return ticks ? read_as::value : read_as::ill_typed;
    } else if constexpr (std::integral<T>) {
        return take(read_cell_integer<T>(from), to);
    } else if constexpr (std::floating_point<T>) {
        auto const number = read_cell_number<T>(from.text);
        if (!number) return read_as::ill_typed;
        to = *number * static_cast<T>(from.factor);
        return magnitude_of(to) == magnitude_of(*number) ? read_as::value : read_as::ill_typed;
    } else if constexpr (std::is_enum_v<T>) {
        return read_enumerator(from.text, to);
    } else {
        to = texts.keep(from.text);
        return read_as::value;
    }
}

} // namespace crucible::telemetry::detail
