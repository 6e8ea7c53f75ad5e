// SPDX-License-Identifier: MIT
#pragma once
// Time as text: ISO 8601 in UTC with nanoseconds, `2026-11-23T09:30:00.000000001Z`. Rows come in order of time, so the
// part down to the second is kept from the row before.

#include <crucible/telemetry/core/clock.hpp>
#include <crucible/telemetry/text/detail/civil_date.hpp>
#include <crucible/telemetry/text/number.hpp>

#include <cstdint>
#include <cstring>
#include <limits>

namespace crucible::telemetry {

/// One for each writer: it keeps the second that it wrote last. Pre-condition of `write`: room for `size` characters.
class time_writer {
public:
    static constexpr std::size_t size = 30;

    [[nodiscard]] char* write(char* to, timestamp at) noexcept {
        constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;
        std::int64_t const since_epoch = at.time_since_epoch().count();
        std::int64_t second = since_epoch / nanoseconds_per_second;
        std::int64_t fraction = since_epoch % nanoseconds_per_second;
        if (fraction < 0) { // rounds down: there is time before 1970, too
            --second;
            fraction += nanoseconds_per_second;
        }
        if (second != second_) keep(second);
        std::memcpy(to, text_, sizeof text_);
        return write_fraction(to + sizeof text_, static_cast<std::uint32_t>(fraction));
    }

private:
    /// Years fit into four digits: 64 bits of nanoseconds reach from 1677 to 2262.
    [[gnu::noinline]] void keep(std::int64_t second) noexcept { // once a second; `write` is small without it
        constexpr std::int64_t seconds_per_day = 86'400;
        std::int64_t const day = (second < 0 ? second - (seconds_per_day - 1) : second) / seconds_per_day;
        auto const of_day = static_cast<std::uint32_t>(second - day * seconds_per_day);
        detail::civil_date const date = detail::date_of(day);
        auto const year = static_cast<std::uint32_t>(date.year);
        char* to = detail::write_two_digits(text_, year / 100);
        to = detail::write_two_digits(to, year % 100);
        to = write_part(to, '-', date.month);
        to = write_part(to, '-', date.day);
        to = write_part(to, 'T', of_day / 3600);
        to = write_part(to, ':', of_day / 60 % 60);
        to = write_part(to, ':', of_day % 60);
        *to = '.';
        second_ = second;
    }

    static char* write_part(char* to, char before, std::uint32_t value) noexcept {
        *to = before;
        return detail::write_two_digits(to + 1, value);
    }

    static char* write_fraction(char* to, std::uint32_t fraction) noexcept {
        std::uint32_t const high = fraction / 100'000; // four digits
        std::uint32_t const low = fraction % 100'000;  // five
        to = detail::write_two_digits(to, high / 100);
        to = detail::write_two_digits(to, high % 100);
        to = detail::write_two_digits(to, low / 1'000);
        to = detail::write_two_digits(to, low / 10 % 100);
        *to++ = static_cast<char>('0' + low % 10);
        *to++ = 'Z';
        return to;
    }

    std::int64_t second_ = std::numeric_limits<std::int64_t>::min();
    char text_[20]{}; // `2026-11-23T09:30:00.`
};

} // namespace crucible::telemetry
