// SPDX-License-Identifier: MIT
#pragma once
// Time from text: RFC 3339, as text/write_time.hpp writes it and with what else it allows.

#include <crucible/telemetry/text/json_text.hpp>
#include <crucible/telemetry/core/clock.hpp>

#include <chrono> // its calendar
#include <cstring>
#include <limits>
#include <optional>

namespace crucible::telemetry {

/// Rows come in order of time, so the day is kept from the one before.
class time_reader {
public:
    /// `2026-11-23T09:30:00.000000001Z`: any number of digits of a second, of which nine count; an offset (`+01:00`)
    /// in place of Z; a space in place of T. Nothing for anything else, and for times that a timestamp cannot hold.
    [[nodiscard]] std::optional<timestamp> read(std::string_view text) { return read(text, false); }

    /// The same; a time without Z or an offset is UTC.
    [[nodiscard]] std::optional<timestamp> read_as_utc(std::string_view text) { return read(text, true); }

private:
    std::optional<timestamp> read(std::string_view text, bool none_is_utc) {
        if (text.size() < 19 || !read_day(text)) return std::nullopt;
        if ((text[10] != 'T' && text[10] != 't' && text[10] != ' ') || text[13] != ':' || text[16] != ':')
            return std::nullopt;
        int const hour = two_digits_at(text, 11);
        int const minute = two_digits_at(text, 14);
        int const second = two_digits_at(text, 17);
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return std::nullopt;
        text.remove_prefix(19);
        std::int64_t fraction = 0;
        std::int64_t offset = 0;
        if (!read_fraction(text, fraction)) return std::nullopt;
        bool const none = text.empty() && none_is_utc;
        if (!none && !read_offset(text, offset)) return std::nullopt;
        return join(day_ * 86'400 + hour * 3600 + minute * 60 + second - offset, fraction);
    }

    /// -1 when there are none.
    static int two_digits_at(std::string_view text, std::size_t at) {
        if (!detail::is_digit(text[at]) || !detail::is_digit(text[at + 1])) return -1;
        return (text[at] - '0') * 10 + (text[at + 1] - '0');
    }

    bool read_day(std::string_view text) {
        if (known_ && std::memcmp(text.data(), text_, sizeof text_) == 0) return true;
        int const century = two_digits_at(text, 0);
        int const year = two_digits_at(text, 2);
        int const month = two_digits_at(text, 5);
        int const day = two_digits_at(text, 8);
        if (century < 0 || year < 0 || month < 0 || day < 0 || text[4] != '-' || text[7] != '-') return false;
        std::chrono::year_month_day const date{std::chrono::year{century * 100 + year},
                                               std::chrono::month{static_cast<unsigned>(month)},
                                               std::chrono::day{static_cast<unsigned>(day)}};
        if (!date.ok()) return false;
        day_ = std::chrono::sys_days{date}.time_since_epoch().count();
        std::memcpy(text_, text.data(), sizeof text_);
        return known_ = true;
    }

    static bool read_fraction(std::string_view& text, std::int64_t& fraction) {
        if (!text.starts_with('.')) return true;
        std::size_t digits = 0;
        std::size_t const most = text.size() - 1;
        for (; digits != most && detail::is_digit(text[digits + 1]); ++digits)
            if (digits < 9) fraction = fraction * 10 + (text[digits + 1] - '0');
        for (std::size_t i = digits; i < 9; ++i) fraction *= 10;
        text.remove_prefix(digits + 1);
        return digits != 0;
    }

    /// Seconds to the east.
    static bool read_offset(std::string_view text, std::int64_t& offset) {
        if (text == "Z" || text == "z") return true;
        if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return false;
        int const hours = two_digits_at(text, 1);
        int const minutes = two_digits_at(text, 4);
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return false;
        offset = (hours * 60 + minutes) * (text[0] == '+' ? 60 : -60);
        return true;
    }

    static std::optional<timestamp> join(std::int64_t whole_seconds, std::int64_t fraction) {
        constexpr std::int64_t a_second = 1'000'000'000;
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / a_second;
        if (whole_seconds > most || whole_seconds < -most - 1) return std::nullopt;
        if (whole_seconds < 0) { // towards 0 first, so that the earliest time can be reached
            ++whole_seconds;
            fraction -= a_second;
        }
        std::int64_t since_epoch = 0;
        if (__builtin_add_overflow(whole_seconds * a_second, fraction, &since_epoch)) return std::nullopt;
        return timestamp{std::chrono::nanoseconds{since_epoch}};
    }

    char text_[10]{}; ///< `2026-11-23`
    bool known_ = false;
    std::int64_t day_ = 0;
};

} // namespace crucible::telemetry
