// SPDX-License-Identifier: MIT
#pragma once
// A strict reader of JSON (RFC 8259): values are pulled one by one from a text that stands in memory; there is no tree,
// and no allocation but for strings with escapes.

#include <crucible/telemetry/text/detail/read_real.hpp>
#include <crucible/telemetry/text/json_text.hpp>

#include <algorithm>
#include <charconv>
#include <concepts>
#include <functional>
#include <limits>
#include <optional>
#include <system_error>

namespace crucible::telemetry {

enum class json_type : unsigned char { object, array, string, number, boolean, null, none };

struct json_options {
    std::size_t depth = 64; ///< objects and arrays within one another, at most; 64 is also the most that is possible
    ill_formed on_ill_formed = ill_formed::replace;
};

/// `json_reader r{text}; if (r.begin_object()) while (auto key = r.next_key()) ...`
/// Reading takes the value that is due. `read_...` and `begin_...` give nothing when it is of another type or does not
/// fit: it is then passed over, and reading goes on. When the text is no JSON they give nothing either, `failed()` is
/// true and stays so. A value that nobody reads is passed over by the next `next_key` or `next_element`.
class json_reader {
public:
    static constexpr std::size_t most_depth = 64;

    json_reader() = default;
    explicit json_reader(std::string_view text, json_options const& options = {}) noexcept : options_(options) {
        options_.depth = std::min(options_.depth, most_depth);
        reset(text);
    }
    json_reader(json_reader const&) = delete; // strings refer to its buffers
    json_reader& operator=(json_reader const&) = delete;

    /// Begins anew with another text; keeps options and buffers.
    void reset(std::string_view text) noexcept {
        begin_ = at_ = text.data();
        end_ = begin_ + text.size();
        reason_ = nullptr;
        depth_ = 0;
        objects_ = 0;
        due_ = true;
    }

    /// Type of the value that is due; `none` when none is, or the text ends. Says nothing of its being well formed.
    [[nodiscard]] json_type type() noexcept {
        if (failed() || !due_) return json_type::none;
        pass_space();
        if (at_ == end_) return json_type::none;
        switch (*at_) {
        case '{': return json_type::object;
        case '[': return json_type::array;
        case '"': return json_type::string;
        case 't':
        case 'f': return json_type::boolean;
        case 'n': return json_type::null;
        default: return *at_ == '-' || detail::is_digit(*at_) ? json_type::number : json_type::none;
        }
    }

    [[nodiscard]] bool begin_object() noexcept { return begin('{', true); }
    [[nodiscard]] bool begin_array() noexcept { return begin('[', false); }

    /// The next member's name, whose value is then due; nothing at the end of the object. Valid until the next key is
    /// read. Pre-condition: an object was begun and not ended, likewise below.
    [[nodiscard]] std::optional<std::string_view> next_key() {
        detail::json_string key;
        if (!advance('}', true) || !pass_key(key)) return std::nullopt;
        return decoded(key, key_);
    }

    /// Takes the next member's name when it is `name` and stands there as writers put it, `,"name":` or `, "name":`;
    /// else changes nothing. Much cheaper than comparing what `next_key` gives. Pre-condition: no value is due.
    [[nodiscard]] bool take_key(std::string_view name) noexcept {
        if (failed() || due_ || (objects_ & 1U) == 0) return false;
        char const* key = at_;
        if (!begun_) {
            if (key == end_ || *key != ',') return false;
            if (++key != end_ && *key == ' ') ++key;
        }
        if (static_cast<std::size_t>(end_ - key) < name.size() + 3) return false;
        if (*key != '"' || key[name.size() + 1] != '"' || key[name.size() + 2] != ':') return false;
        if (std::memcmp(key + 1, name.data(), name.size()) != 0) return false;
        at_ = key + name.size() + 3;
        begun_ = false;
        return due_ = true;
    }

    /// Whether there is one more element, which is then due. Pre-condition: an array was begun and not ended.
    [[nodiscard]] bool next_element() noexcept {
        if (!advance(']', false)) return false;
        return due_ = true;
    }

    /// Valid until the next string is read (keys apart); while the text lives, when `verbatim`.
    [[nodiscard]] std::optional<std::string_view> read_string() {
        if (!is_due(json_type::string)) return std::nullopt;
        detail::json_string found;
        if (!pass_string(found)) return std::nullopt;
        due_ = false;
        return decoded(found, value_);
    }

    /// Whether a string that was read is a part of the text itself, not of a buffer of the reader.
    [[nodiscard]] bool verbatim(std::string_view read) const noexcept {
        return !std::less<>{}(read.data(), begin_) && !std::less<>{}(end_, read.data());
    }

    /// Integers exactly: `1.0` and `1e3` are none, nor is what lies beyond the type. Floating-point numbers are the
    /// nearest; what is too large does not fit, what is too small is 0 with its sign.
    template <class T>
        requires(std::integral<T> || std::floating_point<T>)
    [[nodiscard]] std::optional<T> read_number() noexcept {
        if (!is_due(json_type::number)) return std::nullopt;
        char const* const from = at_;
        bool const whole = pass_number();
        if (failed()) return std::nullopt;
        due_ = false;
        T value{};
        if constexpr (std::integral<T>) {
            if (!whole) return std::nullopt;
            return std::from_chars(from, at_, value).ec == std::errc{} ? std::optional{value} : std::nullopt;
        } else {
            if (detail::read_real(from, at_, value).ec == std::errc{}) [[likely]] return value;
            if (!detail::is_below_one(from, at_)) return std::nullopt;
            return *from == '-' ? -T{0} : T{0};
        }
    }

    /// A number, or one of the strings "NaN", "Infinity" and "-Infinity", as export/jsonl.hpp writes what JSON has no
    /// numbers for.
    template <std::floating_point T>
    [[nodiscard]] std::optional<T> read_real() {
        if (type() != json_type::string) return read_number<T>();
        auto const name = read_string();
        if (name == "NaN") return std::numeric_limits<T>::quiet_NaN();
        if (name == "Infinity") return std::numeric_limits<T>::infinity();
        if (name == "-Infinity") return -std::numeric_limits<T>::infinity();
        return std::nullopt;
    }

    [[nodiscard]] std::optional<bool> read_bool() noexcept {
        if (!is_due(json_type::boolean)) return std::nullopt;
        bool const value = *at_ == 't';
        if (!pass_word(value ? "true" : "false")) return std::nullopt;
        due_ = false;
        return value;
    }

    /// Takes a null. Unlike the others, leaves a value of another type due.
    [[nodiscard]] bool read_null() noexcept {
        if (type() != json_type::null || !pass_word("null")) return false;
        due_ = false;
        return true;
    }

    /// Passes over the value that is due, whatever it is; false when it is no JSON.
    bool skip() noexcept {
        if (!has_due()) return false;
        std::size_t const outside = depth_;
        bool value = true;
        while (value || depth_ != outside) {
            if (value && !pass_value()) return false;
            value = depth_ != outside && advance_anything();
            if (failed()) return false;
        }
        return true;
    }

    /// The text of the value that is due, as it stands there.
    [[nodiscard]] std::optional<std::string_view> raw() noexcept {
        if (!has_due()) return std::nullopt;
        char const* const from = at_;
        if (!skip()) return std::nullopt;
        return std::string_view{from, static_cast<std::size_t>(at_ - from)};
    }

    /// Whether the value of the whole text was read to its end and nothing but white space follows; fails otherwise.
    [[nodiscard]] bool at_end() noexcept {
        if (failed()) return false;
        if (due_ || depth_ != 0) return fail("the value was not read to its end");
        pass_space();
        return at_ == end_ || fail("something follows the value");
    }

    [[nodiscard]] bool failed() const noexcept { return reason_ != nullptr; }
    /// Bytes read, in front of which all is well; after a failure, where it was.
    [[nodiscard]] std::size_t position() const noexcept { return static_cast<std::size_t>(at_ - begin_); }
    /// What is wrong there.
    [[nodiscard]] std::string_view reason() const noexcept { return failed() ? reason_ : ""; }
    /// U+FFFD that strings and keys which were read got in place of what is ill formed, in all texts.
    [[nodiscard]] std::uint64_t replaced() const noexcept { return replaced_; }

private:
        bool fail(char const* reason) noexcept {
        reason_ = reason;
        return false;
    }

    void pass_space() noexcept {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r')) ++at_;
    }

    bool has_due() noexcept {
        if (failed()) return false;
        if (!due_) return fail("no value is due here");
        pass_space();
        return at_ != end_ || fail("the text ends where a value is due");
    }

    /// Whether a value of this type is due; one of another type is passed over.
    bool is_due(json_type wanted) noexcept {
        if (!has_due()) return false;
        if (type() == wanted) return true;
        skip();
        return false;
    }

    bool begin(char bracket, bool object) noexcept {
        return is_due(bracket == '{' ? json_type::object : json_type::array) && enter(object);
    }

    bool enter(bool object) noexcept {
        if (depth_ == options_.depth) return fail("objects and arrays are nested too deeply");
        ++at_;
        ++depth_;
        objects_ = objects_ << 1 | std::uint64_t{object};
        begun_ = true;
        due_ = false;
        return true;
    }

    /// To the next member or element of what was begun; false at its end, which is passed.
    bool advance(char bracket, bool object) noexcept {
        if (failed() || (due_ && !skip())) return false;
        if (depth_ == 0 || ((objects_ & 1U) != 0) != object)
            return fail(object ? "no object was begun here" : "no array was begun here");
        pass_space();
        if (at_ == end_) return fail(object ? "an object has no end" : "an array has no end");
        if (*at_ == bracket) {
            ++at_;
            --depth_;
            objects_ >>= 1;
            begun_ = false;
            return false;
        }
        if (!begun_ && *at_ != ',') return fail(object ? "no , or } after a member" : "no , or ] after an element");
        if (!begun_) {
            ++at_;
            pass_space();
        }
        begun_ = false;
        return true;
    }

    /// Within `skip`: to the next value of what was begun last.
    bool advance_anything() noexcept {
        if ((objects_ & 1U) == 0) return next_element();
        detail::json_string key;
        return advance('}', true) && pass_key(key);
    }

    bool pass_key(detail::json_string& key) noexcept {
        if (at_ == end_ || *at_ != '"') return fail("a member's name is due, in quotes");
        if (!pass_string(key)) return false;
        pass_space();
        if (at_ == end_ || *at_ != ':') return fail("no : after a member's name");
        ++at_;
        return due_ = true;
    }

    /// A scalar, or the opening bracket of an object or array.
    bool pass_value() noexcept {
        detail::json_string ignored;
        pass_space();
        switch (type()) {
        case json_type::object: return enter(true);
        case json_type::array: return enter(false);
        case json_type::string: pass_string(ignored); break;
        case json_type::number: pass_number(); break;
        case json_type::boolean: pass_word(*at_ == 't' ? "true" : "false"); break;
        case json_type::null: pass_word("null"); break;
        case json_type::none: fail(at_ == end_ ? "the text ends where a value is due" : "no value begins so"); break;
        }
        due_ = false;
        return !failed();
    }

    bool pass_word(std::string_view word) noexcept {
        if (!std::string_view{at_, static_cast<std::size_t>(end_ - at_)}.starts_with(word))
            return fail("no value begins so");
        at_ += word.size();
        return true;
    }

    bool pass_string(detail::json_string& found) noexcept {
        char const* const quote = at_++;
        if (char const* const wrong = detail::scan_json_string(at_, end_, options_.on_ill_formed, found)) {
            if (at_ == end_) at_ = quote;
            return fail(wrong);
        }
        ++at_;
        return true;
    }

    /// Whether it is written as an integer.
    bool pass_number() noexcept {
        bool whole = true;
        if (char const* const wrong = detail::scan_json_number(at_, end_, whole)) fail(wrong);
        return whole;
    }

    std::string_view decoded(detail::json_string const& found, std::string& buffer) {
        if (found.verbatim) return found.inside;
        detail::decode_json_string(found.inside, buffer, replaced_);
        return buffer;
    }

    json_options options_{};
    char const* begin_ = nullptr;
    char const* at_ = nullptr;
    char const* end_ = nullptr;
    char const* reason_ = nullptr;
    std::size_t depth_ = 0;
    std::uint64_t objects_ = 0; ///< a bit for each thing begun and not ended, the last one lowest: it is an object
    bool begun_ = false;        ///< nothing was read yet of what was begun last
    bool due_ = false;
    std::string key_{}, value_{};
    std::uint64_t replaced_ = 0;
};

} // namespace crucible::telemetry
