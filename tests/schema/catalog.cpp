// SPDX-License-Identifier: MIT
#include "../../docs/generate/catalog.hpp"
#include "source_folder.hpp"

#include <crucible/telemetry/record/span.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#if __has_include(<nlohmann/json.hpp>)
#include <nlohmann/json.hpp>
#endif

namespace ct = crucible::telemetry;
namespace v = ct::vocabulary;
using all = ct::catalog::all;

namespace {

std::string content(std::filesystem::path const& path) {
    std::ifstream file(path);
    REQUIRE(file);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::filesystem::path project() { return test::source_folder; }

bool counts_something(ct::kind kind) { return kind == ct::kind::gauge || kind == ct::kind::counter; }

/// The first measurement of a kind, which is what a span fills; empty when there is none.
std::string_view first_of(ct::event_info const& event, ct::kind kind) {
    for (ct::measurement_schema const& m : event.measurements)
        if (m.kind_of == kind) return m.name;
    return {};
}

} // namespace

TEST_CASE("every event, measurement and category of the catalog says what it is") {
    for (ct::category_info const& category : all::categories) {
        CHECK_FALSE(category.help.empty());
        CHECK_FALSE(category.events.empty());
    }
    for (ct::catalog_entry const& event : all::all) {
        INFO(event.name);
        CHECK_FALSE(event.help.empty());
        CHECK_FALSE(event.measurements.empty());
        for (ct::measurement_schema const& m : event.measurements) {
            INFO(m.name);
            CHECK_FALSE(m.help.empty());
        }
    }
}

TEST_CASE("what is a number has a unit, and nothing else has: a timer's is in its type") {
    for (ct::catalog_entry const& event : all::all)
        for (ct::measurement_schema const& m : event.measurements) {
            INFO(event.name << ' ' << m.name);
            if (m.kind_of == ct::kind::index) CHECK((m.in == ct::unit{} || m.in == ct::nanoseconds));
            else CHECK(m.in.symbol.empty() != counts_something(m.kind_of));
            CHECK(m.in.symbol.empty() == m.in.name.empty());
        }
}

TEST_CASE("a name means the same in every event") {
    std::map<std::string_view, std::string> meanings;
    all::events::walk([&](auto const& event) {
        using type = std::remove_cvref_t<decltype(event)>;
        ct::walk<type>([&]<class Entry>(auto const& d) {
            std::string const meaning = std::string(docs::text_of(d.kind_of)) + ' ' +
                                        docs::type_of<typename Entry::type::value_type>() + ' ' +
                                        std::string(d.in.symbol) + ' ' + std::string(d.help);
            INFO(event.name << ' ' << d.name);
            CHECK(meanings.try_emplace(d.name, meaning).first->second == meaning);
        });
    });
}

TEST_CASE("no measurement is named like a column that every row has, or that is derived") {
    std::set<std::string_view> const taken{"experiment", "condition", "time",    "event",
                                           "thread",     "latency",   "cost_usd", "success"};
    for (ct::catalog_entry const& event : all::all)
        for (ct::measurement_schema const& m : event.measurements) {
            INFO(event.name);
            CHECK_FALSE(taken.contains(m.name));
        }
}

TEST_CASE("a span of any event of the catalog fills duration and ok") {
    for (ct::catalog_entry const& event : all::all) {
        INFO(event.name);
        bool const spans = event.measurements[0].name == "duration" && event.measurements[1].name == "ok";
        if (event.name.ends_with(".stop") || event.name.ends_with(".completed")) CHECK(spans);
        if (!spans) continue;
        CHECK(first_of(event, ct::kind::timer) == "duration");
        CHECK(first_of(event, ct::kind::flag) == "ok");
    }
}

TEST_CASE("what is known only at the end of a span is optional") {
    namespace training = ct::catalog::training;
    std::optional<ct::record_of<training::batch_stop>> emitted;
    auto const take = [&](ct::record_of<training::batch_stop> const& row) noexcept { emitted = row; };
    try {
        auto const batch = ct::detail::make_span<std::remove_cvref_t<decltype(training::batch_stop)>>(
            take, v::batch = 3, v::epoch = 1);
        throw 1;
    } catch (int) {
        REQUIRE(emitted);
    }
    CHECK((*emitted)[v::batch] == 3);
    CHECK((*emitted)[v::duration] > std::chrono::nanoseconds{});
    CHECK((*emitted)[v::ok] == false);
    CHECK_FALSE((*emitted)[v::loss]);
}

TEST_CASE("an event makes records by the words of the vocabulary") {
    auto const row = ct::catalog::llm::request_stop(
        v::duration = std::chrono::milliseconds{120}, v::model = "gpt-4", v::prompt_tokens = 274,
        v::completion_tokens = 432, v::total_tokens = 706, v::time_to_first_token = std::chrono::milliseconds{15},
        v::finish_reason = "stop", v::status = v::outcome::ok, v::session_id = "s1", v::cost = 0.0125);
    CHECK(row[v::model] == "gpt-4");
    CHECK(row[v::total_tokens] == 706);
    CHECK_FALSE(row[v::error]);
    auto const duplicated = ct::catalog::hedging::request_duplicated(v::delay = std::chrono::milliseconds{50});
    CHECK(duplicated[v::delay] == std::chrono::milliseconds{50});
    auto const checked =
        ct::catalog::deployment::health_check_completed(v::health = v::condition::degraded, v::error_rate = 0.02);
    CHECK(to_text(*checked[v::health]) == "degraded");
}

TEST_CASE("a request of the catalog carries the words of its context") {
    namespace tools = ct::catalog::tools;
    STATIC_CHECK(std::same_as<std::remove_cvref_t<decltype(tools::tool_start)>,
                              ct::with_context<"altar.tool.start", ct::optional<v::system_time>, v::tool_name,
                                               ct::optional<v::tool_call_id>>>);
    for (auto const* const category : {"llm", "ensemble", "hedging", "trace", "tools"})
        for (ct::catalog_entry const& event : all::find_category(category)->events) {
            if (event.name == "llm.server.stats") continue;
            INFO(event.name);
            CHECK(event.measurements[event.measurements.size() - 7].name == "session_id");
        }
}

namespace my {
inline constexpr ct::gauge<"perplexity"> perplexity{.in = ct::dimensionless, .help = "exponential of the loss"};
inline constexpr ct::event<"my.evaluation.stop", v::epoch, perplexity> evaluation_stop{.help = "an evaluation ended"};
inline constexpr ct::category<"evaluation", evaluation_stop> category{.help = "evaluations"};
} // namespace my

TEST_CASE("programs compose catalogs of ours and their own categories") {
    using mine = ct::catalog_of<ct::catalog::llm::category, my::category>;
    STATIC_CHECK(mine::size == ct::catalog::llm::category.size + 1);
    STATIC_CHECK(mine::find("req_llm.request.stop")->category == "llm");
    STATIC_CHECK(mine::find("my.evaluation.stop")->category == "evaluation");
    STATIC_CHECK(mine::find("crucible_train.epoch.stop") == nullptr);
    CHECK(all::find("my.evaluation.stop") == nullptr);
}

TEST_CASE("the catalog's page of the reference is what its types say") {
    bool const fresh = content(project() / "docs/reference/catalog.md") == docs::markdown<all>();
    INFO("docs/reference/catalog.md is stale: refresh it with docs/generate/run");
    CHECK(fresh);
}

TEST_CASE("the catalog's page names the variables as the headers do") {
    for (ct::catalog_entry const& event : all::all) {
        auto const header = content(project() / "include/crucible/telemetry/schema/catalog" /
                                    (std::string(event.category) + ".hpp"));
        auto const at = header.find('"' + std::string(event.name) + '"');
        REQUIRE(at != std::string::npos);
        auto const variable = header.rfind(' ', header.find('{', header.find('>', at))) + 1;
        INFO(event.name);
        CHECK(header.compare(variable, header.find('{', variable) - variable, docs::variable_of(event.name)) == 0);
    }
}

TEST_CASE("every event of the catalog carries the context words, and what can fail its exception") {
    for (ct::catalog_entry const& event : all::all) {
        INFO(event.name);
        std::set<std::string_view> optional;
        for (auto const& m : event.measurements)
            if (m.optional) optional.insert(m.name);
        for (auto const* const word : {"session_id", "user_id", "sample_id", "correlation_id", "cohort", "model", "provider"})
            CHECK(optional.contains(word));
        CHECK((!optional.contains("error") || optional.contains("exception")));
    }
}

TEST_CASE("the catalog says what its events are to analysis") {
    std::map<ct::role, std::set<std::string_view>> in_role;
    for (ct::catalog_entry const& event : all::all) in_role[event.role].insert(event.name);
    using names = std::set<std::string_view>;
    CHECK(in_role[ct::role::step] == names{"crucible_train.batch.stop"});
    CHECK(in_role[ct::role::epoch] == names{"crucible_train.epoch.stop"});
    CHECK(in_role[ct::role::run] == names{"crucible_train.training.stop"});
    CHECK(in_role[ct::role::state] == names{"llm.server.stats", "crucible_deployment.health_check.completed"});
    for (std::string_view const name : in_role[ct::role::request])
        CHECK((name.ends_with(".stop") || name.ends_with(".exception")));
}

#if __has_include(<nlohmann/json.hpp>)
namespace {

std::filesystem::path golden() {
    char const* const folder = std::getenv("CRUCIBLE_TELEMETRY_GOLDEN");
    if (folder == nullptr) SKIP("CRUCIBLE_TELEMETRY_GOLDEN does not name the folder of the reference results");
    return folder;
}

/// What a key of the reference streams is called in the catalog; a map of tokens is one measurement for each.
std::vector<std::string> words_of(std::string const& key) {
    if (key == "tokens") return {"prompt_tokens", "completion_tokens", "total_tokens"};
    if (key == "delay_ms") return {"delay"};
    return {key};
}

} // namespace

TEST_CASE("the catalog holds the events of the reference, by category and described as there") {
    auto const reference = nlohmann::json::parse(content(golden() / "registry.json"));
    auto const& events = reference["standard_events"];
    REQUIRE(events.size() == 25);
    REQUIRE(ct::catalog::standard::size == 25);
    for (std::size_t i = 0; i != events.size(); ++i) {
        std::string const name = events[i]["event_name"];
        INFO(name);
        CHECK(ct::catalog::standard::all[i].name == name);
        ct::catalog_entry const* const found = all::find(name);
        REQUIRE(found != nullptr);
        CHECK(found->category == events[i]["info"]["category"].get<std::string>());
        CHECK(found->help == events[i]["info"]["description"].get<std::string>());
    }
    for (auto const& [category, names] : reference["by_category"].items()) {
        INFO(category);
        ct::category_info const* const found = all::find_category(category);
        REQUIRE(found != nullptr);
        std::vector<std::string> standard;
        for (ct::catalog_entry const& event : found->events)
            if (ct::catalog::standard::find(event.name) != nullptr) standard.emplace_back(event.name);
        CHECK(standard == names.get<std::vector<std::string>>());
    }
}

TEST_CASE("every row of the reference streams fits its event of the catalog") {
    std::size_t rows = 0;
    for (auto const& entry : std::filesystem::directory_iterator(golden())) {
        if (!entry.path().filename().string().starts_with("events_")) continue;
        std::istringstream lines(content(entry.path()));
        for (std::string line; std::getline(lines, line); ++rows) {
            auto const row = nlohmann::json::parse(line);
            ct::catalog_entry const* const event = all::find(row["event_name"].get<std::string>());
            REQUIRE(event != nullptr);
            INFO(line);
            std::set<std::string_view> declared;
            for (auto const& m : event->measurements) declared.insert(m.name);
            std::set<std::string> given;
            for (auto const* const part : {"measurements", "metadata"})
                for (auto const& [key, value] : row[part].items())
                    for (auto const& word : words_of(key)) given.insert(word);
            for (auto const& word : given) {
                INFO(word);
                CHECK(declared.contains(word));
            }
            for (auto const& m : event->measurements) CHECK((m.optional || given.contains(std::string(m.name))));
        }
    }
    CHECK(rows != 0);
}
#endif
