// SPDX-License-Identifier: MIT
// Our own emission: one row of a training batch into a session with a worker; with a stamp per row, with one per step,
// with nobody listening, from two threads, and straight into statistics.

#include "../burst.hpp"

#include <crucible/telemetry/statistics.hpp>
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
void check(bench::series& bursts, Session const& run) {
    ct::ledger const account = run.ledger();
    if (!account.balanced() || account.total().dropped() != 0) bursts.fail("rows were dropped");
}

template <class... Policies>
void emit_rows(bench::series& bursts, Policies const&... policies) {
    ct::session run{ct::experiment{.name = "benchmark"}, ct::watch(batch_stop), policies..., ct::nothing{}};
    ct::step();
    bursts.run([](std::size_t i) { ct::emit(row(batch_stop, i)); }, [&] { run.flush(); });
    check(bursts, run);
}

bool const with_clock = bench::add("emit/crucible", [](bench::series& bursts) {
    emit_rows(bursts);
}, {.by_turns = true});

bool const with_step_clock = bench::add("emit/crucible_step_clock", [](bench::series& bursts) {
    emit_rows(bursts, ct::policies<ct::step_clock>);
}, {.by_turns = true});

bool const off = bench::add("emit/crucible_off", [](bench::series& bursts) {
    bursts.run([](std::size_t i) { ct::emit(row(unheard_stop, i)); }, [] {});
});

bool const two_sessions = bench::add("emit/crucible_two_sessions", [](bench::series& bursts) {
    auto const policies = ct::nothing{};
    ct::session first{ct::experiment{.name = "first"}, ct::watch(batch_stop), policies};
    ct::session second{ct::experiment{.name = "second"}, ct::watch(batch_stop), policies};
    bursts.run([](std::size_t i) { ct::emit(row(batch_stop, i)); }, [&] { first.flush(), second.flush(); });
    check(bursts, first);
    check(bursts, second);
});

bool const two_threads = bench::add(
    "emit/crucible_two_threads",
    [](bench::series& bursts) {
        static ct::session run{ct::experiment{.name = "two threads"}, ct::watch(shared_stop), ct::nothing{}};
        bursts.run([](std::size_t i) { ct::emit(row(shared_stop, i)); }, [] { run.flush(); });
    },
    {.setups = 1, .bursts = 10'000, .threads = 2});

bool const inplace_stats = bench::add("emit/crucible_inplace_stats", [](bench::series& bursts) {
    ct::session run{ct::experiment{.name = "in place"},
                    ct::watch(ct::on(batch_stop, m::loss >> (ct::count | ct::mean | ct::variance), m::accuracy >> ct::max)),
                    ct::policies<ct::inplace, ct::step_clock>, ct::nothing{}};
    ct::step();
    bursts.run([&](std::size_t i) { run.emit(row(batch_stop, i)); }, [] {});
    check(bursts, run);
});

} // namespace
