// SPDX-License-Identifier: MIT
#include "schema/vocabulary.hpp"

#include <crucible/telemetry/record/verdict.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace ct::detail;

namespace {

using epoch = type_of<epoch_stop>;     // epoch, loss, accuracy
using request = type_of<request_stop>; // latency, ok, and optional ones

template <auto const& Descriptor, class V>
using given = ct::binding<type_of<Descriptor>, V>;

template <class Event, class... Arguments>
consteval bool finds(fault what, std::size_t where, bool complete = true) {
    verdict const found = judge<Event, Arguments...>(complete);
    return found.what == what && found.where == where;
}

} // namespace

TEST_CASE("nothing is wrong with a full list in any order") {
    STATIC_CHECK(finds<epoch, given<m::epoch, int>, given<m::loss, double>, given<m::accuracy, float>>(fault::none, 0));
    STATIC_CHECK(finds<epoch, given<m::accuracy, float>, given<m::loss, double>, given<m::epoch, int>>(fault::none, 0));
    STATIC_CHECK(finds<type_of<train_start>>(fault::none, 0));
}

TEST_CASE("the first missing measurement is found by its place in the event") {
    STATIC_CHECK(finds<epoch>(fault::missing, 0));
    STATIC_CHECK(finds<epoch, given<m::accuracy, float>, given<m::epoch, int>>(fault::missing, 1));
}

TEST_CASE("nothing is missing when the list need not be complete, or a measurement is optional") {
    STATIC_CHECK(finds<epoch>(fault::none, 0, false));
    STATIC_CHECK(finds<request, given<m::latency, std::chrono::seconds>, given<m::ok, bool>>(fault::none, 0));
}

TEST_CASE("the first wrong argument is found by its place in the call") {
    STATIC_CHECK(finds<epoch, given<m::loss, double>, double>(fault::not_a_binding, 1));
    STATIC_CHECK(finds<epoch, given<m::loss, double>, given<m::tokens, int>, double>(fault::unknown, 1));
    STATIC_CHECK(finds<epoch, given<m::loss, double>, given<m::epoch, int>, given<m::loss, int>>(fault::repeated, 2));
    STATIC_CHECK(finds<epoch, given<m::loss, char[5]>>(fault::wrong_type, 0));
    STATIC_CHECK(finds<epoch, given<m::epoch, double>>(fault::narrowing, 0));
    STATIC_CHECK(finds<request, given<m::latency, int>>(fault::bare_number, 0));
}

TEST_CASE("a wrong argument comes before a missing measurement") {
    STATIC_CHECK(finds<epoch, given<m::epoch, double>>(fault::narrowing, 0));
}

TEST_CASE("an optional measurement takes an optional value, a required one does not") {
    STATIC_CHECK(finds<request, given<m::tokens, std::optional<int>>>(fault::none, 0, false));
    STATIC_CHECK(finds<request, given<m::tokens, std::optional<double>>>(fault::narrowing, 0, false));
    STATIC_CHECK(finds<request, given<m::ok, std::optional<bool>>>(fault::wrong_type, 0, false));
}
