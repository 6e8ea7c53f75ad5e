// SPDX-License-Identifier: MIT
// queries.json: which events the reference's queries return, in which order. Its store holds all events in one table;
// here each has its own, so a query is asked of each and the answers are put in order of time.
#if __has_include(<nlohmann/json.hpp>)
#include "golden/stream.hpp"

#include <crucible/telemetry/query.hpp>

#include <algorithm>

using namespace golden;

namespace {

using found_rows = std::vector<std::pair<ct::timestamp, std::uint32_t>>;

/// Numbers of the rows of all events that `pipe(rows)` leaves, by time.
template <class Pipe>
found_rows ask(stream const& s, Pipe pipe) {
    found_rows found;
    std::apply([&](auto const&... rows) {
        auto const take = [&](auto const& of_event) {
            for (auto&& row : pipe(of_event)) found.emplace_back(row.at, row.thread);
        };
        (take(rows), ...);
    }, s.run.all_rows());
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<std::uint32_t> numbers(found_rows const& found) {
    std::vector<std::uint32_t> all;
    for (auto const& [at, number] : found) all.push_back(number);
    return all;
}

/// As numbers: how a vector compares with a JSON value is for the compiler to guess.
std::vector<std::uint32_t> expected_numbers(json const& one) { return one.at("seqs"); }

found_rows newest(found_rows all, std::size_t n) {
    if (all.size() > n) all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(n));
    return all;
}

/// What `query_window` was asked, in our words.
found_rows window(stream const& s, json const& spec) {
    if (spec[0] == "last_n") {
        auto const n = spec[1].get<std::size_t>();
        return newest(ask(s, [&](auto const& rows) { return rows | ct::last(n); }), n);
    }
    if (spec[0] == "range")
        return ask(s, [&](auto const& rows) {
            return rows | ct::between(at_microsecond(spec[1]), at_microsecond(spec[2]));
        });
    auto const n = spec[1].get<std::int64_t>();
    ct::timestamp const now = at_microsecond(spec[3]);
    std::chrono::nanoseconds const span = spec[2] == "hours"     ? std::chrono::hours{n}
                                          : spec[2] == "minutes" ? std::chrono::minutes{n}
                                                                 : std::chrono::nanoseconds{std::chrono::seconds{n}};
    return ask(s, [&](auto const& rows) { return rows | ct::last(span, now); });
}

/// Units that the reference refuses, and stretches of no length, which it refuses too.
bool is_refused(json const& spec) { return spec[0] == "last" && (spec[2] == "days" || spec[1] == 0); }

/// The rows of events that have a measurement, where it has a value.
template <class D, class V>
found_rows with_value(stream const& s, D const& measurement, V const& value) {
    return ask(s, [&]<class Event>(ct::rows<Event> const& rows) {
        if constexpr (ct::event_gives<Event, D>) return rows | ct::where(measurement == value);
        else return ct::rows<Event>{};
    });
}

found_rows of_unknown_outcome(stream const& s) {
    return ask(s, []<class Event>(ct::rows<Event> const& rows) {
        if constexpr (ct::event_gives<Event, std::remove_const_t<decltype(ct::success)>>)
            return ranges::views::all(rows) | ct::where(!ct::given(ct::success));
        else return rows;
    });
}

found_rows named(stream const& s, std::string const& name) {
    return ask(s, [&]<class Event>(ct::rows<Event> const& rows) { return Event::name == name ? rows : ct::rows<Event>{}; });
}

found_rows everything(stream const& s) {
    return ask(s, [](auto const& rows) { return rows; });
}

found_rows both(found_rows const& a, found_rows const& b) {
    found_rows result;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(result));
    return result;
}

/// One entry of a filter, or nothing when it names what the catalog does not know.
std::optional<found_rows> filtered(stream const& s, std::string const& key, json const& value) {
    if (key == "event_name") return named(s, value);
    if (key == "condition") return value == "control" ? everything(s) : found_rows{}; // of the experiment, not of rows
    if (key == "success") return value.is_null() ? of_unknown_outcome(s) : with_value(s, ct::success, value.get<bool>());
    if (key == "epoch") return with_value(s, v::epoch, value.get<std::int64_t>());
    if (key == "batch") return with_value(s, v::batch, value.get<std::int64_t>());
    if (key == "model") return with_value(s, v::model, value.get<std::string>());
    if (key == "cohort") return with_value(s, v::cohort, value.get<std::string>());
    if (key == "time_range")
        return ask(s, [&](auto const& rows) { return rows | ct::between(at_microsecond(value[0]), at_microsecond(value[1])); });
    return std::nullopt;
}

/// The reference's answer with silent failures moved from unknown to failed.
std::vector<std::uint32_t> corrected(std::vector<std::uint32_t> expected, stream const& s, json const& filters) {
    if (!filters.contains("success") || filters.size() != 1) return expected;
    std::set<std::uint32_t> const silent = s.silent_failures();
    if (filters.at("success").is_null()) std::erase_if(expected, [&](std::uint32_t n) { return silent.contains(n); });
    else if (filters.at("success") == false) expected.insert(expected.end(), silent.begin(), silent.end());
    std::sort(expected.begin(), expected.end());
    return expected;
}

} // namespace

TEST_CASE("windows of rows are the reference's") {
    json const reference = read_json("queries.json");
    stream const s = read_stream(reference.at("experiment"));
    if (s.events.empty()) SKIP("there is no such stream");
    for (json const& one : reference.at("query_window")) {
        INFO(one.at("spec"));
        if (!is_refused(one.at("spec"))) CHECK(numbers(window(s, one.at("spec"))) == expected_numbers(one));
        else CHECK(one.at("seqs").empty());
    }
}

TEST_CASE("filtered rows are the reference's") {
    json const reference = read_json("queries.json");
    stream const s = read_stream(reference.at("experiment"));
    if (s.events.empty()) SKIP("there is no such stream");
    std::size_t compared = 0;
    for (json const& one : reference.at("query")) {
        INFO(one.at("filters"));
        std::optional<found_rows> found = everything(s);
        for (auto const& [key, value] : one.at("filters").items())
            if (auto const some = found ? filtered(s, key, value) : std::nullopt) found = both(*found, *some);
            else found.reset(); // here it does not compile; there it matches everything or nothing
        if (!found) continue;
        CHECK(numbers(*found) == corrected(one.at("seqs"), s, one.at("filters")));
        ++compared;
    }
    CHECK(compared >= 10);
}

TEST_CASE("a filter within a window is the reference's") {
    json const reference = read_json("queries.json");
    stream const s = read_stream(reference.at("experiment"));
    if (s.events.empty()) SKIP("there is no such stream");
    for (json const& one : reference.at("query_window_with_filter")) {
        INFO(one.at("spec"));
        std::string const spec = one.at("spec");
        REQUIRE(spec.starts_with("last_n "));
        REQUIRE(spec.ends_with("success == true"));
        auto const n = static_cast<std::size_t>(std::stoul(spec.substr(7)));
        found_rows const recent = newest(everything(s), n);
        CHECK(numbers(both(recent, with_value(s, ct::success, true))) == expected_numbers(one));
    }
}

#endif
