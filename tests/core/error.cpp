// SPDX-License-Identifier: MIT
#include <crucible/telemetry/core/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <set>

namespace ct = crucible::telemetry;

TEST_CASE("an errc is a std::error_code of the project's category") {
    std::error_code const code = ct::errc::not_paused;
    CHECK(code.category() == ct::error_category());
    CHECK(code == ct::errc::not_paused);
    CHECK(code != ct::errc::already_paused);
    CHECK(code.message() == "the experiment is not paused");
    CHECK(std::string(code.category().name()) == "crucible_telemetry");
}

TEST_CASE("success is no error") { CHECK_FALSE(std::error_code{}); }

TEST_CASE("every errc has a message of its own") {
    std::set<std::string> messages;
    int count = 0;
    for (int i = 1; ct::error_category().message(i) != "unknown error"; ++i, ++count)
        messages.insert(ct::error_category().message(i));
    CHECK(count == static_cast<int>(ct::errc::target_in_use));
    CHECK(messages.size() == static_cast<std::size_t>(count));
    CHECK(ct::error_category().message(0) == "unknown error");
}

TEST_CASE("an error says what and why") {
    ct::error const thrown(make_error_code(ct::errc::not_found), "session 7");
    CHECK(thrown.code() == ct::errc::not_found);
    CHECK(std::string(thrown.what()) == "session 7: there is no experiment of this id");
}
