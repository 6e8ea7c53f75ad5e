// SPDX-License-Identifier: MIT
#include "emit/vocabulary.hpp"

#include <atomic>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

namespace {

using Catch::Matchers::WithinRel;

inline constexpr ct::event<"eval.batch", m::step, m::loss> evaluated{};
ct::experiment const about{.name = "statistics"};

/// A cell of one's own that runs out of what it needs.
struct fragile {
    std::vector<double> seen{};

    void operator()(double x, double = 1) {
        if (x == 13) throw std::bad_alloc();
        seen.push_back(x);
    }
    fragile& operator+=(fragile const& other) {
        seen.insert(seen.end(), other.seen.begin(), other.seen.end());
        return *this;
    }
    bool operator==(fragile const&) const = default;
};
struct seen_t : ct::statistic_base {
    using cell = fragile;
    static constexpr ct::fixed_string name{"seen"};
    static constexpr ct::dimension yields = ct::dimension::rows;
    static std::size_t read(cell const& c) { return c.seen.size(); }
};
inline constexpr seen_t seen{};

} // namespace

TEMPLATE_TEST_CASE("a cell of one's own that throws is counted, and ends neither the worker nor the host", "", ct::manual,
                   ct::inplace) {
    ct::session run{about, ct::watch(ct::on(batch, m::loss >> (ct::count | seen))), ct::policies<TestType>};
    for (double const x : {1.0, 2.0, 13.0, 3.0}) {
        ct::emit(batch(m::step = 0, m::loss = x));
        REQUIRE_FALSE(run.flush());
    }
    CHECK(run[m::loss][seen] == 3);
    CHECK(run.ledger().unmeasured == 1);
    check_exact(run.ledger(), 4);
    CHECK(run.rows(batch).size() == 4);
}

TEST_CASE("statistics are of all rows so far") {
    ct::session run{about, ct::watch(ct::on(batch, m::loss >> (ct::count | ct::mean | ct::min | ct::max | ct::variance),
                                            m::step >> ct::last))};
    emit_steps(0, 101);
    REQUIRE_FALSE(run.flush(ages));
    CHECK(run[m::loss][ct::count] == 101);
    CHECK_THAT(run[m::loss][ct::mean], WithinRel(25.0, 1e-12));
    CHECK(run[m::loss][ct::min] == 0.0);
    CHECK(run[m::loss][ct::max] == 50.0);
    CHECK_THAT(run[m::loss][ct::variance], WithinRel(0.25 * 101 * 102 / 12, 1e-12)); // of 0 … n - 1: n (n + 1) / 12
    CHECK(run[m::step][ct::last] == 100);
}

TEST_CASE("statistics of a snapshot do not change, and reset begins anew without touching rows and ledger") {
    ct::session run{about, ct::watch(ct::on(batch, m::loss >> (ct::count | ct::sum))), ct::policies<ct::manual>};
    emit_steps(0, 10);
    run.drain();
    auto const before = run[m::loss];
    run.reset();
    CHECK(run[m::loss][ct::count] == 0);
    CHECK(before[ct::count] == 10);
    emit_steps(10, 15);
    run.drain();
    CHECK(run[m::loss][ct::count] == 5);
    CHECK(run[m::loss][ct::sum] == 0.5 * (10 + 11 + 12 + 13 + 14));
    CHECK(run.rows(batch).size() == 15);
    check_exact(run.ledger(), 15);
}

TEST_CASE("of an optional measurement only what was measured counts") {
    ct::session run{about, ct::watch(ct::on(request, m::tokens >> (ct::count | ct::mean))), ct::policies<ct::manual>};
    ct::emit(request(m::loss = 1.0));
    ct::emit(request(m::loss = 1.0, m::tokens = 10));
    ct::emit(request(m::loss = 1.0, m::tokens = 30));
    run.drain();
    CHECK(run[m::tokens][ct::count] == 2);
    CHECK(run[m::tokens][ct::mean] == 20);
    CHECK(run.ledger().total().recorded == 3);
}

TEST_CASE("a measurement of two events has statistics in each") {
    ct::session run{about,
                    ct::watch(ct::on(batch, m::loss >> ct::sum), ct::on(evaluated, m::loss >> (ct::sum | ct::count))),
                    ct::policies<ct::manual>};
    emit_steps(0, 3);
    ct::emit(evaluated(m::step = 0, m::loss = 100));
    run.drain();
    CHECK(run[batch][m::loss][ct::sum] == 1.5);
    CHECK(run[evaluated][m::loss][ct::sum] == 100);
    CHECK(run[evaluated][m::loss][ct::count] == 1);
}

TEST_CASE("in place, statistics are there at once") {
    ct::session run{about, ct::watch(ct::on(batch, m::loss >> (ct::count | ct::max))), ct::policies<ct::inplace>};
    for (std::int64_t i = 0; i != 10; ++i) {
        ct::emit(row_of(i));
        CHECK(run[m::loss][ct::count] == static_cast<std::uint64_t>(i + 1));
        CHECK(run[m::loss][ct::max] == 0.5 * static_cast<double>(i));
    }
}

TEST_CASE("what is not finite does not poison statistics, and is recorded") {
    ct::session run{about, ct::watch(ct::on(batch, m::loss >> (ct::count | ct::mean | ct::nonfinite))),
                    ct::policies<ct::manual>};
    for (double const x : {1.0, std::numeric_limits<double>::quiet_NaN(), 3.0, std::numeric_limits<double>::infinity()})
        ct::emit(batch(m::step = 0, m::loss = x));
    run.drain();
    CHECK(run[m::loss][ct::mean] == 2.0);
    CHECK(run[m::loss][ct::nonfinite] == 2);
    CHECK(run.rows(batch).size() == 4);
}

TEST_CASE("statistics are read whole from any thread while the worker updates them") {
    constexpr std::int64_t rows = under_tsan ? 50'000 : 400'000;
    ct::session run{about, ct::watch(ct::on(batch, m::loss >> (ct::count | ct::sum | ct::min | ct::max))),
                    ct::policies<ct::block>, ct::nothing{}};
    std::atomic<bool> done{false};
    std::atomic<std::uint64_t> torn{0}, readings{0};
    std::vector<std::thread> readers;
    for (int i = 0; i != 3; ++i)
        readers.emplace_back([&] {
            std::uint64_t before = 0;
            while (!done) {
                auto const now = run[m::loss];
                std::uint64_t const n = now[ct::count];
                double const last = 0.5 * static_cast<double>(n - 1); // rows 0, 1, …, n - 1, each half its number
                bool const whole =
                    n == 0 || (now[ct::max] == last && now[ct::sum] == last * static_cast<double>(n) / 2);
                torn += !whole || n < before;
                before = n;
                ++readings;
            }
        });
    emit_steps(0, rows);
    CHECK_FALSE(run.flush(ages));
    CHECK(eventually([&] { return readings > 10; }));
    done = true;
    for (auto& r : readers) r.join();
    CHECK(torn == 0);
    CHECK(run[m::loss][ct::count] == rows);
}

TEST_CASE("statistics are reset from another thread while the worker updates them: each row counts once") {
    constexpr std::int64_t rows = under_tsan ? 20'000 : 200'000;
    ct::session run{about, ct::watch(ct::on(batch, m::loss >> ct::count)), ct::policies<ct::block>, ct::nothing{}};
    std::atomic<bool> done{false};
    std::thread resetter{[&] {
        while (!done) {
            run.reset();
            std::this_thread::sleep_for(std::chrono::microseconds{100});
        }
    }};
    emit_steps(0, rows);
    done = true;
    resetter.join();
    CHECK_FALSE(run.flush(ages));
    CHECK(run[m::loss][ct::count] <= rows);
    CHECK(run.ledger().total().recorded == rows);
    run.reset();
    emit_steps(0, 7);
    CHECK_FALSE(run.flush(ages));
    CHECK(run[m::loss][ct::count] == 7);
}
