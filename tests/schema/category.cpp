// SPDX-License-Identifier: MIT
#include "vocabulary.hpp"

#include <crucible/telemetry/schema/category.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>

namespace {

constexpr ct::category<"training", epoch_stop, train_start> training{.help = "training jobs"};
constexpr ct::category<"serving.llm", request_stop> serving{.help = "requests"};
constexpr ct::category<"nothing"> nothing{};
using catalog = ct::catalog_of<training, nothing, serving>;

} // namespace

TEST_CASE("a category has a name, help, and its events in declared order") {
    STATIC_CHECK(training.name == "training");
    STATIC_CHECK(training.help == "training jobs");
    STATIC_CHECK(training.size == 2);
    STATIC_CHECK(std::same_as<decltype(training)::events, ct::registry<epoch_stop, train_start>>);
    STATIC_CHECK(nothing.size == 0);
    STATIC_CHECK(ct::any_category<decltype(training)>);
    STATIC_CHECK_FALSE(ct::any_category<type_of<epoch_stop>>);
}

TEST_CASE("a catalog lists every event, category by category") {
    STATIC_CHECK(catalog::size == 3);
    CHECK(catalog::all[0].name == "train.epoch.stop");
    CHECK(catalog::all[1].name == "train.start");
    CHECK(catalog::all[2].name == "llm.request.stop");
    CHECK(catalog::all[1].category == "training");
    CHECK(catalog::all[2].category == "serving.llm");
    STATIC_CHECK(std::same_as<catalog::events, ct::registry<epoch_stop, train_start, request_stop>>);
}

TEST_CASE("an event is found by its name, with its category, at compile time and at run time") {
    STATIC_CHECK(catalog::find("llm.request.stop")->category == "serving.llm");
    STATIC_CHECK(catalog::find("train") == nullptr);
    std::string const name = "train.epoch.stop";
    ct::catalog_entry const* const found = catalog::find(name);
    REQUIRE(found != nullptr);
    CHECK(found->category == "training");
    CHECK(found->help == "an epoch completed");
    CHECK(found->schema_hash == ct::schema_hash<type_of<epoch_stop>>);
    REQUIRE(found->measurements.size() == 3);
    CHECK(found->measurements[1].in == ct::nats);
}

TEST_CASE("a category is found by its name, with its events") {
    STATIC_CHECK(catalog::find_category("serving.llm")->events.size() == 1);
    STATIC_CHECK(catalog::find_category("serving") == nullptr);
    ct::category_info const* const found = catalog::find_category("training");
    REQUIRE(found != nullptr);
    CHECK(found->help == "training jobs");
    REQUIRE(found->events.size() == 2);
    CHECK(&found->events[1] == catalog::find("train.start"));
    CHECK(catalog::find_category("nothing")->events.empty());
    CHECK(catalog::categories.size() == 3);
}

TEST_CASE("a catalog walks over the categories, and they over their events") {
    std::string names;
    catalog::walk([&](auto const& category) {
        names += std::string(category.name) + ": ";
        std::remove_cvref_t<decltype(category)>::events::walk(
            [&](auto const& event) { names += std::string(event.name) + ' '; });
    });
    CHECK(names == "training: train.epoch.stop train.start nothing: serving.llm: llm.request.stop ");
}

TEST_CASE("a catalog of nothing knows nothing") {
    STATIC_CHECK(ct::catalog_of<>::size == 0);
    CHECK(ct::catalog_of<>::find("train.start") == nullptr);
    CHECK(ct::catalog_of<>::find_category("training") == nullptr);
    CHECK(ct::catalog_of<nothing>::all.empty());
}
