// SPDX-License-Identifier: MIT
// Whether rows tell of success: each rule, and which comes before which.
#include "enrich/rows.hpp"

namespace {

enum class ending : unsigned char { fine, broken };
constexpr std::string_view to_text(ending e) { return e == ending::fine ? "ok" : "error"; }

namespace m {
inline constexpr ct::tag<"status"> status_text{};
inline constexpr ct::tag<"status", ending> status_of_its_own{};
inline constexpr ct::flag<"error"> error_flag{};
inline constexpr ct::tag<"error"> error_tag{};
inline constexpr ct::gauge<"error"> error_of_a_fit{};
inline constexpr ct::flag<"success"> succeeded{};
inline constexpr ct::flag<"ok"> ok{};
inline constexpr ct::flag<"hit"> hit{};
} // namespace m

inline constexpr ct::event<"success.all", ct::optional<v::error>, ct::optional<v::exception>, ct::optional<v::status>,
                           ct::optional<v::response>>
    all{};
inline constexpr ct::event<"success.required", v::error, v::response> required{};
inline constexpr ct::event<"success.text", m::status_text> status_text{};
inline constexpr ct::event<"success.own", m::status_of_its_own> status_own{};
inline constexpr ct::event<"success.flag", m::error_flag> error_flag{};
inline constexpr ct::event<"success.tag", ct::optional<m::error_tag>> error_tag{};
inline constexpr ct::event<"success.fit", m::error_of_a_fit> fit{};
inline constexpr ct::event<"success.stated", ct::optional<m::succeeded>, ct::optional<v::error>,
                           ct::optional<v::status>, ct::optional<m::hit>>
    stated{};
inline constexpr ct::event<"success.ok", ct::optional<v::error>, m::ok> ok{};
inline constexpr ct::event<"success.lone", m::hit> lone{};
inline constexpr ct::event<"success.flag.beside", m::hit, ct::optional<v::error>> beside{};
inline constexpr ct::event<"success.request.exception", ct::optional<v::failure_kind>, ct::optional<v::reason>>
    thrown{};
inline constexpr ct::event<"success.exception.stop", v::epoch> about_exceptions{};

template <auto const& Event>
constexpr bool has_success =
    ct::event_gives<std::remove_cvref_t<decltype(Event)>, std::remove_cv_t<decltype(ct::success)>>;

static_assert(has_success<all> && has_success<error_flag> && has_success<thrown>);
static_assert(!has_success<lone>, "a flag of another name is something else");
static_assert(!has_success<fit>, "an error that is a number is a measurement of something else");
static_assert(!has_success<about_exceptions>, "only the end of the name tells");

} // namespace

static_assert(all(v::status = v::outcome::ok)[ct::success] == true, "derived when compiled, too");

TEST_CASE("an error or an exception is a failure, whatever else is said") {
    CHECK(value_of(ct::success, all(v::error = "x")) == false);
    CHECK(value_of(ct::success, all(v::exception = "boom")) == false);
    CHECK(value_of(ct::success, all(v::error = "x", v::status = v::outcome::ok, v::response = "r")) == false);
    CHECK(value_of(ct::success, all(v::exception = "x", v::status = v::outcome::ok)) == false);
}

TEST_CASE("empty text is no error") {
    CHECK(value_of(ct::success, all(v::error = "")) == std::nullopt);
    CHECK(value_of(ct::success, all(v::error = "", v::exception = "", v::status = v::outcome::ok)) == true);
    CHECK(value_of(ct::success, required(v::error = "", v::response = "r")) == true);
    CHECK(value_of(ct::success, required(v::error = "x", v::response = "r")) == false);
}

TEST_CASE("a status says how it ended, and comes before a response") {
    CHECK(value_of(ct::success, all(v::status = v::outcome::ok)) == true);
    CHECK(value_of(ct::success, all(v::status = v::outcome::error, v::response = "r")) == false);
    CHECK(value_of(ct::success, all(v::status = v::outcome::other)) == std::nullopt);
    CHECK(value_of(ct::success, all(v::status = v::outcome::other, v::response = "r")) == true);
    CHECK(value_of(ct::success, status_text(m::status_text = "ok")) == true);
    CHECK(value_of(ct::success, status_text(m::status_text = "error")) == false);
    CHECK(value_of(ct::success, status_text(m::status_text = "OK")) == std::nullopt);
    CHECK(value_of(ct::success, status_own(m::status_of_its_own = ending::fine)) == true);
    CHECK(value_of(ct::success, status_own(m::status_of_its_own = ending::broken)) == false);
}

TEST_CASE("a response is a success, and be it empty; none says nothing") {
    CHECK(value_of(ct::success, all(v::response = "r")) == true);
    CHECK(value_of(ct::success, all(v::response = "")) == true);
    CHECK(value_of(ct::success, all()) == std::nullopt);
}

TEST_CASE("an error may be a flag or a tag") {
    CHECK(value_of(ct::success, error_flag(m::error_flag = true)) == false);
    CHECK(value_of(ct::success, error_flag(m::error_flag = false)) == std::nullopt);
    CHECK(value_of(ct::success, error_tag(m::error_tag = "timeout")) == false);
    CHECK(value_of(ct::success, error_tag()) == std::nullopt);
}

TEST_CASE("a flag named success or ok says it, after an error and before a status") {
    CHECK(value_of(ct::success, stated(m::succeeded = true)) == true);
    CHECK(value_of(ct::success, stated(m::succeeded = false, v::status = v::outcome::ok)) == false);
    CHECK(value_of(ct::success, stated(m::succeeded = true, v::error = "x")) == false);
    CHECK(value_of(ct::success, stated(m::hit = true)) == std::nullopt);
    CHECK(value_of(ct::success, ok(m::ok = true)) == true);
    CHECK(value_of(ct::success, ok(m::ok = false)) == false);
    CHECK(value_of(ct::success, ok(m::ok = true, v::error = "x")) == false);
}

TEST_CASE("a flag of another name says nothing about success") {
    CHECK(value_of(ct::success, beside(m::hit = false)) == std::nullopt);
    CHECK(value_of(ct::success, beside(m::hit = true, v::error = "x")) == false);
}

TEST_CASE("every row of an exception event is a failure, without an error key too") {
    CHECK(value_of(ct::success, thrown(v::failure_kind = "error", v::reason = "timeout")) == false);
    CHECK(value_of(ct::success, thrown()) == false);
}
