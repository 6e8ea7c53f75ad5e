// SPDX-License-Identifier: MIT
// The rule tables of enrichment_vectors.json and the enriched events of a run, as the reference derived them. Where it
// is wrong by intent the test says so and expects our behaviour.
#include "enrich/rows.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#if __has_include(<nlohmann/json.hpp>)
#include <nlohmann/json.hpp>

namespace {

using nlohmann::json;

inline constexpr ct::event<"golden.row", ct::optional<v::duration>, ct::optional<v::start>, ct::optional<v::stop>,
                           ct::optional<v::cost>, ct::optional<v::model>, ct::optional<v::prompt_tokens>,
                           ct::optional<v::completion_tokens>, ct::optional<v::total_tokens>, ct::optional<v::error>,
                           ct::optional<v::exception>, ct::optional<v::status>, ct::optional<v::response>>
    golden{};
inline constexpr ct::event<"golden.row.exception", ct::optional<v::failure_kind>, ct::optional<v::reason>>
    golden_exception{};

std::string in_folder(char const* name) {
    char const* const folder = std::getenv("CRUCIBLE_TELEMETRY_GOLDEN");
    if (folder == nullptr) SKIP("CRUCIBLE_TELEMETRY_GOLDEN names no folder");
    return std::string{folder} + "/" + name;
}

json vectors(char const* table) {
    std::ifstream file{in_folder("enrichment_vectors.json")};
    REQUIRE(file);
    return json::parse(file).at(table);
}

/// A key's value where the reference takes it for one: neither absent nor null nor false.
json given(json const& map, char const* key) {
    json const value = map.value(key, json{});
    return value == false ? json{} : value;
}

template <class T>
std::optional<T> number(json const& value) {
    return value.is_number() ? std::optional{static_cast<T>(value.get<double>())} : std::nullopt;
}

std::optional<std::chrono::nanoseconds> time(json const& value) {
    auto const ns = number<std::int64_t>(value);
    return ns ? std::optional{std::chrono::nanoseconds{*ns}} : std::nullopt;
}

/// A row as an emitter with our vocabulary gives it; owns its texts.
struct raw {
    explicit raw(json const& event) : raw(event.at("measurements"), event.value("metadata", json::object())) {}
    raw(raw const&) = delete;
    raw& operator=(raw const&) = delete;

    raw(json const& measured, json const& about) {
        values[v::duration] = time(given(measured, "duration"));
        values[v::start] = time(given(measured, "start"));
        values[v::stop] = time(given(measured, "stop"));
        json const stated = given(about, "cost");
        values[v::cost] = number<double>(stated.is_null() ? given(measured, "cost") : stated);
        json const tokens = given(about, "tokens");
        if (tokens.is_object()) {
            values[v::prompt_tokens] = number<std::int64_t>(given(tokens, "prompt"));
            values[v::completion_tokens] = number<std::int64_t>(given(tokens, "completion"));
            values[v::total_tokens] = number<std::int64_t>(given(tokens, "total"));
        }
        values[v::model] = text(given(about, "model"), model);
        values[v::error] = text(given(about, "error"), error);
        values[v::exception] = text(given(about, "exception"), exception);
        values[v::response] = text(about.value("response", json{}), response); // false counts
        std::string const status = measured.value("status", "");
        if (status == "ok") values[v::status] = v::outcome::ok;
        else if (status == "error") values[v::status] = v::outcome::error;
        else if (!status.empty()) values[v::status] = v::outcome::other;
    }

    ct::record_of<golden> values{};

private:
    static std::optional<std::string_view> text(json const& value, std::string& keep) {
        if (value.is_null()) return std::nullopt;
        keep = value.is_string() ? value.get<std::string>() : value.dump();
        return keep;
    }

    std::string model, error, exception, response;
};

/// Equal to the last bit.
void check_equal(std::optional<double> ours, json const& theirs) {
    REQUIRE(ours.has_value() == theirs.is_number());
    if (ours) CHECK(*ours == theirs.get<double>());
}

std::optional<double> in_milliseconds(std::optional<std::chrono::nanoseconds> latency) {
    if (!latency) return std::nullopt;
    return static_cast<double>(latency->count()) / 1'000'000;
}

} // namespace

TEST_CASE("latency follows the reference") {
    for (json const& row : vectors("latency")) {
        CAPTURE(row.dump());
        check_equal(in_milliseconds(value_of(ct::latency, raw{row}.values)), row.at("latency_ms"));
    }
}

TEST_CASE("success follows the reference, but for exceptions, which are failures") {
    for (json const& row : vectors("success")) {
        CAPTURE(row.dump());
        json const& about = row.at("metadata");
        if (about.contains("kind")) { // an exception event: wrong by intent in the reference, which says nothing of it
            CHECK(row.at("success").is_null());
            auto const values = golden_exception(v::failure_kind = about.at("kind").get_ref<std::string const&>(),
                                                 v::reason = about.at("reason").get_ref<std::string const&>());
            CHECK(value_of(ct::success, values) == false);
            continue;
        }
        // The reference looks for a status among measurements only. We have one place for all, so that a status in the
        // metadata is one that this row does not give.
        auto const ours = value_of(ct::success, raw{row}.values);
        json const& theirs = row.at("success");
        CHECK(ours == (theirs.is_boolean() ? std::optional{theirs.get<bool>()} : std::nullopt));
    }
}

TEST_CASE("cost follows the reference, but for a total without its parts and for two costs in one row") {
    auto const& by_seed = ct::cost_with<ct::seed_prices>;
    for (json const& row : vectors("cost")) {
        CAPTURE(row.dump());
        raw const event{row};
        auto const ours = value_of(by_seed, event.values);
        json const tokens = given(row.at("metadata"), "tokens");
        if (tokens.is_object() && !tokens.contains("prompt") && !tokens.contains("completion")) {
            // 500 tokens are not free: the reference says 0, we say that the cost is not known.
            CHECK(row.at("cost_usd") == 0.0);
            CHECK(ours == std::nullopt);
            CHECK(value_of(ct::pricing_with<ct::seed_prices>, event.values) == ct::priced::no_tokens);
        } else if (row.at("measurements").contains("cost") && row.at("metadata").contains("model")) {
            // The reference prefers tokens to a measured cost, and a cost in the metadata to tokens. We have one cost,
            // and where it is stated it counts.
            CHECK(ours == row.at("measurements").at("cost").get<double>());
        } else {
            check_equal(ours, row.at("cost_usd"));
        }
    }
}

namespace {

/// A total of tokens without its parts: free there, of unknown cost here.
bool has_a_bare_total(json const& event) {
    json const tokens = given(event.value("metadata", json::object()), "tokens");
    return tokens.is_object() && given(tokens, "prompt").is_null() && given(tokens, "completion").is_null();
}

void check_enriched(json const& event) {
    CAPTURE(event.dump());
    raw const ours{event};
    if (!has_a_bare_total(event))
        check_equal(value_of(ct::cost_with<ct::seed_prices>, ours.values), event.at("cost_usd"));
    check_equal(in_milliseconds(value_of(ct::latency, ours.values)), event.at("latency_ms"));
    json const& name = event.at("event_name"); // an array in what the reference exports
    if ((name.is_array() ? name.back() : name).get<std::string>().ends_with("exception") && event.at("success").is_null()) {
        CHECK(value_of(ct::success, golden_exception()) == false); // wrong by intent in the reference
        return;
    }
    json const& theirs = event.at("success");
    CHECK(value_of(ct::success, ours.values) ==
          (theirs.is_boolean() ? std::optional{theirs.get<bool>()} : std::nullopt));
}

} // namespace

TEST_CASE("the rows of every run are enriched as the reference did it") {
    std::size_t rows = 0;
    for (auto const& entry : std::filesystem::directory_iterator(in_folder(""))) {
        std::string const name = entry.path().filename().string();
        if (!name.ends_with(".jsonl") || !(name.starts_with("enriched_") || name.starts_with("export_"))) continue;
        std::ifstream file{entry.path()};
        REQUIRE(file);
        for (std::string line; std::getline(file, line); ++rows) check_enriched(json::parse(line));
    }
    CHECK(rows != 0);
}

#else

TEST_CASE("enrichment follows the reference") {
    SKIP("nlohmann/json, which reads the reference, is not installed");
}

#endif
