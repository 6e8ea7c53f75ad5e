// SPDX-License-Identifier: MIT
#pragma once
// A value as people read it: numbers, durations with their unit, times, texts in quotes where that is needed.

#include <crucible/telemetry/core/detail/duration.hpp>
#include <crucible/telemetry/core/unit.hpp>
#include <crucible/telemetry/format/detail/options.hpp>
#include <crucible/telemetry/text/json_object.hpp>

#include <optional>
#include <type_traits>
#include <utility>

namespace crucible::telemetry::detail {

template <class Out>
Out write_real(Out out, double value, int precision) {
    magnitude const what = magnitude_of(value);
    if (what != magnitude::finite) return fmt::format_to(out, "{}", to_text(what));
    if (precision < 0) return fmt::format_to(out, "{}", value);
    return fmt::format_to(out, "{:.{}g}", value, precision);
}

/// `ns`, `ms`, `s`; `[1/30]s` for ticks that have no name.
template <class Period>
[[nodiscard]] std::string tick_name() {
    if constexpr (std::ratio_equal_v<Period, std::nano>) return "ns";
    else if constexpr (std::ratio_equal_v<Period, std::micro>) return "us";
    else if constexpr (std::ratio_equal_v<Period, std::milli>) return "ms";
    else if constexpr (std::ratio_equal_v<Period, std::ratio<1>>) return "s";
    else if constexpr (std::ratio_equal_v<Period, std::ratio<60>>) return "min";
    else if constexpr (std::ratio_equal_v<Period, std::ratio<3600>>) return "h";
    else return fmt::format("[{}/{}]s", Period::num, Period::den);
}

/// A length of time in the unit in which it is a number of few digits: `12.5ms`, `3.2h`.
template <class Out, class Rep, class Period>
Out write_time_span(Out out, std::chrono::duration<Rep, Period> span, int precision) {
    double const seconds_long = std::chrono::duration<double>(span).count();
    double const size = seconds_long < 0 ? -seconds_long : seconds_long;
    struct scale {
        double from, unit;
        std::string_view name;
    };
    constexpr scale scales[]{{7200, 3600, "h"}, {120, 60, "min"}, {1, 1, "s"}, {1e-3, 1e-3, "ms"}, {1e-6, 1e-6, "us"}};
    if (size == 0) return fmt::format_to(out, "0s");
    for (scale const& each : scales)
        if (size >= each.from)
            return fmt::format_to(write_real(out, seconds_long / each.unit, precision), "{}", each.name);
    return fmt::format_to(write_real(out, seconds_long / 1e-9, precision), "ns");
}

template <class Out>
Out write_timestamp(Out out, timestamp at) {
    char text[time_writer::size];
    return fmt::format_to(out, "{}", std::string_view(text, time_writer{}.write(text, at)));
}

/// As it is, or as JSON would write it where it could not be told from what stands around it.
template <class Out>
Out write_plain_text(Out out, std::string_view text) {
    bool plain = !text.empty() && is_utf8(text);
    for (char const c : text)
        plain = plain && static_cast<unsigned char>(c) > ' ' && c != '"' && c != '=' && c != ',' && c != '\\';
    if (plain) return fmt::format_to(out, "{}", text);
    return fmt::format_to(out, "{}", json_quoted(text));
}

template <class T>
concept range_of_values = requires(T const& values) { values.begin() != values.end(); };

/// A frequent value and how many rows have it: `bert (12)`.
template <class T>
concept counted_value = requires(T const& value) {
    { value.text() } -> std::convertible_to<std::string_view>;
    { value.number } -> std::convertible_to<double>;
    { value.rows } -> std::convertible_to<double>;
};

template <class Out, counted_value T>
Out write_counted(Out out, T const& value, int precision) {
    out = value.text().empty() ? write_real(out, value.number, precision) : write_plain_text(out, value.text());
    return fmt::format_to(out, " ({})", value.rows);
}

/// What a detector found, and how unusual the latest row is: `2 (score 0.53)`.
template <class T>
concept detection_value = requires(T const& value) {
    { value.found } -> std::convertible_to<std::uint64_t>;
    { value.score } -> std::convertible_to<double>;
};

template <class Out, detection_value T>
Out write_detection(Out out, T const& value, int precision) {
    out = write_real(fmt::format_to(out, "{} (score ", value.found), value.score, precision);
    return fmt::format_to(out, ")");
}

template <class Out, class T>
Out write_any(Out out, T const& value, int precision);

template <class Out, range_of_values T>
Out write_each(Out out, T const& values, int precision) {
    out = fmt::format_to(out, "[");
    bool later = false;
    for (auto const& each : values) {
        if (std::exchange(later, true)) out = fmt::format_to(out, ", ");
        out = write_any(out, each, precision);
    }
    return fmt::format_to(out, "]");
}

template <class Out, class T>
Out write_any(Out out, T const& value, int precision) {
    if constexpr (is_duration<T>)
        return fmt::format_to(write_any(out, value.count(), precision), "{}", tick_name<typename T::period>());
    else if constexpr (std::floating_point<T>) return write_real(out, static_cast<double>(value), precision);
    else if constexpr (std::integral<T>) return fmt::format_to(out, "{}", value);
    else if constexpr (std::same_as<T, timestamp>) return write_timestamp(out, value);
    else if constexpr (std::is_enum_v<T>) return write_plain_text(out, to_text(value));
    else if constexpr (std::convertible_to<T const&, std::string_view>) return write_plain_text(out, value);
    else if constexpr (requires { value.has_value(); *value; })
        return value ? write_any(out, *value, precision) : fmt::format_to(out, "none");
    else if constexpr (counted_value<T>) return write_counted(out, value, precision);
    else if constexpr (detection_value<T>) return write_detection(out, value, precision);
    else if constexpr (range_of_values<T>) return write_each(out, value, precision);
    else return fmt::format_to(out, "(...)"); // as the whole histogram that a statistic gives
}

/// ` By`, ` token`, `%`; nothing for what has no dimension. Durations tell theirs themselves.
template <class T>
[[nodiscard]] std::string unit_behind(unit const& in) {
    if (is_duration<T> || in.symbol.empty() || in.symbol == dimensionless.symbol) return {};
    std::string_view symbol = in.symbol;
    if (symbol == percent.symbol) return std::string(symbol);
    bool const note = symbol.size() > 2 && (symbol.front() == '{' || symbol.front() == '[');
    if (note) symbol = symbol.substr(1, symbol.size() - 2); // UCUM's braces
    return std::string(" ").append(symbol);
}

} // namespace crucible::telemetry::detail
