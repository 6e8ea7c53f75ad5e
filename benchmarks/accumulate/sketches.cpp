// SPDX-License-Identifier: MIT
// Different values, frequent tags, samples and histograms for exporters. `error` is relative, of ten million different
// values; `over` is the greatest share of the rows by which a reported tag may be overestimated.

#include "streams.hpp"

#include <crucible/telemetry/statistics/distinct.hpp>
#include <crucible/telemetry/statistics/histogram.hpp>
#include <crucible/telemetry/statistics/random_sample.hpp>
#include <crucible/telemetry/statistics/ridgelines.hpp>
#include <crucible/telemetry/statistics/top.hpp>

namespace {

namespace ct = crucible::telemetry;
using namespace std::chrono_literals;
using bench::one_after_the_other;

template <class Cell>
bool add(const std::string& name) {
    return bench::add_stream(name, [](benchmark::State& state) {
        const std::vector<double> values = bench::lognormal_stream();
        Cell cell;
        bench::time_stream(state, values, one_after_the_other, cell);
    });
}

// A row each microsecond.
struct timed_ridges {
    ct::cells::ridges<> cell{};
    ct::timestamp at{1'764'000'000s};
    void operator()(double x) { cell(x, 1, at += 1us); }
};

// A thousand tags, the k-th as frequent as 1 / k.
constexpr std::size_t tags = 1'000'000;
const std::vector<std::string>& names() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> made;
        for (int i = 0; i < 1000; ++i) {
            made.push_back("models/family-" + std::to_string(i));
        }
        return made;
    }();
    return all;
}
std::vector<std::string_view> tag_stream() {
    std::vector<double> weights;
    for (std::size_t i = 1; i <= names().size(); ++i) {
        weights.push_back(1 / static_cast<double>(i));
    }
    std::mt19937_64 random(42);
    std::discrete_distribution<std::size_t> draw(weights.begin(), weights.end());
    std::vector<std::string_view> stream(tags);
    for (std::string_view& tag : stream) {
        tag = names()[draw(random)];
    }
    return stream;
}

template <class Cell>
bool add_tags(const std::string& name) {
    return bench::add_stream(
        name,
        [](benchmark::State& state) {
            const std::vector<std::string_view> stream = tag_stream();
            Cell cell;
            bench::time_stream(state, stream, one_after_the_other, cell);
            if constexpr (requires { cell.least(); }) {
                std::array<ct::frequent, 10> top;
                double over = 0;
                for (std::size_t i = cell.top(top); i-- != 0;) {
                    over = std::max(over, top[i].over);
                }
                state.counters["over"] = over / static_cast<double>(tags);
            } else {
                state.counters["error"] = cell.distinct() / static_cast<double>(names().size()) - 1;
            }
        },
        tags);
}

const bool rows[] = {
    bench::add_stream("accumulate/hyperloglog",
                      [](benchmark::State& state) {
                          double next = 0;
                          const auto values = bench::stream_of([&](auto&) { return ++next; });
                          ct::cells::hyperloglog<> cell;
                          bench::time_stream(state, values, one_after_the_other, cell);
                          state.counters["error"] = cell.distinct() / static_cast<double>(values.size()) - 1;
                      }),
    add_tags<ct::cells::hyperloglog<>>("accumulate/hyperloglog_tags"),
    add_tags<ct::cells::space_saving<>>("accumulate/space_saving"),
    add<ct::cells::reservoir<>>("accumulate/reservoir"),
    add<ct::histogram_t<.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10>::cell>("accumulate/histogram"),
    add<ct::cells::exponential_buckets<>>("accumulate/exponential_histogram"),
    add<timed_ridges>("accumulate/ridgelines"),
    bench::add_merge<ct::cells::hyperloglog<>>("accumulate/merge_hyperloglog"),
    bench::add_merge<ct::cells::space_saving<>>("accumulate/merge_space_saving"),
    bench::add_merge<ct::cells::exponential_buckets<>>("accumulate/merge_exponential_histogram"),
};

} // namespace
