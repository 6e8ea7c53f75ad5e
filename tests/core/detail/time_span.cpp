// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/detail/time_span.hpp>

#include <catch2/catch_test_macros.hpp>

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;
using ct::detail::before_by;
using ct::detail::length_of;
using ct::detail::moved_past;

namespace {
constexpr ct::timestamp at(std::chrono::nanoseconds since_epoch) { return ct::timestamp{since_epoch}; }
constexpr ct::timestamp first = ct::timestamp::min(), last = ct::timestamp::max();
constexpr auto longest = std::chrono::nanoseconds::max();
} // namespace

TEST_CASE("lengths stop at the longest") {
    CHECK(length_of(at(1s), at(3s)) == 2s);
    CHECK(length_of(at(-1s), at(1s)) == 2s);
    CHECK(length_of(at(0s), last) == longest);
    CHECK(length_of(at(-1ns), last) == longest);
    CHECK(length_of(first, last) == longest);
    CHECK(length_of(first, at(-1ns)) == longest);
    CHECK(length_of(first, at(-2ns)) == longest - 1ns);
}

TEST_CASE("times before stop at the earliest") {
    CHECK(before_by(at(3s), 2s) == at(1s));
    CHECK(before_by(first, 1ns) == first);
    CHECK(before_by(first + 1ns, 1ns) == first);
    CHECK(before_by(first + 2ns, 1ns) == first + 1ns);
    CHECK(before_by(at(-2s), longest) == first);
    CHECK(before_by(at(-1ns), longest) == first);
    CHECK(before_by(at(0s), longest) == first + 1ns);
}

TEST_CASE("steps until an end is past a time") {
    CHECK(moved_past(at(0s), at(2s), 1s, at(2s)) == at(1s));
    CHECK(moved_past(at(0s), at(2s), 3s, at(4s)) == at(3s));
    CHECK(moved_past(at(0s), at(2s), 3s, at(5s)) == at(6s));
    CHECK(moved_past(at(0s), at(2s), 3s, at(4s + 999ms)) == at(3s));
    CHECK(moved_past(first, first + 1s, 1s, last) > last - 1s); // 584 years on
    CHECK(moved_past(first, first + 1s, 1s, last) < last);
    CHECK(moved_past(at(0s), at(1s), longest, last) == last); // there is no such step within time
    CHECK(moved_past(first, first + 1s, longest, last) == last - 1ns);
    CHECK(moved_past(first + 1h, first + 2h, longest, last) == last);
}
