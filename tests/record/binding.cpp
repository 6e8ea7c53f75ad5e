// SPDX-License-Identifier: MIT
#include <crucible/telemetry/record/binding.hpp>

#include <catch2/catch_test_macros.hpp>
#include <limits>

#include <string>

namespace ct = crucible::telemetry;
using namespace ct::detail;
using std::string_view;

namespace {

template <class To, class From>
constexpr bool takes = fits<To, From>() == fit::ok;
template <class To, class From>
constexpr bool would_narrow = fits<To, From>() == fit::narrows;
template <class To, class From>
constexpr bool unlike = fits<To, From>() == fit::wrong_type;

enum class phase { prefill, decode };
enum class other { prefill };

struct has_text {
    operator string_view() const { return "text"; }
};

} // namespace

TEST_CASE("assigning to a descriptor binds a reference to the value") {
    constexpr ct::gauge<"loss"> loss{};
    double const value = 0.5;
    auto const bound = (loss = value);
    STATIC_CHECK(std::is_same_v<decltype(bound), ct::binding<ct::gauge<"loss">, double> const>);
    CHECK(&bound.value == &value);
}

TEST_CASE("integers widen, and become floating point") {
    STATIC_CHECK(takes<int, int>);
    STATIC_CHECK(takes<std::int64_t, int>);
    STATIC_CHECK(takes<std::int64_t, unsigned>);
    STATIC_CHECK(takes<unsigned, unsigned char>);
    STATIC_CHECK(takes<long long, long>);
    STATIC_CHECK(takes<double, std::int64_t>);
    STATIC_CHECK(takes<float, unsigned>);
}

TEST_CASE("integers neither shrink nor lose their sign") {
    STATIC_CHECK(would_narrow<int, long long>);
    STATIC_CHECK(would_narrow<unsigned, int>);
    STATIC_CHECK(would_narrow<std::uint64_t, signed char>);
    STATIC_CHECK(would_narrow<int, unsigned>);
    STATIC_CHECK(would_narrow<signed char, unsigned char>);
}

TEST_CASE("sizes of containers are counts") { STATIC_CHECK(takes<std::int64_t, std::size_t>); }

TEST_CASE("floating point widens, and becomes nothing else") {
    STATIC_CHECK(takes<double, float>);
    STATIC_CHECK(would_narrow<float, double>);
    STATIC_CHECK(would_narrow<std::int64_t, float>);
    STATIC_CHECK(unlike<double, long double>);
}

TEST_CASE("booleans, characters and enumerations are no numbers, nor the other way round") {
    STATIC_CHECK(takes<bool, bool>);
    STATIC_CHECK(unlike<bool, int>);
    STATIC_CHECK(unlike<int, bool>);
    STATIC_CHECK(unlike<double, bool>);
    STATIC_CHECK(unlike<int, char>);
    STATIC_CHECK(unlike<int, phase>);
    STATIC_CHECK(takes<phase, phase>);
    STATIC_CHECK(unlike<phase, other>);
    STATIC_CHECK(unlike<phase, int>);
}

TEST_CASE("a timer takes durations that are no finer than itself, and no bare numbers") {
    using namespace std::chrono;
    STATIC_CHECK(takes<nanoseconds, nanoseconds>);
    STATIC_CHECK(takes<nanoseconds, hours>);
    STATIC_CHECK(takes<milliseconds, duration<int>>);
    STATIC_CHECK(would_narrow<milliseconds, microseconds>);
    STATIC_CHECK(would_narrow<nanoseconds, duration<double>>);
    STATIC_CHECK(fits<nanoseconds, int>() == fit::bare_number_for_timer);
    STATIC_CHECK(fits<nanoseconds, double>() == fit::bare_number_for_timer);
    STATIC_CHECK(unlike<nanoseconds, std::string>);
    STATIC_CHECK(convert<nanoseconds>(2ms) == nanoseconds{2'000'000});
}

TEST_CASE("text takes whatever is a std::string_view") {
    STATIC_CHECK(takes<string_view, string_view>);
    STATIC_CHECK(takes<string_view, std::string>);
    STATIC_CHECK(takes<string_view, char[5]>);
    STATIC_CHECK(takes<string_view, char const*>);
    STATIC_CHECK(takes<string_view, has_text>);
    STATIC_CHECK(unlike<string_view, std::nullptr_t>);
    STATIC_CHECK(unlike<string_view, char>);
    STATIC_CHECK(unlike<string_view, wchar_t const*>);
    STATIC_CHECK(unlike<string_view, int>);
}

TEST_CASE("a null pointer to characters is an empty text") {
    char const* const none = nullptr;
    CHECK(convert<string_view>(none).empty());
    char const* const some = "text";
    CHECK(convert<string_view>(some) == "text");
    CHECK(convert<string_view>(has_text{}) == "text");
}

TEST_CASE("numbers keep their values") {
    STATIC_CHECK(convert<double>(1 << 30) == 1073741824.0);
    STATIC_CHECK(convert<std::int64_t>(-1) == -1);
    STATIC_CHECK(convert<double>(0.1F) == static_cast<double>(0.1F));
}

TEST_CASE("a size past the greatest signed number becomes that number") {
    using ct::detail::convert;
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    STATIC_CHECK(convert<std::int64_t>(std::numeric_limits<std::size_t>::max()) == most);
    STATIC_CHECK(convert<std::int64_t>(static_cast<std::size_t>(most) + 1) == most);
    STATIC_CHECK(convert<std::int64_t>(static_cast<std::size_t>(most)) == most);
    STATIC_CHECK(convert<std::int64_t>(static_cast<std::size_t>(most) - 1) == most - 1);
    STATIC_CHECK(convert<std::int64_t>(std::uint32_t(-1)) == 4'294'967'295);
    STATIC_CHECK(convert<double>(std::numeric_limits<std::size_t>::max()) == 0x1p64);
}
