// SPDX-License-Identifier: MIT
// Our own emission: one row of a training batch into a session with a worker; with a stamp per row, with one per step,
// with nobody listening, from two threads, and straight into statistics.

#include "../burst.hpp"

#include <crucible/telemetry/accumulate.hpp>
#include <crucible/telemetry/session/session.hpp>
#include <crucible/telemetry/store/nothing.hpp>

namespace {

namespace ct = crucible::telemetry;

namespace m {
inline constexpr ct::index<"epoch"> epoch{};
inline constexpr ct::index<"batch"> batch{};
inline constexpr ct::gauge<"loss"> loss{};
inline constexpr ct::gauge<"accuracy"> accuracy{};
} // namespace m

constexpr ct::event<"batch.stop", m::epoch, m::batch, m::loss, m::accuracy> batch_stop{};
constexpr ct::event<"unheard.stop", m::epoch, m::batch, m::loss, m::accuracy> unheard_stop{};
constexpr ct::event<"shared.stop", m::epoch, m::batch, m::loss, m::accuracy> shared_stop{};

template <class Event>
auto row(Event const& event, std::size_t i) {
    bench::batch const values = bench::measure(i);
    return event(m::epoch = values.epoch, m::batch = values.index, m::loss = values.loss, m::accuracy = values.accuracy);
}

template <class Session>
void check(benchmark::State& state, Session const& run) {
    ct::ledger const account = run.ledger();
    if (!account.balanced() || account.total().dropped() != 0) state.SkipWithError("rows were dropped");
}

template <class Policies>
void emit_rows(benchmark::State& state, Policies const& policies) {
    ct::session run{ct::experiment{.name = "benchmark"}, ct::watch(batch_stop), policies};
    ct::step();
    bench::burst(state, [](std::size_t i) { ct::emit(row(batch_stop, i)); }, [&] { run.flush(); });
    check(state, run);
}

bool const with_clock = bench::add("emit/crucible", [](benchmark::State& state) {
    emit_rows(state, ct::policies<ct::nothing>);
});

bool const with_step_clock = bench::add("emit/crucible_step_clock", [](benchmark::State& state) {
    emit_rows(state, ct::policies<ct::nothing, ct::step_clock>);
});

bool const off = bench::add("emit/crucible_off", [](benchmark::State& state) {
    bench::burst(state, [](std::size_t i) { ct::emit(row(unheard_stop, i)); }, [] {});
});

bool const two_sessions = bench::add("emit/crucible_two_sessions", [](benchmark::State& state) {
    auto const policies = ct::policies<ct::nothing>;
    ct::session first{ct::experiment{.name = "first"}, ct::watch(batch_stop), policies};
    ct::session second{ct::experiment{.name = "second"}, ct::watch(batch_stop), policies};
    bench::burst(state, [](std::size_t i) { ct::emit(row(batch_stop, i)); }, [&] { first.flush(), second.flush(); });
    check(state, first);
    check(state, second);
});

bool const two_threads = bench::add(
    "emit/crucible_two_threads",
    [](benchmark::State& state) {
        static ct::session run{ct::experiment{.name = "two threads"}, ct::watch(shared_stop), ct::policies<ct::nothing>};
        bench::burst(state, [](std::size_t i) { ct::emit(row(shared_stop, i)); }, [] { run.flush(); });
    },
    2000, 2);

bool const inplace_stats = bench::add("emit/crucible_inplace_stats", [](benchmark::State& state) {
    ct::session run{ct::experiment{.name = "in place"},
                    ct::watch(ct::on(batch_stop, m::loss >> (ct::count | ct::mean | ct::variance), m::accuracy >> ct::max)),
                    ct::policies<ct::nothing, ct::inplace, ct::step_clock>};
    ct::step();
    bench::burst(state, [&](std::size_t i) { run.emit(row(batch_stop, i)); }, [] {});
    check(state, run);
});

} // namespace
