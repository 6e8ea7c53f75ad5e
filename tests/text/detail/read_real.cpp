// SPDX-License-Identifier: MIT
#include <crucible/telemetry/text/detail/read_real.hpp>

#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

namespace {

namespace detail = crucible::telemetry::detail;

/// By the C library as by std::from_chars: the same bits, the same end, the same failure.
template <class T>
bool agree(std::string const& text) {
    char const* const from = text.data();
    char const* const to = from + text.size();
    T expected{}, value{};
    auto const [end, failed] = std::from_chars(from, to, expected);
    auto const found = detail::read_real_by_copy(from, to, value);
    using bits = detail::bits_of<T>;
    bool const same = std::bit_cast<bits>(value) == std::bit_cast<bits>(expected);
    return same && found.ptr == end && found.ec == failed;
}

TEST_CASE("the C library reads numbers as std::from_chars does, and stops where it stops") {
    for (std::string const text :
         {"0", "-0", "-0.0", "1", "12.5", ".5", "5.", "-.5e1", "1e3", "1E+3", "1e-3", "1e", "1e+", "1ex", "1.5.5",
          "0x10", "1,5", "9007199254740993", "5e-324", "2.2250738585072011e-308", "1.7976931348623157e308", "1e400",
          "-1e400", "1e-400", "0e999", "inf", "-INF", "Infinity", "infinite", "nan", "-nan", "na", "i", "", "-", ".",
          "-.", "e1", "+1", " 1", "1 ", "abc"}) {
        INFO(text);
        CHECK(agree<double>(text));
        CHECK(agree<float>(text));
    }
    CHECK(agree<double>(std::string(1000, '1') + "e-990"));
    CHECK(agree<double>("0." + std::string(1000, '0') + "1e1001"));
}

TEST_CASE("the C library reads back what was written") {
    std::mt19937_64 random(7);
    char text[64];
    int wrong = 0;
    for (int i = 0; i != 20'000; ++i) {
        auto const value = std::bit_cast<double>(random());
        wrong += !agree<double>({text, std::to_chars(text, text + sizeof text, value).ptr});
        auto const small = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
        wrong += !agree<float>({text, std::to_chars(text, text + sizeof text, small).ptr});
    }
    CHECK(wrong == 0);
}

TEST_CASE("reading by the C library leaves errno as it was") {
    errno = EINTR;
    double value = 1;
    std::string const text = "1e999";
    auto const read = detail::read_real_by_copy(text.data(), text.data() + text.size(), value);
    CHECK(read.ec == std::errc::result_out_of_range);
    CHECK(errno == EINTR);
    CHECK(value == 1);
}

} // namespace
