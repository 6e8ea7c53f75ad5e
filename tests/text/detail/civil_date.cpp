// SPDX-License-Identifier: MIT
#include <crucible/telemetry/text/detail/civil_date.hpp>

#include <catch2/catch_test_macros.hpp>
#include <chrono>

namespace {

using crucible::telemetry::detail::date_of;

TEST_CASE("every day from the year 1600 to 2400 has the date that std::chrono gives it") {
    using namespace std::chrono;
    sys_days const last = year{2400} / 12 / 31;
    for (sys_days day = year{1600} / 1 / 1; day <= last; day += days{1}) {
        year_month_day const expected{day};
        auto const found = date_of(day.time_since_epoch().count());
        bool const same = found.year == static_cast<int>(expected.year()) &&
                          found.month == static_cast<unsigned>(expected.month()) &&
                          found.day == static_cast<unsigned>(expected.day());
        if (!same) FAIL(found.year << '-' << found.month << '-' << found.day);
    }
}

TEST_CASE("dates are known when a program is compiled") {
    STATIC_CHECK(date_of(0).year == 1970);
    STATIC_CHECK(date_of(-1).day == 31);
    STATIC_CHECK(date_of(11'016).month == 2); // 2000-02-29
    STATIC_CHECK(date_of(11'016).day == 29);
}

} // namespace
