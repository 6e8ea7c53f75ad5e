// SPDX-License-Identifier: MIT
#pragma once
// Days as dates of the Gregorian calendar, without the part of <chrono> that brings locales and streams.

#include <cstdint>

namespace crucible::telemetry::detail {

struct civil_date {
    std::int32_t year;
    std::uint32_t month, day; ///< from 1
};

/// The date of a day, counted from 1970-01-01. Years begin with March here, so that a leap day is the last of its year;
/// an era is 400 years. After H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
[[nodiscard]] constexpr civil_date date_of(std::int64_t day) {
    constexpr std::int64_t days_of_era = 146'097, from_year_zero = 719'468; // 0000-03-01 to 1970-01-01
    day += from_year_zero;
    std::int64_t const era = (day >= 0 ? day : day - (days_of_era - 1)) / days_of_era;
    auto const of_era = static_cast<std::uint32_t>(day - era * days_of_era);
    std::uint32_t const year_of_era = (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
    std::uint32_t const of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    std::uint32_t const months_since_march = (5 * of_year + 2) / 153;
    std::uint32_t const month = months_since_march < 10 ? months_since_march + 3 : months_since_march - 9;
    std::int64_t const year = static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2 ? 1 : 0);
    return {static_cast<std::int32_t>(year), month, of_year - (153 * months_since_march + 2) / 5 + 1};
}

} // namespace crucible::telemetry::detail
