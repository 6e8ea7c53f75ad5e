// SPDX-License-Identifier: MIT
#pragma once
// What the tests of the exporters write: every kind and width of value, required and optional.

#include <crucible/telemetry/record/row.hpp>

#include <chrono>
#include <cstdint>
#include <string_view>

namespace test {

namespace ct = crucible::telemetry;

enum class phase { warm_up, main, needs_quotes };

constexpr std::string_view to_text(phase value) {
    switch (value) {
    case phase::warm_up: return "warm_up";
    case phase::main: return "main";
    case phase::needs_quotes: return "a, \"b\"";
    }
    return "";
}

inline constexpr ct::index<"epoch"> epoch{};
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::gauge<"small", float> small{};
inline constexpr ct::counter<"tokens", std::uint64_t> tokens{};
inline constexpr ct::counter<"byte", std::int8_t> byte{};
inline constexpr ct::timer<"duration"> duration{};
inline constexpr ct::timer<"backoff", std::chrono::duration<std::int32_t, std::milli>> backoff{};
inline constexpr ct::flag<"ok"> ok{};
inline constexpr ct::tag<"model"> model{};
inline constexpr ct::tag<"phase", phase> stage{};
inline constexpr ct::text<"note"> note{};
inline constexpr ct::gauge<"temperature"> temperature{};

inline constexpr ct::event<"test.everything", epoch, loss, small, tokens, byte, duration, backoff, ok, model, stage,
                           note>
    everything{};
// Names in common with `everything`, in another order, and one of its own between them.
inline constexpr ct::event<"test.some", ct::optional<note>, ct::optional<temperature>, ct::optional<loss>,
                           ct::optional<stage>, ct::optional<ok>, ct::optional<duration>>
    some{};
inline constexpr ct::event<"test.nothing"> nothing{};

using everything_t = std::remove_cv_t<decltype(everything)>;
using some_t = std::remove_cv_t<decltype(some)>;
using nothing_t = std::remove_cv_t<decltype(nothing)>;

constexpr ct::timestamp at(std::int64_t nanoseconds) { return ct::timestamp{std::chrono::nanoseconds{nanoseconds}}; }

inline ct::row<everything_t> everything_at(std::int64_t when, std::string_view text, double x = 0.5) {
    return {.values = everything(epoch = 3, loss = x, small = 0.1F, tokens = std::uint64_t{7}, byte = std::int8_t{-8},
                                 duration = std::chrono::nanoseconds{1'500}, backoff = std::chrono::milliseconds{20},
                                 ok = true, model = text, stage = phase::main, note = text),
            .at = at(when),
            .thread = 4};
}

} // namespace test
