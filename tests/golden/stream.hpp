// SPDX-License-Identifier: MIT
#pragma once
// The reference's event streams as recordings of the catalog's events, and what tests/golden/*.cpp share. Any stream of
// the same shape will do: `events_<letter>.jsonl` in the folder that CRUCIBLE_TELEMETRY_GOLDEN names.

#include <crucible/telemetry/archive/recording.hpp>
#include <crucible/telemetry/enrich.hpp>
#include <crucible/telemetry/schema/catalog.hpp>

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace golden {

namespace ct = crucible::telemetry;
namespace v = ct::vocabulary;
using nlohmann::json;

using recording = ct::recording_of<ct::catalog::standard>;

inline std::string folder() {
    char const* const named = std::getenv("CRUCIBLE_TELEMETRY_GOLDEN");
    if (named == nullptr) SKIP("CRUCIBLE_TELEMETRY_GOLDEN names no folder");
    return named;
}

inline json read_json(std::string const& name) {
    std::ifstream file{folder() + "/" + name};
    if (!file) SKIP("there is no " << name);
    return json::parse(file);
}

inline std::vector<json> read_lines(std::string const& name) {
    std::ifstream file{folder() + "/" + name};
    if (!file) SKIP("there is no " << name);
    std::vector<json> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(json::parse(line));
    return lines;
}

inline ct::timestamp at_microsecond(std::int64_t us) { return ct::timestamp{std::chrono::microseconds{us}}; }
inline std::int64_t microseconds_of(ct::timestamp at) {
    return std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count();
}

/// Equal to 1e-12 of the expected one.
inline bool close(double found, double expected) {
    return found == expected || std::abs(found - expected) <= 1e-12 * std::abs(expected);
}

/// One event of a stream, and which of its values found a measurement.
class raw_event {
public:
    explicit raw_event(json line) : line_(std::move(line)) {}

    [[nodiscard]] std::string name() const { return line_.at("event_name"); }
    [[nodiscard]] ct::timestamp at() const { return at_microsecond(line_.at("timestamp_us")); }
    [[nodiscard]] std::uint32_t number() const { return line_.at("seq"); }

    /// Failed by our rule, and of unknown outcome by the reference's: an exception without `error`.
    [[nodiscard]] bool fails_silently() const {
        auto const& data = line_.at("metadata");
        return name().ends_with(".exception") && !truthy(data, "error") && !truthy(data, "exception");
    }

    /// Tokens that are told without their total, which the reference then takes for 0.
    [[nodiscard]] std::int64_t untotalled_tokens() const {
        auto const& data = line_.at("metadata");
        auto const found = data.find("tokens");
        if (found == data.end() || !found->is_object() || !found->value("total", json{}).is_null()) return 0;
        return count_in(*found, "prompt") + count_in(*found, "completion");
    }
    /// A total alone, of a model: that costs nothing there, and here nobody knows what.
    [[nodiscard]] bool costs_nothing_there() const {
        auto const& data = line_.at("metadata");
        auto const found = data.find("tokens");
        bool const alone = found != data.end() && found->is_object() && found->value("prompt", json{}).is_null() &&
                           found->value("completion", json{}).is_null();
        return alone && truthy(data, "model") && !truthy(data, "cost");
    }

    /// The value of a measurement; null when the event has none.
    [[nodiscard]] json value_of(std::string_view measurement) {
        std::string const key{measurement};
        if (key == "prompt_tokens" || key == "completion_tokens" || key == "total_tokens") return token_count(key);
        if (key == "delay") return take("measurements", "delay_ms");
        if (key == "cost") return stated_cost();
        if (key == "status") return take("measurements", key);
        if (key == "error" || key == "exception") return truthy(line_.at("metadata"), key) ? take("metadata", key) : json{};
        json found = take("metadata", key);
        return found.is_null() ? take("measurements", key) : found;
    }

    /// Values that no measurement of the catalog's event took.
    [[nodiscard]] std::vector<std::string> left() const {
        std::vector<std::string> keys;
        for (char const* part : {"measurements", "metadata"})
            for (auto const& [key, value] : line_.at(part).items())
                if (!taken_.contains(key) && !value.is_null()) keys.push_back(key);
        return keys;
    }

private:
    static bool truthy(json const& in, std::string const& key) {
        auto const found = in.find(key);
        return found != in.end() && !found->is_null() && *found != false;
    }

    static std::int64_t count_in(json const& tokens, char const* key) {
        json const n = tokens.value(key, json{});
        return n.is_number() ? n.get<std::int64_t>() : 0;
    }

    json take(char const* part, std::string const& key) {
        auto const& values = line_.at(part);
        auto const found = values.find(key);
        if (found == values.end()) return {};
        taken_.insert(key);
        return *found;
    }

    json token_count(std::string const& key) {
        json const tokens = take("metadata", "tokens");
        if (!tokens.is_object()) return {};
        auto const found = tokens.find(key.substr(0, key.find('_')));
        return found == tokens.end() ? json{} : *found;
    }

    /// Of metadata first; of measurements only where there are no tokens to be charged: the reference's order.
    json stated_cost() {
        json const stated = take("metadata", "cost");
        json const measured = take("measurements", "cost");
        auto const& data = line_.at("metadata");
        if (!stated.is_null()) return stated;
        return truthy(data, "tokens") && truthy(data, "model") ? json{} : measured;
    }

    json line_;
    std::set<std::string> taken_{};
};

/// Texts that rows refer to until they are stored.
using texts = std::deque<std::string>;

inline std::string_view as_text(json const& value, texts& kept) {
    if (!value.is_array()) return kept.emplace_back(value.is_string() ? value.get<std::string>() : value.dump());
    std::string joined;
    for (json const& each : value) joined.append(joined.empty() ? "" : ",").append(each.get<std::string>());
    return kept.emplace_back(std::move(joined));
}

template <class T>
T as_value(json const& value, texts& kept) {
    if constexpr (std::same_as<T, std::string_view>) return as_text(value, kept);
    else if constexpr (std::is_enum_v<T>) return value == "ok" ? T::ok : value == "error" ? T::error : T::other;
    else if constexpr (ct::duration_value<T>) return T{value.get<std::int64_t>()};
    else return value.get<T>();
}

template <class Event>
ct::row<Event> row_of(raw_event& from, texts& kept) {
    ct::row<Event> made{.at = from.at(), .thread = from.number()};
    ct::walk<Event>([&]<class Entry>(auto const& d) {
        using value = typename Entry::type::value_type;
        json const given = from.value_of(d.name);
        if constexpr (Entry::optional) {
            if (!given.is_null()) made.values[d] = as_value<value>(given, kept);
        } else {
            REQUIRE_FALSE(given.is_null());
            made.values[d] = as_value<value>(given, kept);
        }
    });
    return made;
}

/// A stream: its rows, whose `thread` is the number of the event in it.
struct stream {
    std::vector<raw_event> events{};
    recording run{};

    /// Numbers of exceptions that the reference does not take for failures.
    [[nodiscard]] std::set<std::uint32_t> silent_failures() const {
        std::set<std::uint32_t> numbers;
        for (raw_event const& e : events)
            if (e.fails_silently()) numbers.insert(e.number());
        return numbers;
    }
    [[nodiscard]] std::int64_t untotalled_tokens() const {
        std::int64_t tokens = 0;
        for (raw_event const& e : events) tokens += e.untotalled_tokens();
        return tokens;
    }
    [[nodiscard]] std::uint64_t costs_nothing_there() const {
        std::uint64_t n = 0;
        for (raw_event const& e : events) n += e.costs_nothing_there() ? 1 : 0;
        return n;
    }
};

/// `f(row)` with the typed row of an event.
template <class F>
void with_row(raw_event& event, F f) {
    texts kept;
    bool known = false;
    ct::catalog::standard::walk([&]<class Event>(Event const&) {
        if (Event::name != event.name()) return;
        known = true;
        f(row_of<Event>(event, kept));
    });
    INFO("event " << event.name());
    REQUIRE(known);
    INFO("not in the catalog's event: " << (event.left().empty() ? "" : event.left().front()));
    REQUIRE(event.left().empty());
}

/// The stream of an experiment, "golden-a", or its first events; empty when the reference has no file of it.
stream read_stream(std::string const& experiment, std::size_t most = std::size_t(-1));

inline bool has_stream(std::string const& experiment) {
    return experiment == "golden-e" || // the empty one
           std::filesystem::exists(folder() + "/events_" + experiment.substr(experiment.rfind('-') + 1) + ".jsonl");
}

} // namespace golden
