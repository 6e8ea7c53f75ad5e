// SPDX-License-Identifier: MIT
#include <crucible/telemetry/text/json_reader.hpp>

#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <vector>

namespace {

namespace ct = crucible::telemetry;
using namespace std::string_literals;
using namespace std::string_view_literals;

/// What is wrong with a text, and where: `7: no : after a member's name`; empty when it is JSON.
std::string fault(std::string_view text, ct::json_options const& options = {}) {
    ct::json_reader reader{text, options};
    bool const skipped = reader.skip();
    if (skipped && reader.at_end()) return {};
    CHECK(reader.failed());
    CHECK(reader.position() <= text.size());
    return std::to_string(reader.position()) + ": " + std::string(reader.reason());
}

template <class T>
std::optional<T> number(std::string_view text) {
    ct::json_reader reader{text};
    auto const value = reader.read_number<T>();
    CHECK(reader.at_end());
    return value;
}

/// What a string stands for; "(none)" when it is none, "(broken)" when it is no JSON.
std::string string(std::string_view text, ct::ill_formed on_ill_formed = ct::ill_formed::replace) {
    ct::json_reader reader{text, {.on_ill_formed = on_ill_formed}};
    auto const value = reader.read_string();
    if (reader.failed()) return "(broken)";
    CHECK(reader.at_end());
    return value ? std::string(*value) : "(none)";
}

TEST_CASE("an object is read member by member") {
    ct::json_reader reader{R"( { "a" : 1 , "b":"x", "c":[true,false,null], "d":{"e":2.5}, "f":null } )"};
    REQUIRE(reader.begin_object());
    CHECK(reader.next_key() == "a");
    CHECK(reader.read_number<int>() == 1);
    CHECK(reader.next_key() == "b");
    CHECK(reader.read_string() == "x");
    CHECK(reader.next_key() == "c");
    REQUIRE(reader.begin_array());
    REQUIRE(reader.next_element());
    CHECK(reader.read_bool() == true);
    REQUIRE(reader.next_element());
    CHECK(reader.read_bool() == false);
    REQUIRE(reader.next_element());
    CHECK(reader.read_null());
    CHECK_FALSE(reader.next_element());
    CHECK(reader.next_key() == "d");
    REQUIRE(reader.begin_object());
    CHECK(reader.next_key() == "e");
    CHECK(reader.read_number<double>() == 2.5);
    CHECK_FALSE(reader.next_key());
    CHECK(reader.next_key() == "f");
    CHECK(reader.type() == ct::json_type::null);
    CHECK(reader.read_null());
    CHECK_FALSE(reader.next_key());
    CHECK_FALSE(reader.failed());
    CHECK(reader.at_end());
}

TEST_CASE("values that nobody reads are passed over") {
    ct::json_reader reader{R"({"a":{"x":[1,{"y":"}"}],"z":"]"},"b":[[[]]],"c":"last"})"};
    REQUIRE(reader.begin_object());
    CHECK(reader.next_key() == "a");
    CHECK(reader.next_key() == "b");
    CHECK(reader.next_key() == "c");
    CHECK(reader.read_string() == "last");
    CHECK_FALSE(reader.next_key());
    CHECK(reader.at_end());

    ct::json_reader array{"[1,[2],{\"a\":3},4]"};
    REQUIRE(array.begin_array());
    for (int i = 0; i != 4; ++i) CHECK(array.next_element());
    CHECK_FALSE(array.next_element());
    CHECK(array.at_end());
}

TEST_CASE("a value of another type is passed over, and reading goes on") {
    ct::json_reader reader{R"({"a":"1","b":1,"c":1.5,"d":[1],"e":{"x":1},"f":null,"g":true,"h":7})"};
    REQUIRE(reader.begin_object());
    CHECK(reader.next_key() == "a");
    CHECK_FALSE(reader.read_number<double>());
    CHECK(reader.next_key() == "b");
    CHECK_FALSE(reader.read_string());
    CHECK(reader.next_key() == "c");
    CHECK_FALSE(reader.read_number<int>());
    CHECK(reader.next_key() == "d");
    CHECK_FALSE(reader.begin_object());
    CHECK(reader.next_key() == "e");
    CHECK_FALSE(reader.begin_array());
    CHECK(reader.next_key() == "f");
    CHECK_FALSE(reader.read_bool());
    CHECK(reader.next_key() == "g");
    CHECK_FALSE(reader.read_null());
    CHECK(reader.read_bool() == true); // read_null leaves it due
    CHECK(reader.next_key() == "h");
    CHECK(reader.read_number<int>() == 7);
    CHECK_FALSE(reader.next_key());
    CHECK(reader.at_end());
}

TEST_CASE("the type of what is due, and its text") {
    ct::json_reader reader{R"([{},[],"",-1,true,null])"};
    CHECK(reader.type() == ct::json_type::array);
    REQUIRE(reader.begin_array());
    CHECK(reader.type() == ct::json_type::none);
    for (auto const type : {ct::json_type::object, ct::json_type::array, ct::json_type::string, ct::json_type::number,
                            ct::json_type::boolean, ct::json_type::null}) {
        REQUIRE(reader.next_element());
        CHECK(reader.type() == type);
    }
    CHECK_FALSE(reader.next_element());

    ct::json_reader raw{R"({"a": {"b": [1, 2.0, "\u00e4"]} , "c":  tru})"};
    REQUIRE(raw.begin_object());
    CHECK(raw.next_key() == "a");
    CHECK(raw.raw() == R"({"b": [1, 2.0, "\u00e4"]})");
    CHECK(raw.next_key() == "c");
    CHECK_FALSE(raw.raw());
    CHECK(raw.failed());
}

TEST_CASE("a key that is expected is taken at once") {
    ct::json_reader reader{R"({"a":1,"bc":2, "d": 3 ,"e" :4,"f":5})"};
    REQUIRE(reader.begin_object());
    CHECK_FALSE(reader.take_key("b"));
    CHECK(reader.take_key("a"));
    CHECK_FALSE(reader.take_key("bc")); // a value is due
    CHECK(reader.read_number<int>() == 1);
    CHECK_FALSE(reader.take_key("b"));
    CHECK_FALSE(reader.take_key("bcd"));
    CHECK(reader.take_key("bc"));
    CHECK(reader.read_number<int>() == 2);
    CHECK(reader.take_key("d"));
    CHECK(reader.read_number<int>() == 3);
    CHECK_FALSE(reader.take_key("e")); // spaces that writers do not put there
    CHECK(reader.next_key() == "e");
    CHECK(reader.read_number<int>() == 4);
    CHECK(reader.take_key("f"));
    CHECK(reader.read_number<int>() == 5);
    CHECK_FALSE(reader.take_key("g"));
    CHECK_FALSE(reader.next_key());
    CHECK(reader.at_end());

    ct::json_reader array{R"(["a":1])"}; // no member stands in an array
    REQUIRE(array.begin_array());
    CHECK_FALSE(array.take_key("a"));
    ct::json_reader second{R"({"a":1 "b":2})"};
    REQUIRE(second.begin_object());
    CHECK(second.take_key("a"));
    CHECK(second.read_number<int>() == 1);
    CHECK_FALSE(second.take_key("b"));
    CHECK_FALSE(second.next_key());
    CHECK(second.reason() == "no , or } after a member");
    for (std::size_t size = 0; size != 6; ++size) { // nothing is read beyond the end
        std::string_view const whole = R"({"ab":)";
        std::vector<char> const text(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        ct::json_reader cut{std::string_view{text.data(), text.size()}};
        if (size != 0) REQUIRE(cut.begin_object());
        CHECK_FALSE(cut.take_key("ab"));
    }
}

TEST_CASE("misuse is a failure, not a crash") {
    ct::json_reader never;
    CHECK_FALSE(never.skip());
    CHECK_FALSE(never.next_key());
    CHECK_FALSE(never.next_element());
    CHECK_FALSE(never.take_key("a"));
    ct::json_reader twice{"1"};
    CHECK(twice.read_number<int>() == 1);
    CHECK_FALSE(twice.read_number<int>());
    CHECK(twice.reason() == "no value is due here");
    ct::json_reader mixed{"[1]"};
    REQUIRE(mixed.begin_array());
    CHECK_FALSE(mixed.next_key());
    CHECK(mixed.reason() == "no object was begun here");
    ct::json_reader unfinished{"[1]"};
    REQUIRE(unfinished.begin_array());
    CHECK_FALSE(unfinished.at_end());
    CHECK(unfinished.reason() == "the value was not read to its end");
    unfinished.reset("2");
    CHECK(unfinished.read_number<int>() == 2);
    CHECK(unfinished.at_end());
}

TEST_CASE("what is JSON") {
    for (auto const text : {"{}", "[]", "0", "-0", "1", "-1.5e+10", "1E5", "1e-5", "0.0", "10", "\"\"", "true", "false",
                            "null", " \t\r\n[ ] ", "[[],{}]", "{\"\":{}}", "{\"a\":1,\"a\":2}", "\"\\u0000\"",
                            "[1 , 2]", "\"\x7F\"", "{\"a\" :\n1}"})
        CHECK(fault(text) == "");
}

TEST_CASE("what is no JSON, and why") {
    CHECK(fault("") == "0: the text ends where a value is due");
    CHECK(fault("  ") == "2: the text ends where a value is due");
    CHECK(fault("{") == "1: an object has no end");
    CHECK(fault("[1") == "2: an array has no end");
    CHECK(fault("[1,") == "3: the text ends where a value is due");
    CHECK(fault("[,1]") == "1: no value begins so");
    CHECK(fault("[1,]") == "3: no value begins so");
    CHECK(fault("[1 2]") == "3: no , or ] after an element");
    CHECK(fault("{a:1}") == "1: a member's name is due, in quotes");
    CHECK(fault("{'a':1}") == "1: a member's name is due, in quotes");
    CHECK(fault("{\"a\":1,}") == "7: a member's name is due, in quotes");
    CHECK(fault("{,\"a\":1}") == "1: a member's name is due, in quotes");
    CHECK(fault("{\"a\" 1}") == "5: no : after a member's name");
    CHECK(fault("{\"a\":}") == "5: no value begins so");
    CHECK(fault("{\"a\":1]") == "6: no , or } after a member");
    CHECK(fault("[1}") == "2: no , or ] after an element");
    CHECK(fault("1 2") == "2: something follows the value");
    CHECK(fault("{}{}") == "2: something follows the value");
    CHECK(fault("tru") == "0: no value begins so");
    CHECK(fault("True") == "0: no value begins so");
    CHECK(fault("nul") == "0: no value begins so");
    CHECK(fault("truex") == "4: something follows the value");
    CHECK(fault("NaN") == "0: no value begins so");
    CHECK(fault("Infinity") == "0: no value begins so");
    CHECK(fault("-Infinity") == "1: a digit is due here");
    CHECK(fault("-") == "1: a digit is due here");
    CHECK(fault("+1") == "0: no value begins so");
    CHECK(fault("01") == "1: a number begins with 0");
    CHECK(fault("-01") == "2: a number begins with 0");
    CHECK(fault("1.") == "2: a digit is due here");
    CHECK(fault(".5") == "0: no value begins so");
    CHECK(fault("1.e5") == "2: a digit is due here");
    CHECK(fault("1e") == "2: a digit is due here");
    CHECK(fault("1e+") == "3: a digit is due here");
    CHECK(fault("0x10") == "1: something follows the value");
    CHECK(fault("\"") == "0: a string has no end");
    CHECK(fault("[\"abc") == "1: a string has no end");
    CHECK(fault("\"a\nb\"") == "2: a control character stands in a string, where it must be escaped");
    CHECK(fault("\"a\0b\""sv) == "2: a control character stands in a string, where it must be escaped");
    CHECK(fault("\"\\x\"") == "1: an escape that JSON does not know");
    CHECK(fault("\"\\u12g4\"") == "1: an escape that JSON does not know");
    CHECK(fault("\"\\u12\"") == "1: an escape that JSON does not know");
    CHECK(fault("\"\\") == "1: an escape that JSON does not know");
    CHECK(fault("// x\n1") == "0: no value begins so");
    CHECK(fault("\xEF\xBB\xBF{}") == "0: no value begins so");
    CHECK(fault("\v1") == "0: no value begins so");
}

TEST_CASE("nesting is limited") {
    auto const nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    CHECK(fault(nested(64)) == "");
    CHECK(fault(nested(65)) == "64: objects and arrays are nested too deeply");
    CHECK(fault(nested(1'000'000)) == "64: objects and arrays are nested too deeply");
    CHECK(fault(nested(3), {.depth = 3}) == "");
    CHECK(fault(nested(4), {.depth = 3}) == "3: objects and arrays are nested too deeply");
    CHECK(fault(nested(65), {.depth = 1'000}) == "64: objects and arrays are nested too deeply");
    std::string objects;
    for (int i = 0; i != 64; ++i) objects += "{\"a\":";
    CHECK(fault(objects + "1" + std::string(64, '}')) == "");
    CHECK(fault(objects + "[]" + std::string(64, '}')) != "");
}

TEST_CASE("integers are read exactly, or not at all") {
    CHECK(number<std::int64_t>("9007199254740993") == 9007199254740993); // 2^53 + 1
    CHECK(number<std::int64_t>("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
    CHECK(number<std::int64_t>("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
    CHECK(number<std::uint64_t>("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
    CHECK(number<std::int64_t>("-0") == 0);
    CHECK_FALSE(number<std::int64_t>("9223372036854775808"));
    CHECK_FALSE(number<std::uint64_t>("18446744073709551616"));
    CHECK_FALSE(number<std::uint64_t>("-1"));
    CHECK(number<std::int8_t>("-128") == -128);
    CHECK_FALSE(number<std::int8_t>("128"));
    CHECK_FALSE(number<std::uint32_t>("4294967296"));
    CHECK_FALSE(number<int>("1.0"));
    CHECK_FALSE(number<int>("1e3"));
    CHECK_FALSE(number<std::int64_t>(std::string(100'000, '9')));
}

TEST_CASE("floating-point numbers are the nearest ones") {
    CHECK(number<double>("0.1") == 0.1);
    CHECK(number<double>("9007199254740993") == 9007199254740992.0);
    CHECK(number<double>("1.7976931348623157e308") == std::numeric_limits<double>::max());
    CHECK(number<double>("5e-324") == std::numeric_limits<double>::denorm_min());
    CHECK(number<double>("2.2250738585072014e-308") == std::numeric_limits<double>::min());
    CHECK(number<double>("0." + std::string(1000, '0') + "1e1001") == 1.0);
    CHECK(number<double>("1" + std::string(1000, '0') + "e-1000") == 1.0);
    CHECK(number<float>("0.1") == 0.1F);
    CHECK(number<float>("16777217") == 16777216.0F);
    CHECK(std::signbit(*number<double>("-0.0")));
    CHECK(std::signbit(*number<double>("-0")));
    CHECK_FALSE(std::signbit(*number<double>("0")));

    CHECK_FALSE(number<double>("1e309"));
    CHECK_FALSE(number<double>("-1e309"));
    CHECK_FALSE(number<double>("1e999999999999999999999"));
    CHECK_FALSE(number<double>("1" + std::string(400, '0')));
    CHECK_FALSE(number<double>("1" + std::string(400, '0') + ".5"));
    CHECK_FALSE(number<float>("1e39"));
    CHECK(number<double>("1e-400") == 0.0);
    CHECK(std::signbit(*number<double>("-1e-400")));
    CHECK(number<double>("1e-999999999999999999999") == 0.0);
    CHECK(number<double>("0." + std::string(400, '0') + "1") == 0.0);
    CHECK(number<double>("0." + std::string(400, '0') + "1e+3") == 0.0);
    CHECK(number<double>("123e-400") == 0.0);
    CHECK(number<double>("1." + std::string(400, '3') + "e-390") == 0.0);
    CHECK(number<float>("1e-50") == 0.0F);
    CHECK(number<double>("0e999999999999999999999") == 0.0);
    CHECK(number<double>("0.000e400") == 0.0);
}

TEST_CASE("numbers that JSON does not have stand in strings") {
    auto const real = [](std::string_view text) { return ct::json_reader{text}.read_real<double>(); };
    CHECK(std::isnan(*real("\"NaN\"")));
    CHECK(real("\"Infinity\"") == std::numeric_limits<double>::infinity());
    CHECK(real("\"-Infinity\"") == -std::numeric_limits<double>::infinity());
    CHECK(real("2.5") == 2.5);
    CHECK_FALSE(real("\"nan\""));
    CHECK_FALSE(real("\"1.5\""));
    CHECK_FALSE(real("null"));
    CHECK_FALSE(real("NaN"));
}

TEST_CASE("strings") {
    CHECK(string(R"("plain text of more than eight bytes")") == "plain text of more than eight bytes");
    CHECK(string(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
    CHECK(string(R"("\u0041\u00e4\u20AC\ud83D\uDE42\u0000x")") == "Aä€🙂\0x"s);
    CHECK(string(R"("naïve 数 🙂")") == "naïve 数 🙂");
    CHECK(string("1") == "(none)");
    CHECK(string("\"abcdefg\\\"hijklmnop\"") == "abcdefg\"hijklmnop");
}

TEST_CASE("ill-formed text becomes U+FFFD and is counted, or is refused") {
    struct {
        std::string text, becomes;
        std::uint64_t replaced;
    } const all[]{{"\"a\xFFz\"", "a\uFFFDz", 1},
                  {"\"\xE2\x82\"", "\uFFFD", 1},
                  {"\"\xC0\x80\"", "\uFFFD\uFFFD", 2},
                  {"\"\xED\xA0\x80\"", "\uFFFD\uFFFD\uFFFD", 3},
                  {R"("\ud83d")", "\uFFFD", 1},
                  {R"("\ude42x")", "\uFFFDx", 1},
                  {R"("\ud83d\n")", "\uFFFD\n", 1},
                  {R"("\ud83d\ud83d\ude42")", "\uFFFD🙂", 1},
                  {R"("\ud83d\u0041")", "\uFFFDA", 1}};
    for (auto const& each : all) {
        CHECK(string(each.text) == each.becomes);
        CHECK(string(each.text, ct::ill_formed::refuse) == "(broken)");
        ct::json_reader reader{each.text};
        CHECK(reader.read_string());
        CHECK(reader.replaced() == each.replaced);
        CHECK(fault(each.text) == "");
        CHECK(fault(each.text, {.on_ill_formed = ct::ill_formed::refuse}) != "");
    }
}

TEST_CASE("strings without escapes are parts of the text") {
    std::string const text = R"({"k\u0065y":"plain","x":"esc\naped"})";
    ct::json_reader reader{text};
    REQUIRE(reader.begin_object());
    auto const key = reader.next_key();
    auto const plain = reader.read_string();
    CHECK(reader.verbatim(*plain));
    CHECK_FALSE(reader.verbatim(*key));
    CHECK(key == "key"); // not overwritten by strings that are read
    CHECK(reader.next_key() == "x");
    auto const escaped = reader.read_string();
    CHECK_FALSE(reader.verbatim(*escaped));
    CHECK(plain == "plain");
    CHECK(escaped == "esc\naped");
}

TEST_CASE("long strings and long lines") {
    for (std::size_t const size : {7U, 8U, 9U, 4096U, 10U << 20U}) {
        std::string const text = std::string(size, 'x') + "\\n" + std::string(size, 'y');
        CHECK((string("\"" + text + "\"") == std::string(size, 'x') + "\n" + std::string(size, 'y')));
    }
}

} // namespace
