// SPDX-License-Identifier: MIT
#include <crucible/telemetry/emit/detail/wire.hpp>

#include <catch2/catch_test_macros.hpp>

#include <limits>
#include <string>
#include <vector>

namespace ct = crucible::telemetry;

namespace {

inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::index<"step"> step{};
inline constexpr ct::tag<"model"> model{};
inline constexpr ct::text<"note"> note{};
inline constexpr ct::counter<"tokens"> tokens{};
inline constexpr ct::event<"plain", step, loss> plain{};
inline constexpr ct::event<"wordy", model, ct::optional<note>, ct::optional<tokens>, loss> wordy{};

using plain_event = std::remove_cv_t<decltype(plain)>;
using wordy_event = std::remove_cv_t<decltype(wordy)>;

template <class Event>
struct carried {
    std::vector<std::byte> bytes;
    ct::record<Event> back;
};

template <class Event>
carried<Event> carry(ct::record<Event> const& values) {
    std::size_t const bytes = ct::detail::bytes_on_wire(values);
    carried<Event> c{std::vector<std::byte>(bytes), {}};
    ct::detail::encode(c.bytes.data(), bytes, 42, values);
    c.back = ct::detail::decode<Event>(c.bytes.data());
    return c;
}

} // namespace

TEST_CASE("a plain row is its header and its own bytes") {
    auto const values = plain(step = 3, loss = -0.0);
    CHECK(ct::detail::bytes_on_wire(values) == 32);
    CHECK(carry<plain_event>(values).back == values);
}

TEST_CASE("texts are carried along, also empty and absent ones") {
    std::string const name = "a model with\0zero", remark;
    auto const values = wordy(model = name, note = remark, loss = 1.5);
    auto const c = carry<wordy_event>(values);
    CHECK(c.back == values);
    CHECK(c.back[model].data() != name.data());
    CHECK(c.back[note] == "");
    CHECK_FALSE(c.back[tokens].has_value());
    CHECK_FALSE(carry<wordy_event>(wordy(model = name, loss = 1.5)).back[note].has_value());
}

TEST_CASE("texts that are too long are cut between characters") {
    std::string long_text(ct::detail::longest_text - 1, 'x');
    long_text += "\xC3\xA9 and more";
    auto const c = carry<wordy_event>(wordy(model = long_text, loss = 0));
    CHECK(c.back[model] == std::string(ct::detail::longest_text - 1, 'x'));
}

TEST_CASE("row ids tell events apart") {
    STATIC_REQUIRE(ct::detail::row_id<plain_event> != ct::detail::row_id<wordy_event>);
    STATIC_REQUIRE(ct::detail::row_id<plain_event> != ct::detail::padding_id);
}

TEST_CASE("context words at the end of an event lie in a row only where it has one") {
    namespace v = ct::vocabulary;
    static constexpr ct::event<"wire.tail", step, ct::optional<note>, ct::optional<v::user_id>, ct::optional<v::cohort>>
        tail{};
    using tail_t = std::remove_const_t<decltype(tail)>;
    STATIC_CHECK(ct::detail::context_tail<tail_t> == 2);
    STATIC_CHECK(ct::detail::context_tail<plain_event> == 0);
    for (std::size_t n = 0; n != 40; ++n) {
        std::string const text(n, 'x');
        auto const bare = tail(step = 3, note = text);
        auto const full = tail(step = 3, note = text, v::cohort = text);
        CHECK(carry<tail_t>(bare).back == bare);
        CHECK(carry<tail_t>(full).back == full);
        CHECK(carry<tail_t>(tail(step = 3, v::user_id = text)).back[v::user_id] == text);
        CHECK(ct::detail::bytes_on_wire(bare) + 32 <= ct::detail::bytes_on_wire(full));
        CHECK(ct::detail::bytes_on_wire(bare) / 8 % 2 == 1);
        CHECK(ct::detail::bytes_on_wire(full) / 8 % 2 == 0);
    }
}
