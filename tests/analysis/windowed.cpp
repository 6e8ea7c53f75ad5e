// SPDX-License-Identifier: MIT
#include "analysis/model.hpp"

#include <crucible/telemetry/query/windows.hpp>

#include <limits>
#include <random>

using namespace analysis_test;

namespace {

struct run {
    ct::rows<request_t> requests;
    ct::rows<batch_t> batches;
    ct::rows<note_t> notes;

    auto all_rows() const { return std::tuple{requests, batches, notes}; }
};

run random_run(std::mt19937& random, int rows, int span) {
    auto const below = [&](int n) { return static_cast<int>(random() % 4096) * n / 4096; };
    std::vector<int> when;
    for (int i = 0; i != rows; ++i) when.push_back(below(span) - span / 3);
    std::sort(when.begin(), when.end());
    std::vector<ct::row<request_t>> requests;
    std::vector<ct::row<batch_t>> batches;
    std::vector<ct::row<note_t>> notes;
    for (int const t : when) {
        auto const second = std::chrono::seconds{t};
        if (below(4) == 0) notes.push_back(row_at(second, note(v::reason = "x")));
        if (below(3) == 0) batches.push_back(batch_at(second, 1, t, 0.1 * below(100)));
        auto values = request();
        if (below(4) != 0) values[v::duration] = std::chrono::nanoseconds{below(4000) * 1000};
        if (below(3) == 0) values[v::cost] = 0.01 * below(100);
        if (below(5) == 0) values[v::error] = "no";
        if (below(2) == 0) values[v::response] = "yes";
        if (below(2) == 0) values[v::prompt_tokens] = below(1000);
        requests.push_back(row_at(second, values));
    }
    return {stored(requests), stored(batches), stored(notes)};
}

run slice(run const& all, ct::timestamp from, ct::timestamp until) {
    auto const within = [=](auto const& rows) {
        auto const begin = rows.lower_bound(from);
        return rows.slice(begin, std::max(begin, rows.lower_bound(until)));
    };
    return {within(all.requests), within(all.batches), within(all.notes)};
}

/// The same by walking every step, and summing up the rows of each window by themselves.
std::vector<ct::window_figures> walked(run const& all, std::chrono::nanoseconds size, std::chrono::nanoseconds step,
                                       ct::alignment aligned) {
    auto const time = ct::summarize(all).time;
    std::vector<ct::window_figures> windows;
    if (!time) return windows;
    ct::timestamp from = time->first;
    if (aligned == ct::aligned_to_clock)
        while (from.time_since_epoch() % step != 0s) from -= 1s;
    for (; from <= time->last; from += step) {
        run const inside = slice(all, from, from + size);
        auto const s = ct::summarize(inside);
        auto const training = ct::summarize_training(inside);
        if (s.events != 0)
            windows.push_back({from, from + size, s.events, s.latency.mean, s.cost.total, s.reliability.succeeded,
                               s.reliability.failed, s.tokens.total, training.overall.loss.mean});
        if (from + size > time->last) break;
    }
    return windows;
}

bool near(std::optional<double> a, std::optional<double> b) {
    return a.has_value() == b.has_value() && (!a || analysis_test::near(*a, *b));
}

std::optional<double> number(std::optional<ct::in_milliseconds> t) {
    return t ? std::optional(t->count()) : std::nullopt;
}

void require_equal(std::vector<ct::window_figures> const& a, std::vector<ct::window_figures> const& b) {
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i != a.size(); ++i) {
        REQUIRE(a[i].from == b[i].from);
        REQUIRE(a[i].until == b[i].until);
        REQUIRE(a[i].events == b[i].events);
        REQUIRE(a[i].succeeded == b[i].succeeded);
        REQUIRE(a[i].failed == b[i].failed);
        REQUIRE(a[i].tokens == b[i].tokens);
        REQUIRE(near(number(a[i].mean_latency), number(b[i].mean_latency)));
        REQUIRE(near(a[i].total_cost, b[i].total_cost));
        REQUIRE(near(a[i].mean_loss, b[i].mean_loss));
    }
}

} // namespace

TEST_CASE("windows side by side over the rows of all events") {
    auto slow = request(v::cost = 0.5, v::response = "yes", v::prompt_tokens = 10);
    slow[v::duration] = 3ms;
    run const all{stored<request_t>({row_at(3s, request(v::duration = 1ms, v::error = "no")), row_at(4s, slow)}),
                  stored<batch_t>({batch_at(1s, 1, 0, 4.0), batch_at(2s, 1, 1, 2.0), batch_at(14s, 1, 2, 1.0)}),
                  stored<note_t>({row_at(4s, note(v::reason = "x"))})};
    auto const windows = ct::windowed(all, 10s);
    REQUIRE(windows.size() == 2);
    CHECK(windows[0] == ct::window_figures{at(1s), at(11s), 5, 2ms, 0.5, 1, 1, 10, 3.0});
    CHECK(windows[1] == ct::window_figures{at(11s), at(21s), 1, std::nullopt, 0, 0, 0, 0, 1.0});
}

TEST_CASE("random windows equal those found by walking every step") {
    std::mt19937 random(11);
    for (int round = 0; round != 150; ++round) {
        auto const below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
        run const all = random_run(random, below(80), 1 + below(400));
        auto const size = std::chrono::seconds{1 + below(60)};
        auto const step = std::chrono::seconds{1 + below(round % 2 == 0 ? 60 : 7)};
        INFO("size " << size.count() << ", step " << step.count());
        for (auto const aligned : {ct::alignment::first_row, ct::alignment::clock})
            require_equal(ct::windowed(all, size, step, aligned), walked(all, size, step, aligned));
    }
}

TEST_CASE("windows are those of queries") {
    std::mt19937 random(12);
    for (int round = 0; round != 50; ++round) {
        auto const rows = random_run(random, 60, 200).requests;
        auto const size = std::chrono::seconds{1 + random() % 40};
        auto const step = std::chrono::seconds{1 + random() % 40};
        std::vector<std::pair<ct::timestamp, std::uint64_t>> found, expected;
        for (auto const& w : ct::windowed(rows, size, step, ct::aligned_to_clock)) found.emplace_back(w.from, w.events);
        for (auto w : rows | ct::sliding(size, step, ct::aligned_to_clock)) expected.emplace_back(w.from, w.size());
        REQUIRE(found == expected);
    }
}

TEST_CASE("a window longer than the run holds the run, and no rows have no windows") {
    run const all{{}, stored<batch_t>({batch_at(1s, 1, 0, 4.0), batch_at(2s, 1, 1, 2.0)}), {}};
    CHECK(ct::windowed(all, 1h).size() == 1);
    CHECK(ct::windowed(all, std::chrono::nanoseconds::max(), 1ns).size() == 1);
    CHECK(ct::windowed(all, std::chrono::nanoseconds::max())[0].until > at(24h * 365 * 200));
    CHECK(ct::windowed(run{}, 1h).empty());
}

TEST_CASE("gaps cost nothing, and stamps may be as far apart as they can") {
    run const far{{}, stored<batch_t>({batch_at(0s, 1, 0, 4.0), batch_at(24h * 365, 1, 1, 2.0)}), {}};
    CHECK(ct::windowed(far, 2ms, 1us).size() == 2); // by steps it would be 3 * 10^13
    std::vector<ct::row<batch_t>> rows{batch_at(0s, 1, 0, 4.0), batch_at(0s, 1, 1, 2.0)};
    rows[0].at = ct::timestamp::min();
    rows[1].at = ct::timestamp::max();
    auto const windows = ct::windowed(stored(rows), 24h);
    REQUIRE(windows.size() == 2);
    CHECK(windows[0].from == ct::timestamp::min());
    CHECK(windows[1].until == ct::timestamp::max());
}

TEST_CASE("losses of steps are not mixed with those of epochs") {
    auto const batches = stored<batch_t>({batch_at(1s, 1, 0, 4.0), batch_at(2s, 1, 1, 2.0)});
    auto const epochs = stored<epoch_t>({row_at(3s, epoch_stop(v::epoch = 1, v::loss = 100.0))});
    struct both {
        ct::rows<batch_t> batches;
        ct::rows<epoch_t> epochs;
        auto all_rows() const { return std::tuple{batches, epochs}; }
    };
    CHECK(ct::windowed(both{batches, epochs}, 10s)[0].mean_loss == 3.0);
    CHECK(ct::windowed(epochs, 10s)[0].mean_loss == 100.0);
}

TEST_CASE("losses that are no numbers have no part in the mean") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    auto const windows = ct::windowed(
        stored<batch_t>({batch_at(1s, 1, 0, 4.0), batch_at(2s, 1, 1, nan), batch_at(12s, 1, 1, nan)}), 10s);
    CHECK(windows[0].mean_loss == 4.0);
    CHECK_FALSE(windows[1].mean_loss);
}

TEST_CASE("windows are priced by the given list") {
    static constexpr ct::price_list prices{{{"bert", {10, 20}}}};
    auto const rows = stored<request_t>({row_at(1s, request(v::model = "bert", v::prompt_tokens = 100'000))});
    CHECK(near(ct::windowed<prices>(rows, 1s)[0].total_cost, 1.0));
    CHECK(ct::windowed(rows, 1s)[0].total_cost == 0);
}

TEST_CASE("a window needs a size and a step, and there are not more than can be held") {
    auto const rows =
        stored<batch_t>({batch_at(1s, 1, 0, 4.0), batch_at(3000s, 1, 1, 2.0), batch_at(3900s, 1, 2, 2.0)});
    CHECK_THROWS_AS(ct::windowed(rows, 0s), ct::error);
    CHECK_THROWS_AS(ct::windowed(rows, 1s, -1s), ct::error);
    CHECK_THROWS_AS(ct::windowed(rows, 1h, 1ns), ct::error);
}
