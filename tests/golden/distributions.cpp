// SPDX-License-Identifier: MIT
// distribution_vectors.json: the figures of small samples of latencies and costs; export_*.csv: the rows of a stream as the
// reference exports them.
#if __has_include(<nlohmann/json.hpp>)
#include "golden/figures.hpp"

#include <crucible/telemetry/analysis.hpp>

using namespace golden;

namespace {

inline constexpr ct::request_event<"golden.sample", v::duration, v::cost> sample{};
using sample_t = std::remove_const_t<decltype(sample)>;

/// The reference's costs are as many dollars as the latency has milliseconds.
ct::rows<sample_t> rows_of(json const& durations) {
    std::vector<ct::row<sample_t>> rows;
    for (json const& ns : durations) {
        auto const n = ns.get<std::int64_t>();
        rows.push_back({sample(v::duration = std::chrono::nanoseconds{n}, v::cost = static_cast<double>(n) / 1e6),
                        ct::timestamp{std::chrono::seconds{rows.size()}}, 0});
    }
    ct::table<sample_t> table;
    table.append(std::span(rows));
    return table.snapshot();
}

/// Records of a CSV file: its cells, unquoted.
std::vector<std::vector<std::string>> records_of(std::string const& file) {
    std::vector<std::vector<std::string>> records;
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t i = 0; i != file.size(); ++i) {
        char const c = file[i];
        if (c == '"' && quoted && i + 1 != file.size() && file[i + 1] == '"') cells.back() += file[++i];
        else if (c == '"') quoted = !quoted;
        else if (c == ',' && !quoted) cells.emplace_back();
        else if (c == '\n' && !quoted) records.push_back(std::exchange(cells, std::vector<std::string>(1)));
        else if (c != '\r' || quoted) cells.back() += c;
    }
    if (cells.size() != 1 || !cells[0].empty()) records.push_back(cells);
    return records;
}

std::string content(std::filesystem::path const& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Stamps and latencies, in order of time.
using stamped_latencies = std::multiset<std::pair<std::int64_t, std::optional<double>>>;

} // namespace

TEST_CASE("figures of small samples are the reference's, of rows and of a stream, to 1e-12") {
    std::size_t compared = 0;
    json const reference = read_json("distribution_vectors.json");
    for (json const& one : reference) {
        INFO(one.at("duration_ns"));
        auto const rows = rows_of(one.at("duration_ns"));
        ct::summary const found = ct::summarize(rows);
        check_latency(found.latency, one.at("latency"));
        check_same(found.latency.deviation, one.at("latency"), "std_dev");
        check_quantiles(found.latency, one.at("latency"));
        check_cost(found.cost, one.at("cost"), 0);
        check_same(found.cost.median, one.at("cost"), "median_per_request");
        ct::live_summary live;
        auto writer = live.attach().open(ct::run_info{}, ct::event_list<sample_t>{});
        for (auto const row : rows) writer.write(row);
        check_latency(live.now().latency, one.at("streaming_latency"));
        if (rows.size() > 1) check_same(live.now().latency.sample_deviation, one.at("streaming_latency"), "std_dev");
        check_cost(live.now().cost, one.at("streaming_cost"), 0);
        ++compared;
    }
    CHECK(compared != 0);
}

TEST_CASE("the rows that the reference exports as CSV are those of its stream") {
    std::size_t compared = 0;
    for (auto const& entry : std::filesystem::directory_iterator(folder())) {
        std::string const name = entry.path().filename().string();
        if (!name.starts_with("export_") || !name.ends_with(".csv")) continue;
        INFO(name);
        stream const s = read_stream(std::string("golden-") + name[7]);
        auto const records = records_of(content(entry.path()));
        REQUIRE_FALSE(records.empty());
        auto const column = [&](char const* wanted) {
            return static_cast<std::size_t>(std::find(records[0].begin(), records[0].end(), wanted) - records[0].begin());
        };
        std::size_t const at = column("timestamp"), latency = column("latency_ms");
        if (at == records[0].size() || latency == records[0].size()) continue; // columns that the reference loses
        stamped_latencies theirs, ours;
        for (std::size_t i = 1; i != records.size(); ++i) {
            std::string const& ms = records[i].at(latency);
            theirs.emplace(std::stoll(records[i].at(at)), ms.empty() ? std::nullopt : std::optional{std::stod(ms)});
        }
        std::apply([&](auto const&... rows) {
            auto const take = [&]<class Event>(ct::rows<Event> const& of_event) {
                for (auto const row : of_event) {
                    auto const ns = ct::detail::latency_in(row);
                    ours.emplace(microseconds_of(row.at),
                                 ns ? std::optional{static_cast<double>(ns->count()) / 1e6} : std::nullopt);
                }
            };
            (take(rows), ...);
        }, s.run.all_rows());
        CHECK(ours == theirs);
        ++compared;
    }
    CHECK(compared != 0);
}

#endif
