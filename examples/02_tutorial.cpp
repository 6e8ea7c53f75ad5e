// SPDX-License-Identifier: MIT
// The programs of docs/tutorial.md, which shows what stands between the marks; each chapter checks its own claims.
// What the chapters export goes to the current folder.

#include <cmath>
#include <crucible/telemetry.hpp>
#include <crucible/telemetry/query.hpp>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

//! [vocabulary]
namespace ct = crucible::telemetry;

namespace m {
inline constexpr ct::gauge<"loss"> loss{.in = ct::nats, .help = "mini-batch training loss"};
}

inline constexpr ct::event<"train.step.stop", m::loss> first_event{.help = "a training step is done"};
//! [vocabulary]

namespace {

void expect(bool holds, char const* what) {
    if (!holds) throw std::runtime_error(what);
}

void records() {
    //! [record]
    auto const row = first_event(m::loss = 0.25);
    double const loss = row[m::loss]; // 0.25
    //! [record]
    expect(loss == 0.25, "a record holds what it was given");
}

void nobody_listens() {
    //! [emit]
    double const loss = 0.25;
    ct::emit(first_event(m::loss = loss)); // to whoever listens; to nobody: one load and one branch
    //! [emit]
}

void first_session() {
    //! [first session]
    ct::session run{ct::experiment{.name = "first"}, ct::watch(on(first_event, m::loss >> (ct::count | ct::mean)))};

    for (double loss : {0.5, 0.25, 0.15}) ct::emit(first_event(m::loss = loss));

    run.flush(); // waits until what was emitted so far has arrived
    auto const loss = run[m::loss];
    std::printf("%d rows, mean %.2f\n", int(loss[ct::count]), loss[ct::mean]); // 3 rows, mean 0.30
    //! [first session]
    expect(loss[ct::count] == 3 && std::abs(loss[ct::mean] - 0.3) < 1e-12, "three rows of mean 0.3");
}

} // namespace

//! [kinds]
enum class arm { control, treatment };

constexpr std::string_view to_text(arm a) { return a == arm::control ? "control" : "treatment"; }

namespace m {
inline constexpr ct::tag<"arm", arm> which{.help = "half of the experiment"};
inline constexpr ct::index<"step"> step{.help = "optimiser steps before this one"};
inline constexpr ct::counter<"samples"> samples{.in = ct::samples};
inline constexpr ct::timer<"duration"> duration{.help = "wall time of the scope"};
inline constexpr ct::flag<"ok"> ok{.help = "no exception left the scope"};
inline constexpr ct::text<"note"> note{};
} // namespace m

inline constexpr ct::event<"train.batch.stop", m::which, m::step, m::loss, m::samples> batch_stop{
    .help = "one step of the optimiser is done"};
inline constexpr ct::event<"evaluate.stop", m::which, m::duration, m::ok, ct::optional<m::loss>, ct::optional<m::note>>
    evaluate_stop{.help = "the model was scored"};
//! [kinds]

//! [model]
// Learns y = 2x + 1 from noisy samples, one sample a step, with momentum or without.
struct learner {
    arm which;
    double momentum, w = 0, b = 0, speed_w = 0, speed_b = 0;
    std::mt19937_64 random{7};

    void train(std::int64_t steps) {
        std::uniform_real_distribution<double> inputs(-1, 1);
        std::normal_distribution<double> noise(0, 0.1);
        for (std::int64_t step = 0; step != steps; ++step) {
            double const x = inputs(random), error = w * x + b - (2 * x + 1 + noise(random));
            w += speed_w = momentum * speed_w - 0.02 * error * x;
            b += speed_b = momentum * speed_b - 0.02 * error;
            ct::emit(batch_stop(m::which = which, m::step = step, m::loss = error * error, m::samples = 1));
        }
    }
    double score() const { return (w - 2) * (w - 2) + (b - 1) * (b - 1); }
};
//! [model]

namespace {

//! [span]
double evaluate(learner const& model) {
    auto span = ct::time(evaluate_stop, m::which = model.which); // duration and ok are the span's to fill
    double const loss = model.score();
    if (!std::isfinite(loss)) throw std::runtime_error("the model diverged"); // emitted with ok = false
    span(m::loss = loss, m::note = "held out");
    return loss;
}
//! [span]

void spans() {
    //! [span session]
    ct::session run{ct::experiment{.name = "spans"},
                    ct::watch(on(evaluate_stop, m::duration >> (ct::mean | ct::max), m::ok >> ct::success_rate))};

    learner good{.which = arm::control, .momentum = 0};
    learner bad{.which = arm::treatment, .momentum = 0, .w = NAN};
    evaluate(good);
    try {
        evaluate(bad);
    } catch (std::runtime_error const&) {
    }

    run.flush();
    double const share = run[m::ok][ct::success_rate];                                   // 0.5
    std::chrono::duration<double, std::micro> const longest = run[m::duration][ct::max]; // a duration, not a number
    bool const measured = run.rows(evaluate_stop)[1][m::loss].has_value();               // false: it threw before
    //! [span session]
    expect(share == 0.5 && longest.count() > 0 && !measured, "a span tells success and duration");
}

void queries() {
    ct::session run{ct::experiment{.name = "queries"}, ct::watch(batch_stop)};
    for (arm const which : {arm::control, arm::treatment})
        learner{.which = which, .momentum = which == arm::control ? 0 : 0.9}.train(500);
    run.flush();
    //! [rows]
    auto const rows = run.rows(batch_stop); // a snapshot in order of time; what comes later does not change it
    auto const newest = rows.back();
    std::printf("%zu rows, the newest of step %ld\n", rows.size(), long(newest[m::step]));
    //! [rows]
    expect(rows.size() == 1000 && newest[m::step] == 499, "every row in order of time");
    //! [pipeline]
    using namespace std::chrono_literals;

    for (auto const& late : rows | ct::last(5min) | ct::where(m::step >= 400 && m::loss < 0.05) |
                                ct::group_by(m::which) | ct::select(m::loss) |
                                ct::over(ct::count | ct::mean | ct::median))
        std::printf("%s: %d rows, mean %.4f, median %.4f\n", to_text(late.label).data(), int(late[ct::count]),
                    late[ct::mean], late[ct::median]);
    //! [pipeline]
    //! [windows]
    auto curve =
        rows | ct::where(m::which == arm::control) | ct::sliding(100, 50) | ct::select(m::loss) | ct::over(ct::mean);
    double last_mean = 0;
    for (auto const& window : curve) last_mean = window[ct::mean]; // of 100 rows each, every 50 rows
    //! [windows]
    expect(last_mean > 0 && last_mean < 0.05, "the loss fell");
    int groups = 0;
    for (auto const& late : rows | ct::group_by(m::which)) groups += int(late.size()) == 500;
    expect(groups == 2, "two arms of 500 rows");
}

//! [two arms]
template <class Session>
void run_arm(Session& run, arm which, double momentum) {
    auto const scope = run.bind(); // while it lives, what this thread emits reaches this session
    learner model{.which = which, .momentum = momentum};
    model.train(1000);
    evaluate(model);
}

auto listen(std::string condition) {
    return ct::session{
        ct::experiment{.name = "momentum", .hypothesis = "momentum lowers the loss", .condition = condition},
        ct::watch(on(batch_stop, m::loss >> (ct::count | ct::mean | ct::variance)), evaluate_stop),
        ct::policies<ct::scoped>, ct::csv{condition + ".csv"}};
}

void two_arms() {
    auto control = listen("control"), treatment = listen("treatment");
    std::thread first{[&] { run_arm(control, arm::control, 0); }};
    std::thread second{[&] { run_arm(treatment, arm::treatment, 0.9); }};
    first.join();
    second.join();
    if (control.stop() || treatment.stop()) throw std::runtime_error("an arm could not put its file in place");

    auto const a = control[m::loss], b = treatment[m::loss];
    double const error = std::sqrt(a[ct::variance] / double(a[ct::count]) + b[ct::variance] / double(b[ct::count]));
    std::printf("mean loss %.4f and %.4f: they differ by %.1f standard errors\n", a[ct::mean], b[ct::mean],
                (a[ct::mean] - b[ct::mean]) / error);
    //! [two arms]
    expect(a[ct::count] == 1000 && b[ct::count] == 1000, "each arm has its own rows only");
    for (auto const& row : control.rows(batch_stop)) expect(row[m::which] == arm::control, "no row of the other arm");
    expect(a[ct::mean] > b[ct::mean], "momentum helps");
}

void carry() {
    ct::session run{ct::experiment{.name = "carry"}, ct::watch(batch_stop), ct::policies<ct::scoped>};
    //! [carry]
    auto const scope = run.bind();
    std::thread helper{[route = scope.carry()] {
        auto const here = route.bind();
        learner{.which = arm::control, .momentum = 0}.train(10); // reaches `run`
    }};
    helper.join();
    //! [carry]
    run.flush();
    expect(run.rows(batch_stop).size() == 10, "a carried route binds");
}

void policies() {
    //! [policies]
    ct::session run{ct::experiment{.name = "by hand"}, ct::watch(batch_stop),
                    ct::policies<ct::manual, ct::step_clock, ct::ring_of<65'536>>, ct::columnar{.rows = 1'000}};
    ct::step(); // the rows of this thread share this stamp until the next step
    learner{.which = arm::control, .momentum = 0}.train(5);
    std::size_t const handled = run.drain(); // 5: with `manual`, rows are handled here and nowhere else
    //! [policies]
    expect(handled == 5 && run.rows(batch_stop).front().at == run.rows(batch_stop).back().at, "one stamp, by hand");
}

void life() {
    //! [life]
    ct::session run{ct::experiment{.name = "life", .sample_size = 30, .stop_at_sample_size = true},
                    ct::watch(batch_stop)};
    learner model{.which = arm::control, .momentum = 0};

    model.train(20);
    if (std::error_code const failed = run.pause()) throw std::system_error(failed);
    model.train(5); // counted as `paused`, not recorded
    bool const refused = run.pause() == ct::errc::already_paused;
    (void)run.resume();
    model.train(15); // 10 are recorded, then the experiment has its 30 rows and ends; 5 are counted as `stopped`
    run.stop();

    ct::ledger const ledger = run.ledger();
    ct::account const total = ledger.total();
    std::printf("%d emitted = %d recorded + %d paused + %d stopped\n", int(ledger.emitted), int(total.recorded),
                int(total.dropped(ct::drop_reason::paused)), int(total.dropped(ct::drop_reason::stopped)));
    //! [life]
    expect(refused && ledger.balanced() && ledger.emitted == 40 && total.recorded == 30, "40 = 30 + 5 + 5");
    expect(total.dropped(ct::drop_reason::paused) == 5 && total.dropped(ct::drop_reason::stopped) == 5, "5 and 5");
    //! [info]
    ct::experiment_info const info = run.info();
    double const active = std::chrono::duration<double>(info.active).count(); // seconds, pauses not counted
    bool const listed = ct::find_experiment(info.id).has_value(); // as is everything that ct::experiments() lists
    //! [info]
    expect(info.sample_size_reached && info.pause_count == 1 && active > 0 && listed, "an experiment knows its life");
}

void exporters() {
    //! [exporters]
    ct::session run{ct::experiment{.name = "files", .condition = "control"}, ct::watch(batch_stop, evaluate_stop),
                    ct::csv{"wide.csv", {.identity = ct::identity::id_and_condition, .formula_guard = true}},
                    ct::csv{"tables", {.layout = ct::layout::per_event, .line_end = ct::line_end::lf}},
                    ct::jsonl{"rows.jsonl"}};
    learner model{.which = arm::control, .momentum = 0};
    model.train(3);
    evaluate(model);
    run.stop();
    for (ct::sink_report const& file : run.exports())
        if (file.error) std::printf("not in place: %s\n", file.error.message().c_str());
    //! [exporters]
    for (ct::sink_report const& file : run.exports()) expect(file.written == 4 && !file.error, "four rows a file");
}

void set_up_fails() {
    //! [set-up error]
    try {
        ct::session run{ct::experiment{.name = "nowhere"}, ct::watch(batch_stop), ct::csv{"no/such/folder/run.csv"}};
    } catch (ct::error const& failed) {
        std::printf("%s\n", failed.what());
    }
    //! [set-up error]
}

} // namespace

int main() {
    try {
        for (auto* const chapter : {records, nobody_listens, first_session, spans, queries, two_arms, carry, policies,
                                    life, exporters, set_up_fails})
            chapter();
        return 0;
    } catch (std::exception const& failed) {
        std::printf("02_tutorial: expected: %s\n", failed.what());
        return 1;
    }
}
