// SPDX-License-Identifier: MIT
#include "vocabulary.hpp"

#include <catch2/catch_test_macros.hpp>

TEST_CASE("an event has its name and the names of its measurements in its type, and help in its value") {
    using event = type_of<epoch_stop>;
    STATIC_CHECK(event::name == "train.epoch.stop");
    STATIC_CHECK(event::size == 3);
    STATIC_CHECK(event::measurement_names == std::array<std::string_view, 3>{"epoch", "loss", "accuracy"});
    STATIC_CHECK(event::distinct);
    STATIC_CHECK(epoch_stop.help == "an epoch completed");
}

TEST_CASE("an event may have no measurements") {
    STATIC_CHECK(type_of<train_start>::size == 0);
    STATIC_CHECK(type_of<train_start>::distinct);
}

TEST_CASE("an optional measurement names its descriptor") {
    STATIC_CHECK(type_of<request_stop>::measurement_names[3] == "tokens");
    STATIC_CHECK(&ct::optional<m::tokens>.descriptor == &m::tokens);
    STATIC_CHECK(ct::detail::entry_of<ct::optional<m::tokens>>::optional);
    STATIC_CHECK(!ct::detail::entry_of<m::tokens>::optional);
}

TEST_CASE("events are told from other types") {
    STATIC_CHECK(ct::any_event<decltype(epoch_stop)>);
    STATIC_CHECK(!ct::any_event<decltype(m::loss)>);
    STATIC_CHECK(!ct::any_event<int>);
}

TEST_CASE("a repeated name is found where it is repeated") {
    using ct::detail::repeated_name;
    STATIC_CHECK(repeated_name(std::array<std::string_view, 3>{"a", "b", "a"}) == 2);
    STATIC_CHECK(repeated_name(std::array<std::string_view, 3>{"a", "b", "c"}) == 3);
    STATIC_CHECK(repeated_name(std::array<std::string_view, 0>{}) == 0);
}
