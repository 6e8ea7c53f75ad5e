// SPDX-License-Identifier: MIT
#pragma once
// The context of a thread: while a `context` lives, rows that its thread emits get the context words that they may
// carry and lack. Events that declare none of these words know nothing of it.

#include <crucible/telemetry/emit/detail/wire.hpp>
#include <crucible/telemetry/schema/context_words.hpp>

#include <atomic>
#include <string>
#include <utility>

namespace crucible::telemetry {

/// A text of its own, or none.
class context_text {
public:
    /// Not given: what encloses it stays.
    context_text() = default;
    /// Given. Rows get an empty one as little as none: it takes away what encloses it.
    template <class Text>
        requires(std::is_convertible_v<Text const&, std::string_view> && !std::is_same_v<Text, std::nullptr_t>)
    context_text(Text const& value) : text_{detail::convert<std::string_view>(value)}, given_{true} {}

    [[nodiscard]] bool given() const noexcept { return given_; }
    [[nodiscard]] std::string_view text() const noexcept { return text_; }

    friend bool operator==(context_text const&, context_text const&) = default;

private:
    std::string text_{};
    bool given_ = false;
};

/// Context words as a value: to be kept, copied into other threads, and bound there.
struct context_values {
    context_text session_id{};
    context_text user_id{};
    context_text sample_id{};
    context_text correlation_id{};
    context_text cohort{};
    context_text model{};
    context_text provider{};

    friend bool operator==(context_values const&, context_values const&) = default;
};

namespace detail {

/// What a thread's rows get; a word that is empty is not given to them.
using context_frame = std::array<std::string_view, context_words>;

/// Of the innermost context of this thread; null while there is none. Atomic for the thread's own signal handlers.
[[gnu::visibility("default")]] inline constinit thread_local std::atomic<context_frame const*> this_context{nullptr};

/// Gives a row what it lacks. Out of line: it runs only where a context lives.
template <role Role, auto Name, auto const&... Ms>
[[gnu::noinline]] void fill_in(record<basic_event<Role, Name, Ms...>>& values, context_frame const& here) noexcept {
    auto const fill_one = [&]<class Entry>(field<Entry>& at) {
        if constexpr (fillable<Entry> != context_words)
            if (!at.value && !here[fillable<Entry>].empty()) at.value = here[fillable<Entry>];
    };
    (fill_one(static_cast<field<entry_of<Ms>>&>(values)), ...);
}

/// A copy of a record, with what it lacks and the thread's context has. Its texts refer to those of both. A copy even
/// where nothing is filled in: it stays in registers, while the caller's record may be in memory.
template <any_event Event>
CRUCIBLE_TELEMETRY_FAST_PATH inline record<Event> in_context(record<Event> const& values) noexcept {
    record<Event> filled = narrow_copy(values);
    if constexpr (takes_context<Event>)
        if (context_frame const* const here = this_context.load(std::memory_order_relaxed)) fill_in(filled, *here);
    return filled;
}

template <any_event Event, class Function>
[[gnu::noinline]] void send_filled(record<Event> filled, context_frame const& here, Function send) noexcept {
    fill_in(filled, here);
    send(filled);
}

/// `send(record)` with such a copy. Without a context nothing but the caller's own values is copied or looked at.
template <any_event Event, class Function>
CRUCIBLE_TELEMETRY_FAST_PATH inline void in_context(record<Event> const& values, Function send) noexcept {
    if constexpr (takes_context<Event>)
        if (context_frame const* const here = this_context.load(std::memory_order_relaxed)) [[unlikely]]
            return send_filled(values, *here, send);
    send(narrow_copy(values));
}

} // namespace detail

/// While it lives, rows that its thread emits get the words given here, and those of the contexts around it:
/// `ct::context const here{{.user_id = "u7", .correlation_id = ct::new_correlation_id()}};`
/// What a row is given where it is emitted wins. Pre-condition: it is destroyed in the thread that made it, before the
/// contexts around it.
class [[nodiscard("a context that has no name ends at once")]] context {
public:
    explicit context(context_values given) noexcept
        : own_{std::move(given)},
          outer_{detail::this_context.load(std::memory_order_relaxed)} {
        if (outer_ != nullptr) here_ = *outer_;
        context_text const* const words[]{&own_.session_id, &own_.user_id, &own_.sample_id, &own_.correlation_id,
                                          &own_.cohort,     &own_.model,   &own_.provider};
        for (std::size_t i = 0; i != detail::context_words; ++i)
            if (words[i]->given()) here_[i] = detail::cut(words[i]->text());
        std::atomic_signal_fence(std::memory_order_seq_cst);
        detail::this_context.store(&here_, std::memory_order_relaxed);
    }
    context(context const&) = delete;
    context& operator=(context const&) = delete;
    ~context() {
        detail::this_context.store(outer_, std::memory_order_relaxed);
        std::atomic_signal_fence(std::memory_order_seq_cst);
    }

private:
    context_values own_;
    detail::context_frame here_{};
    detail::context_frame const* outer_;
};

/// What the calling thread's contexts say now, all together: a copy, for other threads. Bound there, it takes the place
/// of what encloses it.
[[nodiscard]] inline context_values current_context() {
    detail::context_frame const* const found = detail::this_context.load(std::memory_order_relaxed);
    detail::context_frame const here = found == nullptr ? detail::context_frame{} : *found;
    return {here[0], here[1], here[2], here[3], here[4], here[5], here[6]};
}

namespace detail {

/// Random bits; where the kernel has none to give, bits that were not given before, but may be guessed.
inline std::array<std::uint64_t, 2> unique_bits() noexcept {
    std::array<std::uint64_t, 2> bits{};
    if (fill_randomly(bits.data(), sizeof bits)) return bits;
    static constinit std::atomic<std::uint64_t> given{0};
    std::uint64_t const count = given.fetch_add(1, std::memory_order_relaxed) + 1;
    return {read_clock(CLOCK_REALTIME) * 0x9E3779B97F4A7C15U, count << 32 | (read_steady() & 0xFFFF'FFFFU)};
}

/// Writes 16 lower-case hexadecimal digits, the lowest byte first.
constexpr void write_hex(char* to, std::uint64_t bits) {
    for (int i = 0; i != 8; ++i, bits >>= 8) {
        *to++ = "0123456789abcdef"[bits >> 4 & 15U];
        *to++ = "0123456789abcdef"[bits & 15U];
    }
}

} // namespace detail

/// 32 lower-case hexadecimal digits of the kernel's randomness: as good as unique, and fit for the trace-id of a W3C
/// trace context. It calls the kernel and allocates: for the beginning of a request, not for each row.
[[nodiscard]] inline std::string new_correlation_id() {
    std::string id(32, '0');
    auto const [low, high] = detail::unique_bits();
    detail::write_hex(id.data(), low);
    detail::write_hex(id.data() + 16, high);
    return id;
}

} // namespace crucible::telemetry
