// SPDX-License-Identifier: MIT
#pragma once
// Privacy: policies that remove what says who somebody is, or put pseudonyms in its place, where rows are taken in.
// Store, statistics, exporters and archives never see it.

#include <crucible/telemetry/core/error.hpp>
#include <crucible/telemetry/core/policy.hpp>
#include <crucible/telemetry/emit/context.hpp>
#include <crucible/telemetry/record/row.hpp>

#include <bit>
#include <cerrno>
#include <sys/random.h>
#include <vector>

namespace crucible::telemetry {

/// The key of pseudonyms, 128 bits: without it nobody can tell whose they are, not even by trying out all names.
class pseudonym_key {
public:
    /// From 32 hexadecimal digits, as `openssl rand -hex 16` prints them; throws `error` for anything else.
    constexpr explicit pseudonym_key(std::string_view hex) {
        bool right = hex.size() == 32;
        for (std::size_t i = 0; right && i != 32; ++i) {
            unsigned const value = digit(hex[i]);
            right = value < 16;
            words_[i / 16] |= std::uint64_t{value} << (i % 16 / 2 * 8 + (i % 2 == 0 ? 4 : 0)); // lowest byte first
        }
        if (!right) refuse();
    }

    /// From the kernel's randomness; throws `error` when there is none.
    static pseudonym_key random() {
        pseudonym_key key;
        if (::getrandom(key.words_.data(), sizeof key.words_, 0) == sizeof key.words_) return key;
        throw error{std::error_code{errno, std::generic_category()},
                    "the kernel gives no random key for pseudonyms; give one: ct::pseudonymize_with<key>"};
    }

    [[nodiscard]] constexpr std::array<std::uint64_t, 2> const& words() const noexcept { return words_; }

private:
    constexpr pseudonym_key() = default;

    static constexpr unsigned digit(char c) {
        if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
        if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
        return c >= 'A' && c <= 'F' ? static_cast<unsigned>(c - 'A') + 10 : 16;
    }
    [[noreturn]] static void refuse() {
        throw error{std::make_error_code(std::errc::invalid_argument),
                    "a key of pseudonyms is 32 hexadecimal digits, as `openssl rand -hex 16` prints them"};
    }

    std::array<std::uint64_t, 2> words_{};
};

namespace detail {

/// The state of SipHash-2-4: J.-P. Aumasson and D. J. Bernstein, "SipHash: a fast short-input PRF", INDOCRYPT 2012.
class sip_state {
public:
    constexpr explicit sip_state(pseudonym_key const& key)
        : v_{key.words()[0] ^ 0x736f6d6570736575U, key.words()[1] ^ 0x646f72616e646f6dU,
             key.words()[0] ^ 0x6c7967656e657261U, key.words()[1] ^ 0x7465646279746573U} {}

    constexpr void stir(std::size_t word, std::uint64_t with) { v_[word] ^= with; }

    constexpr void take(std::uint64_t word) {
        v_[3] ^= word;
        rounds(2);
        v_[0] ^= word;
    }
    constexpr std::uint64_t finish() {
        rounds(4);
        return v_[0] ^ v_[1] ^ v_[2] ^ v_[3];
    }

private:
    constexpr void rounds(int n) {
        for (; n != 0; --n) {
            v_[0] += v_[1], v_[1] = std::rotl(v_[1], 13) ^ v_[0], v_[0] = std::rotl(v_[0], 32);
            v_[2] += v_[3], v_[3] = std::rotl(v_[3], 16) ^ v_[2];
            v_[0] += v_[3], v_[3] = std::rotl(v_[3], 21) ^ v_[0];
            v_[2] += v_[1], v_[1] = std::rotl(v_[1], 17) ^ v_[2], v_[2] = std::rotl(v_[2], 32);
        }
    }

    std::array<std::uint64_t, 4> v_;
};

/// Up to 8 characters as a number, the first the lowest byte.
constexpr std::uint64_t little_endian(std::string_view text) {
    std::uint64_t word = 0;
    for (std::size_t i = text.size(); i-- != 0;) word = word << 8 | static_cast<unsigned char>(text[i]);
    return word;
}

/// SipHash-2-4 of a text: one word as in the paper, or the two words of SipHash-2-4-128, which the authors' reference
/// implementation adds (https://github.com/veorq/SipHash).
template <std::size_t Words>
constexpr std::array<std::uint64_t, Words> siphash(pseudonym_key const& key, std::string_view text) {
    static_assert(Words == 1 || Words == 2);
    sip_state state{key};
    if (Words == 2) state.stir(1, 0xee);
    std::uint64_t const length = std::uint64_t{text.size()} << 56;
    for (; text.size() >= 8; text.remove_prefix(8)) state.take(little_endian(text.substr(0, 8)));
    state.take(length | little_endian(text));
    std::array<std::uint64_t, Words> hash{};
    state.stir(2, Words == 2 ? 0xee : 0xff);
    hash[0] = state.finish();
    if constexpr (Words == 2) {
        state.stir(1, 0xdd);
        hash[1] = state.finish();
    }
    return hash;
}

using pseudonym_text = std::array<char, 32>;

constexpr pseudonym_text make_pseudonym(pseudonym_key const& key, std::string_view text) {
    auto const hash = siphash<2>(key, cut(text)); // cut as in a ring, so that both ways lead to one pseudonym
    pseudonym_text made{};
    write_hex(made.data(), hash[0]);
    write_hex(made.data() + 16, hash[1]);
    return made;
}

} // namespace detail

/// The pseudonym of a text: SipHash-2-4-128 of its first 4096 bytes, as 32 lower-case hexadecimal digits. For finding
/// somebody's rows again. An empty text stays empty.
[[nodiscard]] inline std::string pseudonym_of(pseudonym_key const& key, std::string_view text) {
    auto const made = detail::make_pseudonym(key, text);
    return text.empty() ? std::string{} : std::string{made.data(), made.size()};
}

/// What becomes of a measurement.
enum class disclosure : unsigned char { kept, removed, pseudonym };

namespace detail {

template <class Given>
struct no_text_to_hide {
    static_assert(accepted<Given>, "a privacy policy hides texts only: ct::text, and ct::tag of text");
};

template <class Given>
struct described {
    using type = argument<Given>;
};
template <any_descriptor Descriptor>
struct described<Descriptor> {
    using type = measurement<Descriptor::name_text>;
};

/// The report on the first of these that is no text; `int` when there is none.
template <class... Given>
struct first_not_text {
    using type = int;
};
template <class Given, class... Rest>
struct first_not_text<Given, Rest...>
    : std::conditional_t<text_descriptor<Given>, first_not_text<Rest...>,
                         std::type_identity<no_text_to_hide<typename described<Given>::type>>> {};

/// How a policy treats the words that say who somebody is and those that a program adds, and all others.
template <disclosure How, auto const&... Also>
struct treats_personal {
    using role = privacy_role;

    template <any_descriptor Descriptor>
    static constexpr disclosure of = std::is_same_v<Descriptor, word_type<vocabulary::user_id>> ||
                                             std::is_same_v<Descriptor, word_type<vocabulary::session_id>> ||
                                             (std::is_same_v<Descriptor, word_type<Also>> || ...)
                                         ? How
                                         : disclosure::kept;

    /// What a session has to report, by asking for its size.
    using mistake = typename first_not_text<word_type<Also>...>::type;
};

} // namespace detail

// What is hidden of the people behind the rows. A policy of your own has `of<Descriptor>`, and `key()` for pseudonyms.

/// Nothing.
struct keep_personal {
    using role = privacy_role;
    template <any_descriptor Descriptor>
    static constexpr disclosure of = disclosure::kept;
};

/// Rows lack `user_id`, `session_id` and these; where an event requires one it is empty.
template <auto const&... Also>
struct anonymize_also : detail::treats_personal<disclosure::removed, Also...> {};
/// Rows lack `user_id` and `session_id`; where an event requires one it is empty.
struct anonymize : anonymize_also<> {};

/// Rows have pseudonyms for `user_id`, `session_id` and these, by a key that only the session has, and only in memory.
template <auto const&... Also>
struct pseudonymize_also : detail::treats_personal<disclosure::pseudonym, Also...> {
    static pseudonym_key key() { return pseudonym_key::random(); }
};
/// Rows have pseudonyms for `user_id` and `session_id`, by a key that only the session has, and only in memory.
struct pseudonymize : pseudonymize_also<> {};

/// The same by a key of the program's own, so that runs can be joined. It is read when a session begins.
template <pseudonym_key const& Key, auto const&... Also>
struct pseudonymize_with : detail::treats_personal<disclosure::pseudonym, Also...> {
    static pseudonym_key key() { return Key; }
};

static_assert(policy_of<keep_personal, privacy_role> && policy_of<anonymize, privacy_role> &&
              policy_of<pseudonymize, privacy_role>);

namespace detail {

template <class Policy, class Entry, disclosure How>
inline constexpr bool treated = Policy::template of<typename Entry::type> == How;

/// Whether a policy treats any measurement of an event so.
template <class Policy, any_event Event, disclosure How>
consteval bool treats() {
    bool any = false;
    walk<Event>([&]<class Entry>(auto const&) { any = any || treated<Policy, Entry, How>; });
    return any;
}

template <class Policy>
struct mistake_of {
    using type = int;
};
template <class Policy>
    requires requires { typename Policy::mistake; }
struct mistake_of<Policy> {
    using type = typename Policy::mistake;
};

template <class Policy>
struct pseudonyms_without_key {
    static_assert(accepted<Policy>,
                  "a policy that makes pseudonyms has a static `key()`, which returns a ct::pseudonym_key");
};

/// Hides what a policy says in the rows of a session's events.
template <class Policy, any_event... Events>
class veil {
    static constexpr bool keyed = requires { Policy::key(); };
    static_assert(sizeof(typename mistake_of<Policy>::type) != 0);
    static constexpr bool needs_key = (treats<Policy, Events, disclosure::pseudonym>() || ...);
    using mistake = std::conditional_t<keyed || !needs_key, std::type_identity<int>,
                                       std::type_identity<pseudonyms_without_key<Policy>>>;
    static_assert(sizeof(typename mistake::type) != 0);

public:
    /// Hides it in these rows of the event of this index; pseudonyms stay in memory until the next rows of that event.
    /// False when there is no memory; then the rows are as they were.
    template <class Rows>
    [[nodiscard]] bool hide([[maybe_unused]] Rows&& rows, [[maybe_unused]] std::size_t event) noexcept {
        using event_type = typename std::remove_cvref_t<Rows>::value_type::event_type;
        if constexpr (keyed && treats<Policy, event_type, disclosure::pseudonym>())
            if (!replace(rows, own_.pseudonyms[event])) return false;
        if constexpr (treats<Policy, event_type, disclosure::removed>())
            for (auto& r : rows) for_each<event_type, disclosure::removed>(r, [](auto& value) { value = {}; });
        return true;
    }

private:
    /// `f(value)` for each measurement of a row that is treated so.
    template <any_event Event, disclosure How, class F>
    static void for_each(row<Event>& of, F f) {
        walk<Event>([&]<class Entry>(auto const& d) {
            if constexpr (treated<Policy, Entry, How>) f(of.values[d]);
        });
    }

    static std::string_view* text_in(std::string_view& value) { return value.empty() ? nullptr : &value; }
    static std::string_view* text_in(std::optional<std::string_view>& value) {
        return value ? text_in(*value) : nullptr;
    }

    template <class Rows>
    bool replace(Rows& rows, std::vector<pseudonym_text>& pseudonyms) noexcept {
        using event_type = typename Rows::value_type::event_type;
        auto const for_each_text = [&](auto f) {
            for (auto& r : rows)
                for_each<event_type, disclosure::pseudonym>(r, [&](auto& value) {
                    if (std::string_view* const text = text_in(value)) f(*text);
                });
        };
        std::size_t texts = 0;
        for_each_text([&](std::string_view) { ++texts; });
        try {
            if (pseudonyms.size() < texts) pseudonyms.resize(texts);
        } catch (...) {
            return false;
        }
        auto* next = pseudonyms.data();
        for_each_text([&](std::string_view& text) {
            *next = make_pseudonym(own_.key, text);
            text = {next->data(), next->size()};
            ++next;
        });
        return true;
    }

    struct nothing {};
    struct memory {
        pseudonym_key key = Policy::key();
        std::array<std::vector<pseudonym_text>, sizeof...(Events)> pseudonyms{};
    };
    [[no_unique_address]] std::conditional_t<keyed, memory, nothing> own_{};
};

} // namespace detail
} // namespace crucible::telemetry
