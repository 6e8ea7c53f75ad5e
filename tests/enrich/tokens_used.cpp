// SPDX-License-Identifier: MIT
// Tokens as stated, or from prompt and completion.
#include "enrich/rows.hpp"

#include <limits>

namespace {

namespace m {
inline constexpr ct::counter<"prompt_tokens", std::uint64_t> prompt_u64{};
inline constexpr ct::counter<"completion_tokens", std::int32_t> completion_i32{};
inline constexpr ct::gauge<"total_tokens"> total_as_double{};
} // namespace m

inline constexpr ct::event<"tokens.all", ct::optional<v::prompt_tokens>, ct::optional<v::completion_tokens>,
                           ct::optional<v::total_tokens>>
    all{};
inline constexpr ct::event<"tokens.narrow", m::prompt_u64, m::completion_i32> other_types{};
inline constexpr ct::event<"tokens.cached", v::cached_tokens, v::reasoning_tokens> parts{};
inline constexpr ct::event<"tokens.double", m::total_as_double> doubles{};

template <auto const& Event>
constexpr bool has_tokens =
    ct::event_gives<std::remove_cvref_t<decltype(Event)>, std::remove_cv_t<decltype(ct::tokens_used)>>;
static_assert(has_tokens<all> && has_tokens<other_types>);
static_assert(!has_tokens<parts>, "cached and reasoning tokens are parts of the others");
static_assert(!has_tokens<doubles>, "tokens are counted in integers");

constexpr auto most = std::numeric_limits<std::int64_t>::max();

} // namespace

TEST_CASE("tokens are the total that is stated, else prompt and completion together") {
    CHECK(value_of(ct::tokens_used, all(v::total_tokens = 700, v::prompt_tokens = 1, v::completion_tokens = 2)) == 700);
    CHECK(value_of(ct::tokens_used, all(v::prompt_tokens = 274, v::completion_tokens = 432)) == 706);
    CHECK(value_of(ct::tokens_used, all(v::prompt_tokens = 274)) == 274);
    CHECK(value_of(ct::tokens_used, all(v::completion_tokens = 432)) == 432);
    CHECK(value_of(ct::tokens_used, all(v::total_tokens = 0)) == 0);
    CHECK(value_of(ct::tokens_used, all()) == std::nullopt);
    CHECK(value_of(ct::tokens_used, other_types(m::prompt_u64 = std::uint64_t{5}, m::completion_i32 = 6)) == 11);
}

TEST_CASE("a negative number of tokens is none, and too many are the most that there can be") {
    CHECK(value_of(ct::tokens_used, all(v::total_tokens = -1)) == std::nullopt);
    CHECK(value_of(ct::tokens_used, all(v::total_tokens = -1, v::prompt_tokens = 3)) == 3);
    CHECK(value_of(ct::tokens_used, all(v::prompt_tokens = -7, v::completion_tokens = 3)) == 3);
    CHECK(value_of(ct::tokens_used, all(v::prompt_tokens = most, v::completion_tokens = most)) == most);
    CHECK(value_of(ct::tokens_used, all(v::prompt_tokens = most, v::completion_tokens = 0)) == most);
    CHECK(value_of(ct::tokens_used, other_types(m::prompt_u64 = ~std::uint64_t{}, m::completion_i32 = -1)) == most);
}
