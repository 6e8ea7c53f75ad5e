// SPDX-License-Identifier: MIT
#pragma once
// Values that files are bad at, in rows of every kind of measurement; and what a row must be like when it comes back.

#include "export/vocabulary.hpp"

#include <crucible/telemetry/text/utf8.hpp>

#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace test {

inline std::vector<std::string> hostile_texts() {
    using namespace std::string_literals;
    // clang-format off
    std::vector<std::string> texts{
        "", "a", ",", "\t", "\"", "\\", "\\\\\\\"", "\n", "\r\n", " ", "{\"type\":\"end\"}", "\",\"loss\":1,\"x\":\"",
        "\\u0041", "\\ud83d", "null", "true", "NaN", "1e5", "</script>", "'; DROP TABLE runs; --", "\u0085", "\u2028",
        "\uFEFF", "\u202Ex", "\uFFFD", "\uFFFF", "e\u0301", "数据", "🙂", "👨‍👩‍👧", "\U0010FFFF", "\0"s, "a\0b"s,
        "\x01\x02\x1B[31m\x1F\x7F", "\xFF", "\xFE\xFF", "\x80", "\xC0\x80", "\xC3", "\xE2\x82", "\xED\xA0\x80",
        "\xF0\x9F\x99", "\xF4\x90\x80\x80", "\xEF\xBF"};
    // clang-format on
    std::mt19937 random{13};
    std::size_t const single = texts.size();
    for (int i = 0; i != 1'000; ++i) {
        std::string mixed;
        for (std::size_t n = 1 + random() % 6; n != 0; --n) mixed += texts[random() % single];
        texts.push_back(mixed);
    }
    std::string large;
    while (large.size() < 1'000'000) large += texts[random() % single];
    texts.push_back(large);
    texts.push_back(std::string(1U << 20U, '"'));
    return texts;
}

template <class T>
std::vector<T> hostile_numbers() {
    using limits = std::numeric_limits<T>;
    if constexpr (std::integral<T>)
        return {T{0}, T{1}, limits::max(), limits::min(), static_cast<T>((std::int64_t{1} << 53) + 1)};
    else
        return {T{0}, -T{0}, T{1}, T(0.1), T(-0.1), limits::quiet_NaN(), limits::infinity(), -limits::infinity(),
                limits::max(), limits::lowest(), limits::min(), limits::denorm_min(), -limits::denorm_min(),
                limits::epsilon(), T(9007199254740992.0), T(9007199254740994.0), T(1e15), T(1e16), T(1e22), T(5e-5)};
}

/// One of the hostile numbers, or any bits at all.
template <class T>
T hostile_number(std::size_t i, std::uint64_t bits) {
    static std::vector<T> const all = hostile_numbers<T>();
    if (i < all.size()) return all[i];
    if constexpr (std::same_as<T, float>) return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    else if constexpr (std::same_as<T, double>) return std::bit_cast<double>(bits);
    else return static_cast<T>(bits);
}

struct hostile_rows {
    std::vector<std::string> texts = hostile_texts(); // what the rows refer to
    std::vector<ct::row<everything_t>> full{};
    std::vector<ct::row<some_t>> sparse{};

    hostile_rows() {
        std::mt19937_64 random{17};
        for (std::size_t i = 0; i != texts.size(); ++i) {
            std::string_view const text = texts[i];
            auto const n = static_cast<std::int64_t>(i);
            std::string_view const short_text = texts[random() % (texts.size() - 2)];
            using ticks = std::chrono::duration<std::int32_t, std::milli>;
            full.push_back({.values = everything(epoch = hostile_number<std::int64_t>(i, random()),
                                                 loss = hostile_number<double>(i, random()),
                                                 small = hostile_number<float>(i, random()),
                                                 tokens = hostile_number<std::uint64_t>(i, random()),
                                                 byte = hostile_number<std::int8_t>(i, random()),
                                                 duration = std::chrono::nanoseconds{hostile_number<std::int64_t>(i, random())},
                                                 backoff = ticks{hostile_number<std::int32_t>(i, random())}, ok = i % 2 == 0,
                                                 model = short_text, stage = static_cast<phase>(i % 3), note = text),
                            .at = at(n * 777'777'777'777 - 99'999'999'999'999),
                            .thread = static_cast<std::uint32_t>(random())});
            ct::row<some_t> one{.at = full.back().at + std::chrono::nanoseconds{i % 2}};
            if (random() % 2 == 0) one.values[note] = short_text;
            if (random() % 2 == 0) one.values[temperature] = hostile_number<double>(i, random());
            if (random() % 2 == 0) one.values[stage] = phase::needs_quotes;
            if (random() % 2 == 0) one.values[ok] = random() % 2 == 0;
            if (random() % 2 == 0) one.values[duration] = std::chrono::nanoseconds{n};
            sparse.push_back(one);
        }
    }
};

/// With U+FFFD in place of what is no UTF-8.
inline std::string mapped(std::string_view text) {
    std::string result;
    for (char const* from = text.data(); from != text.data() + text.size();) {
        auto const next = ct::utf8_at(from, text.data() + text.size());
        result += next.valid ? std::string_view(from, next.size) : std::string_view("\uFFFD");
        from += next.size;
    }
    return result;
}

template <class T>
bool same_value(T const& written, T const& read) {
    if constexpr (std::same_as<T, std::string_view>) return mapped(written) == read;
    else if constexpr (std::floating_point<T>)
        return (written != written && read != read) ||
               (written == read && std::signbit(written) == std::signbit(read));
    else return written == read;
}
template <class T>
bool same_value(std::optional<T> const& written, std::optional<T> const& read) {
    return written.has_value() == read.has_value() && (!written || same_value(*written, *read));
}

/// Whether rows are what was written: bit for bit, NaN apart, and text mapped to UTF-8.
template <class Written, class Read>
bool same_rows(Written const& written, Read const& read) {
    if (written.size() != read.size()) return false;
    bool same = true;
    for (std::size_t i = 0; i != written.size(); ++i) {
        same = same && ct::timestamp{written[i].at} == read[i].at && written[i].thread == read[i].thread;
        ct::walk<typename Read::event_type>([&]<class Entry>(auto const&) {
            constexpr typename Entry::type measurement{};
            auto const then = written[i][measurement];
            auto const now = read[i][measurement];
            same = same && same_value(then, now);
        });
    }
    return same;
}

} // namespace test
