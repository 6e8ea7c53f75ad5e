// SPDX-License-Identifier: MIT
#pragma once
// What enrichment reads: measurements found by the words of schema/vocabulary.hpp, whatever their exact type, and their
// values as one type each.

#include <crucible/telemetry/schema/derived.hpp>
#include <crucible/telemetry/schema/vocabulary.hpp>

#include <bit>
#include <limits>
#include <optional>
#include <ratio>

namespace crucible::telemetry::detail {

/// Takes measurements of a name and of one of some kinds.
template <fixed_string Name, kind... Kinds>
struct input_named {
    template <any_descriptor Descriptor>
    static constexpr bool takes(Descriptor const&) {
        return Descriptor::name == Name.view() && ((Descriptor::kind_of == Kinds) || ...);
    }
};

/// Place in an event of the first measurement that `Wanted` takes; `Event::size` when there is none.
template <class Event, class Wanted>
consteval std::size_t find_input() {
    std::size_t found = Event::size;
    std::size_t i = 0;
    walk<Event>([&]<class Entry>(auto const& measurement) {
        if (found == Event::size && Wanted::takes(measurement)) found = i;
        ++i;
    });
    return found;
}

template <class Event, class Wanted>
inline constexpr bool has_input = find_input<Event, Wanted>() != Event::size;

/// n * by / over, rounded down; all ones where 64 bits do not hold it. Processors of 32 bits have no type for a product
/// of 128: where a part of it exceeds 64 bits (ratios such as 10^9/10^10+1), they are as near as a double is.
[[nodiscard]] constexpr std::uint64_t scaled(std::uint64_t n, std::uint64_t by, std::uint64_t over) {
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
#ifdef __SIZEOF_INT128__
    __extension__ using wide = unsigned __int128;
    wide const result = static_cast<wide>(n) * by / over;
    return result > most ? most : static_cast<std::uint64_t>(result);
#else
    std::uint64_t const whole = n / over, rest = n % over;
    if (whole > most / by) return most;
    auto const nearly = [&] { return static_cast<double>(rest) / static_cast<double>(over) * static_cast<double>(by); };
    std::uint64_t const part = rest <= most / by ? rest * by / over : static_cast<std::uint64_t>(nearly());
    return part > most - whole * by ? most : whole * by + part;
#endif
}

/// Exact where 64 bits of nanoseconds hold it, the nearest end of their range where not; finer ticks are cut off.
template <class Rep, class Period>
[[nodiscard]] constexpr std::chrono::nanoseconds in_nanoseconds(std::chrono::duration<Rep, Period> const& time) {
    if constexpr (std::same_as<std::chrono::duration<Rep, Period>, std::chrono::nanoseconds>) {
        return time;
    } else {
        using factor = std::ratio_divide<Period, std::nano>;
        bool const negative = time.count() < 0;
        auto const ticks_given = static_cast<std::uint64_t>(time.count());
        std::uint64_t const size = scaled(negative ? -ticks_given : ticks_given, factor::num, factor::den);
        if (size > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return negative ? std::chrono::nanoseconds::min() : std::chrono::nanoseconds::max();
        auto const ticks = static_cast<std::int64_t>(size);
        return std::chrono::nanoseconds{negative ? -ticks : ticks};
    }
}

/// Neither NaN nor infinite. Looks at the bits, so that -ffast-math cannot remove the question.
[[nodiscard]] constexpr bool is_amount(double x) {
    constexpr std::uint64_t exponent = 0x7ff0'0000'0000'0000;
    return (std::bit_cast<std::uint64_t>(x) & exponent) != exponent;
}

template <class Integer>
[[nodiscard]] constexpr std::int64_t saturated(Integer n) {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    if constexpr (sizeof(Integer) == sizeof most && std::is_unsigned_v<Integer>)
        return n > static_cast<Integer>(most) ? most : static_cast<std::int64_t>(n);
    else return static_cast<std::int64_t>(n);
}

/// A value as what enrichment calculates with. As a bool: whether it says anything, which empty text does not.
template <class T, class V>
[[nodiscard]] constexpr T input_as(V const& value) {
    if constexpr (duration_value<T>) return in_nanoseconds(value);
    else if constexpr (std::is_enum_v<V>) return input_as<T>(std::string_view{to_text(value)});
    else if constexpr (std::same_as<V, std::string_view> && std::same_as<T, bool>) return !value.empty();
    else if constexpr (std::same_as<T, std::int64_t>) return saturated(value);
    else return static_cast<T>(value);
}

/// The value of what `Wanted` takes, where the event declares it and the row has it.
template <class Wanted, class T, class Row>
[[nodiscard]] constexpr std::optional<T> input_of([[maybe_unused]] Row const& row) {
    using event = typename Row::event_type;
    if constexpr (has_input<event, Wanted>) {
        using entry = typename schema<event>::template entry_at<find_input<event, Wanted>()>;
        constexpr typename entry::type measurement{};
        if constexpr (entry::optional) {
            auto const& value = row[measurement];
            if (!value) return std::nullopt;
            return input_as<T>(*value);
        } else {
            return input_as<T>(row[measurement]);
        }
    } else {
        return std::nullopt;
    }
}

} // namespace crucible::telemetry::detail
