// SPDX-License-Identifier: MIT
// Spikes on real training runs: CRUCIBLE_TELEMETRY_DATA/training/<group>/run??.csv.gz, of runs that saw the same batches
// in the same order, and hard_batches.json, the steps at which nearly all of them jump.
#include <crucible/telemetry/detect/spike.hpp>
#include <crucible/telemetry/statistics.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

namespace ct = crucible::telemetry;
namespace fs = std::filesystem;

namespace {

using steps = std::set<long>;

/// The numbers of a list in JSON: "name": [1, 2].
steps list_of(std::string const& json, std::string const& name) {
    steps all;
    auto const from = json.find('[', json.find('"' + name + '"'));
    REQUIRE(from != std::string::npos);
    char const* at = json.c_str() + from + 1;
    for (char* end = nullptr;; at = *end == ',' ? end + 1 : end) {
        long const step = std::strtol(at, &end, 10);
        if (end == at) return all;
        all.insert(step);
    }
}

steps alarms_of(fs::path const& run) {
    std::FILE* const input = ::popen(("gzip -dc '" + run.string() + "'").c_str(), "r");
    REQUIRE(input != nullptr);
    ct::accumulator_of<double, decltype(ct::spike<>)> loss;
    steps alarmed;
    char line[256];
    while (std::fgets(line, sizeof line, input) != nullptr) {
        long step = 0;
        double value = 0;
        if (std::sscanf(line, "%ld,%lf", &step, &value) != 2) continue; // the header
        loss(value);
        loss.take_findings([&](std::string_view, ct::finding const&) { alarmed.insert(step); });
    }
    REQUIRE(::pclose(input) == 0);
    REQUIRE(loss[ct::spike<>].rows > 1000);
    return alarmed;
}

std::size_t common(steps const& a, steps const& b) {
    std::size_t n = 0;
    for (long const step : a) n += b.count(step);
    return n;
}

} // namespace

TEST_CASE("spikes of real training runs are the batches that are hard for all of them") {
    char const* const folder = std::getenv("CRUCIBLE_TELEMETRY_DATA");
    if (folder == nullptr) SKIP("CRUCIBLE_TELEMETRY_DATA names no folder");
    std::size_t runs = 0, sure = 0, all_sure = 0, likely = 0, all_likely = 0, right = 0, alarms = 0;
    for (auto const& group : fs::directory_iterator(fs::path(folder) / "training")) {
        std::ifstream labels(group.path() / "hard_batches.json");
        if (!labels) continue;
        std::string const json{std::istreambuf_iterator<char>(labels), {}};
        auto const hard = list_of(json, "sure"), harder_to_see = list_of(json, "likely");
        for (auto const& run : fs::directory_iterator(group)) {
            std::string const name = run.path().filename().string();
            if (!name.starts_with("run") || name.size() != std::string_view("run00.csv.gz").size()) continue;
            auto const given = alarms_of(run.path());
            std::size_t const surely = common(given, hard), likewise = common(given, harder_to_see);
            ++runs, sure += surely, likely += likewise, right += surely + likewise, alarms += given.size();
            all_sure += hard.size(), all_likely += harder_to_see.size();
        }
    }
    INFO(runs << " runs: " << sure << " of " << all_sure << " sure, " << likely << " of " << all_likely << " likely, "
              << right << " of " << alarms << " alarms are right");
    REQUIRE(runs != 0);
    auto const share = [](std::size_t part, std::size_t whole) {
        return static_cast<double>(part) / static_cast<double>(whole);
    };
    CHECK(sure == all_sure);
    CHECK(share(likely, all_likely) >= 0.90);
    CHECK(share(right, alarms) >= 0.99);
}
