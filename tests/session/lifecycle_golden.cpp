// SPDX-License-Identifier: MIT
// Every operation in every state, as the reference results in lifecycle.json have them.
#include "emit/vocabulary.hpp"

#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

#if __has_include(<nlohmann/json.hpp>)
#include <nlohmann/json.hpp>

namespace {

constexpr auto watched = ct::watch(batch);
using session = ct::session<ct::experiment, std::remove_const_t<decltype(watched)>>;

/// An experiment that was brought into a state of the reference.
std::unique_ptr<session> in_state(std::string const& state) {
    auto run = std::make_unique<session>(ct::experiment{.name = state}, watched);
    if (state == "paused" || state == "resumed" || state == "stopped_while_paused") REQUIRE_FALSE(run->pause());
    if (state == "resumed") REQUIRE_FALSE(run->resume());
    if (state == "stopped" || state == "stopped_while_paused") REQUIRE_FALSE(run->stop());
    if (state == "cleaned") ct::clean_up(run->id());
    return run;
}

nlohmann::json as_json(std::error_code const& failed, std::string_view id) {
    if (failed == ct::errc::already_paused) return {{"error", "already_paused"}};
    if (failed == ct::errc::not_paused) return {{"error", "not_paused"}};
    if (failed == ct::errc::not_running) return {{"error", "not_running"}};
    auto const info = ct::find_experiment(id);
    if (failed == ct::errc::not_found || !info) return {{"error", "not_found"}};
    return {{"ok",
             {{"pause_count", info->pause_count},
              {"paused_at_set", info->paused.has_value()},
              {"status", to_text(info->status)},
              {"stopped_at_set", info->stopped.has_value()}}}};
}

nlohmann::json perform(std::string const& operation, std::string_view id) {
    if (operation == "pause") return as_json(ct::pause(id), id);
    if (operation == "resume") return as_json(ct::resume(id), id);
    if (operation == "stop") return as_json(ct::stop(id), id);
    if (operation == "get") return as_json({}, id);
    if (operation == "paused?") return {{"value", ct::is_paused(id)}};
    if (operation == "cleanup") return ct::clean_up(id), nlohmann::json{{"value", "ok"}};
    FAIL("the reference knows an operation that this test does not: " << operation);
    return {};
}

bool collects(session& run) {
    std::uint64_t const before = run.ledger().total().recorded;
    emit_steps(0, 1);
    REQUIRE_FALSE(run.flush(ages));
    return run.ledger().total().recorded != before;
}

nlohmann::json reference() {
    char const* const folder = std::getenv("CRUCIBLE_TELEMETRY_GOLDEN");
    if (folder == nullptr) SKIP("CRUCIBLE_TELEMETRY_GOLDEN names no folder");
    std::ifstream file{std::string{folder} + "/lifecycle.json"};
    REQUIRE(file);
    return nlohmann::json::parse(file);
}

} // namespace

TEST_CASE("every operation in every state does what the reference does") {
    auto const expected = reference();
    std::size_t tried = 0;
    for (auto const& transition : expected.at("transitions")) {
        auto const state = transition.at("state").get<std::string>();
        auto const operation = transition.at("operation").get<std::string>();
        CAPTURE(state, operation);
        auto const run = in_state(state);
        CHECK(perform(operation, run->id()) == transition.at("result"));
        CHECK(collects(*run) == transition.at("collects_events_afterwards").get<bool>());
        ++tried;
    }
    CHECK(tried == 36);
}

TEST_CASE("an experiment of which only the name is given has the reference's defaults") {
    auto const expected = reference().at("defaults_with_only_name");
    ct::session const run{ct::experiment{.name = expected.at("name").get<std::string>()}, watched};
    auto const info = run.info();
    CHECK(info.about.condition == expected.at("condition").get<std::string>());
    CHECK(info.about.hypothesis.empty() == expected.at("hypothesis").is_null());
    CHECK(info.about.metadata.size() == expected.at("metadata").size());
    CHECK(info.about.tags.size() == expected.at("tags").size());
    CHECK((info.about.sample_size == 0) == expected.at("sample_size").is_null());
    CHECK(info.pause_count == expected.at("pause_count").get<unsigned>());
    CHECK(info.paused.has_value() != expected.at("paused_at").is_null());
    CHECK(info.stopped.has_value() != expected.at("stopped_at").is_null());
    CHECK(to_text(info.status) == expected.at("status").get<std::string>());
}

#else

TEST_CASE("every operation in every state does what the reference does") {
    SKIP("nlohmann/json, which reads the reference, is not installed");
}

#endif
