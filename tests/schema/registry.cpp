// SPDX-License-Identifier: MIT
#include "vocabulary.hpp"

#include <crucible/telemetry/schema/registry.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>

using events = ct::registry<epoch_stop, request_stop, train_start>;

TEST_CASE("a registry lists its events in declared order") {
    STATIC_CHECK(events::size == 3);
    CHECK(events::all[0].name == "train.epoch.stop");
    CHECK(events::all[0].help == "an epoch completed");
    CHECK(events::all[1].name == "llm.request.stop");
    CHECK(events::all[2].measurements.empty());
}

TEST_CASE("an event is found by its name at run time") {
    std::string const name = "llm.request.stop";
    ct::event_info const* const found = events::find(name);
    REQUIRE(found != nullptr);
    CHECK(found->schema_hash == ct::schema_hash<type_of<request_stop>>);
    REQUIRE(found->measurements.size() == 7);
    ct::measurement_schema const& latency = found->measurements[0];
    CHECK(latency.name == "latency");
    CHECK(latency.kind_of == ct::kind::timer);
    CHECK(latency.help == "request wall time");
    CHECK_FALSE(latency.optional);
    CHECK(found->measurements[3].in == ct::tokens);
    CHECK(found->measurements[3].optional);
}

TEST_CASE("an unknown name is not found") {
    CHECK(events::find("train.epoch") == nullptr);
    CHECK(events::find("") == nullptr);
    CHECK(ct::registry<>::find("train.epoch.stop") == nullptr);
}

TEST_CASE("a registry can be read at compile time") {
    STATIC_CHECK(events::find("train.epoch.stop")->measurements[1].in == ct::nats);
    STATIC_CHECK(events::find("no.such.event") == nullptr);
}

TEST_CASE("a registry walks over the events themselves") {
    std::string names;
    events::walk([&](auto const& event) { names += std::string(event.name) + ' '; });
    CHECK(names == "train.epoch.stop llm.request.stop train.start ");
}
