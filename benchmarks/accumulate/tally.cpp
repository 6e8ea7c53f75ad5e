// SPDX-License-Identifier: MIT
// Tallied events: a row of them changes statistics of the emitting thread, and nothing else. The floor is an addition to
// a variable of the thread.

#include "streams.hpp"
#include "values.hpp"

#include <crucible/telemetry/session/session.hpp>
#include <crucible/telemetry/tally.hpp>

#include <memory>

namespace {

namespace ct = crucible::telemetry;

namespace m {
inline constexpr ct::counter<"tokens"> tokens{};
inline constexpr ct::gauge<"loss"> loss{};
} // namespace m

constexpr auto token_out = ct::tallied(ct::event<"llm.token.out", m::tokens>{}, m::tokens >> ct::sum);
constexpr auto token_in = ct::tallied(ct::event<"llm.token.in", m::tokens>{}, m::tokens >> ct::sum);
constexpr auto token_both = ct::tallied(ct::event<"llm.token.both", m::tokens>{}, m::tokens >> (ct::count | ct::sum));
constexpr auto hidden = ct::tallied(ct::event<"llm.token.hidden", m::tokens>{}, m::tokens >> ct::sum);
constexpr auto batch =
    ct::tallied(ct::event<"train.batch", m::loss>{}, m::loss >> (ct::count | ct::mean | ct::variance));
constexpr auto request =
    ct::tallied(ct::event<"llm.request", m::loss>{}, m::loss >> ct::quantile<.5, .9, .95, .99, .999>);

constexpr auto by_hand = ct::policies<ct::manual>;

template <class Run>
void check(bench::series& bursts, const Run& run) {
    const ct::ledger account = run.ledger();
    if (!account.balanced() || account.total().dropped() != 0) {
        bursts.fail("rows were dropped");
    }
}

// Floors: what a counter is without a session, a name or a reader.
thread_local std::int64_t plain = 0;
thread_local std::array<std::int64_t, 16> plain_sixteen{};

const bool floor_add = bench::add("accumulate/tally_floor",
                                  [](bench::series& bursts) { bursts.run([](std::size_t) { plain += 1; }, [] {}); });

const bool counter = bench::add("accumulate/tally_counter", [](bench::series& bursts) {
    const ct::session run{ct::experiment{.name = "counter"}, ct::watch(token_out), by_hand};
    bursts.run([](std::size_t) { ct::emit(token_out(m::tokens = 1)); }, [] {});
    check(bursts, run);
});

const bool count_and_sum = bench::add("accumulate/tally_count_and_sum", [](bench::series& bursts) {
    const ct::session run{ct::experiment{.name = "both"}, ct::watch(token_both), by_hand};
    bursts.run([](std::size_t) { ct::emit(token_both(m::tokens = 1)); }, [] {});
    check(bursts, run);
});

const bool direct = bench::add("accumulate/tally_counter_of_one_session", [](bench::series& bursts) {
    const ct::session run{ct::experiment{.name = "counter"}, ct::watch(token_out), by_hand};
    bursts.run([&](std::size_t) { run.emit(token_out(m::tokens = 1)); }, [] {});
    check(bursts, run);
});

const bool off = bench::add("accumulate/tally_off", [](bench::series& bursts) {
    bursts.run([](std::size_t) { ct::emit(hidden(m::tokens = 1)); }, [] {});
});

const bool two_sessions = bench::add("accumulate/tally_two_sessions", [](bench::series& bursts) {
    const ct::session one{ct::experiment{.name = "one"}, ct::watch(token_out), by_hand};
    const ct::session other{ct::experiment{.name = "other"}, ct::watch(token_out), by_hand};
    bursts.run([](std::size_t) { ct::emit(token_out(m::tokens = 1)); }, [] {});
    check(bursts, one);
    check(bursts, other);
});

const bool two_threads =
    bench::add("accumulate/tally_two_threads",
               [](bench::series& bursts) {
                   static const ct::session run{ct::experiment{.name = "two threads"}, ct::watch(token_in), by_hand};
                   bursts.run([](std::size_t) { ct::emit(token_in(m::tokens = 1)); }, [] {});
               },
               {.setups = 1, .bursts = 10'000, .threads = 2});

// Sixteen counters one after the other; the row's time is that of one emission.
template <std::size_t N>
constexpr ct::fixed_string<4> name_of{{'c', '.', static_cast<char>('a' + N), 0}};
template <std::size_t N>
constexpr auto counter_of = ct::tallied(ct::event<name_of<N>, m::tokens>{}, m::tokens >> ct::sum);

template <class Each>
void burst_of_sixteen(bench::series& bursts, Each each) {
    bench::stay_on(0);
    constexpr std::size_t rounds = 64;
    const auto emit_all = [&]<std::size_t... I>(std::index_sequence<I...>) {
        ((each(std::integral_constant<std::size_t, I>{}), benchmark::ClobberMemory()), ...);
    };
    const auto time_rounds = [&] {
        const auto start = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i < rounds; ++i) {
            emit_all(std::make_index_sequence<16>{});
        }
        const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        return seconds * static_cast<double>(bench::burst_size) / (16 * rounds);
    };
    bursts.time(time_rounds, [] {});
}

const bool sixteen_floors = bench::add("accumulate/tally_floor_sixteen", [](bench::series& bursts) {
    burst_of_sixteen(bursts, [](auto i) { plain_sixteen[i] += 1; });
});

template <std::size_t... I>
auto watch_all(std::index_sequence<I...>) {
    return ct::watch(counter_of<I>...);
}

const bool sixteen = bench::add("accumulate/tally_sixteen_counters", [](bench::series& bursts) {
    const ct::session run{ct::experiment{.name = "sixteen"}, watch_all(std::make_index_sequence<16>{}), by_hand};
    burst_of_sixteen(bursts, [](auto i) { ct::emit(counter_of<i>(m::tokens = 1)); });
    check(bursts, run);
});

// Takes values as a cell does, by emission.
template <const auto& Event>
class by_emission {
public:
    void operator()(double x) const { ct::emit(Event(m::loss = x)); }

    void operator()(std::span<const double> values) const {
        for (const double x : values) {
            (*this)(x);
            benchmark::ClobberMemory();
        }
    }

    [[nodiscard]] auto quantiles(const std::array<double, 5>&) const {
        return (*run_)[m::loss][ct::quantile<.5, .9, .95, .99, .999>];
    }

private:
    using pipeline = decltype(ct::watch(Event));
    std::shared_ptr<ct::session<ct::experiment, pipeline, std::remove_const_t<decltype(by_hand)>>> run_ =
        std::make_shared<ct::session<ct::experiment, pipeline, std::remove_const_t<decltype(by_hand)>>>(
            ct::experiment{.name = "values"}, pipeline{}, by_hand);
};

const bool rows[] = {
    bench::add_passes("accumulate/tally_moments2", [] { return by_emission<batch>{}; }),
    bench::add_quantiles<by_emission<request>>("accumulate/tally_quantiles", bench::lognormal_stream,
                                               bench::one_after_the_other),
};

} // namespace
