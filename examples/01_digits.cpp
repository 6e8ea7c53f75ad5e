// SPDX-License-Identifier: MIT
// The main job: two classifiers learn the handwritten digits at the same time, in two threads, as the two arms of one
// experiment. Each arm is a session of its own; the training code only emits, and each thread is bound to its arm. In
// the treatment a batch is corrupt, and a step goes much too far: detectors have to find both, and nothing in the
// control.

#include "digits/dataset.hpp"
#include "digits/optimizer.hpp"
#include "digits/training.hpp"

#include <chrono>
#include <crucible/telemetry.hpp>
#include <crucible/telemetry/detect.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <future>
#include <latch>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#ifndef CRUCIBLE_EXAMPLES_DATA
#define CRUCIBLE_EXAMPLES_DATA "examples/data"
#endif

namespace {

namespace ct = crucible::telemetry;
namespace fs = std::filesystem;
namespace m = digits::measured;

using milliseconds = std::chrono::duration<double, std::milli>;
using microseconds = std::chrono::duration<double, std::micro>;

constexpr digits::plan control_plan{.which = digits::arm::control, .optimizer = "sgd"};
constexpr digits::place corrupt{.epoch = 16, .batch = 20}, too_fast{.epoch = 22, .batch = 10};
constexpr digits::plan treatment_plan{
    .which = digits::arm::treatment, .optimizer = "adam", .corrupt = corrupt, .too_fast = too_fast};
constexpr double wanted_accuracy = 0.9;

// The treatment is paused after this epoch and goes on after that one: what it emits between is counted, not recorded.
constexpr std::int64_t pause_after = 9;
constexpr std::int64_t resume_after = 11;

constexpr std::string_view usage = "usage: 01_digits [--out DIR] [--stop-on-divergence] [--help]\n"
                                   "  --out DIR             where to leave the arms' CSV and JSONL files (out)\n"
                                   "  --stop-on-divergence  an arm ends itself when its loss is no number\n";

struct bad_use : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct choice {
    fs::path out = "out";
    bool stop_on_divergence = false;
};

// Nothing when only help was asked for.
std::optional<choice> parse(int argc, char** argv) {
    choice made;
    for (int i = 1; i < argc; ++i) {
        const std::string_view option = argv[i];
        if (option == "--help") {
            return std::nullopt;
        }
        if (option == "--stop-on-divergence") {
            made.stop_on_divergence = true;
            continue;
        }
        if (option != "--out") {
            throw bad_use(fmt::format("unknown option '{}'\n{}", option, usage));
        }
        if (++i == argc) {
            throw bad_use(fmt::format("--out needs a folder\n{}", usage));
        }
        made.out = argv[i];
    }
    return made;
}

fs::path file_of(const fs::path& out, digits::arm which, std::string_view ending) {
    return out / fmt::format("{}.{}", to_text(which), ending);
}

// The loss gets near zero, where it is uneven: what is below a twentieth of a nat does not matter.
constexpr ct::spike_t<ct::spike_rule{.threshold = 8, .least_scale = 0.05, .refractory = {.rows = 50}}> sudden{};

// One arm: the experiment, what is kept of its events, and the files that they go to.
auto listen(const digits::plan& how, const fs::path& out) {
    return ct::session{
        ct::experiment{.name = "digits-optimizer",
                       .hypothesis = "adam gets past 0.9 of the held-out digits, as sgd with momentum does",
                       .condition = std::string(to_text(how.which)),
                       .tags = {"digits", "mlp"},
                       .metadata = {{"optimizer", std::string(how.optimizer)}}},
        ct::watch(digits::train_start, digits::evaluate_stop,
                  on(digits::batch_stop, m::loss >> (ct::count | ct::mean | ct::non_finite<> | sudden),
                     m::gradient_norm >> (ct::mean | ct::stddev), m::samples >> ct::sum,
                     m::duration >> (ct::mean | ct::max)),
                  on(digits::epoch_stop, m::test_accuracy >> (ct::max | ct::last))),
        ct::policies<ct::scoped, ct::request_stop_on<>>, ct::csv{file_of(out, how.which, "csv").string()},
        ct::jsonl{file_of(out, how.which, "jsonl").string()}};
}

using arm_session = decltype(listen(control_plan, {}));

void print_progress(const digits::plan& how, const digits::epoch_report& report, double rows_per_second) {
    fmt::print("{:<9} {:<4} epoch {:>2}/{}  loss {:.4f}  accuracy {:.4f}  held out {:.4f}  {:>7.0f} rows/s\n",
               to_text(how.which), how.optimizer, report.epoch + 1, how.epochs, report.train.loss,
               report.train.accuracy, report.test.accuracy, rows_per_second);
    std::fflush(stdout);
}

void pause_and_resume(arm_session& run, std::int64_t epoch) {
    std::error_code failure;
    if (epoch == pause_after) {
        failure = run.pause();
    }
    if (epoch == resume_after) {
        failure = run.resume();
    }
    if (failure) {
        throw std::system_error(failure, "pausing the treatment");
    }
}

// Returns how many epochs it took.
template <class Optimizer>
std::int64_t train_arm(const digits::plan& how, const digits::split& data, arm_session& run, bool stops,
                       std::latch& start) {
    const auto scope = run.bind();
    start.arrive_and_wait();
    const digits::stopwatch watch;
    return digits::train<Optimizer>(how, data, [&](const digits::epoch_report& report) {
        const std::chrono::duration<double> passed = watch.elapsed();
        const auto rows = static_cast<double>(digits::rows_emitted(how, data.train, report.epoch + 1));
        print_progress(how, report, rows / passed.count());
        if (how.which == digits::arm::treatment) {
            pause_and_resume(run, report.epoch);
        }
        return !(stops && run.stop_requested());
    });
}

struct epochs_taken {
    std::int64_t control, treatment;
};

epochs_taken train_both(const digits::split& data, arm_session& control, arm_session& treatment, bool stops) {
    std::latch start(2);
    auto first = std::async(std::launch::async,
                            [&] { return train_arm<digits::sgd>(control_plan, data, control, stops, start); });
    auto second = std::async(std::launch::async,
                             [&] { return train_arm<digits::adam>(treatment_plan, data, treatment, stops, start); });
    const std::int64_t control_epochs = first.get();
    return {control_epochs, second.get()};
}

void print_summary(const digits::plan& how, const arm_session& run) {
    const ct::experiment_info about = run.info();
    const auto loss = run[m::loss];
    const auto norm = run[m::gradient_norm];
    const auto duration = run[m::duration];
    const auto accuracy = run[m::test_accuracy];
    fmt::print(
        "{:<9} {:<9} {:>7} {:>8} {:>9.4f} {:>7.3f} +-{:<6.3f} {:>8.0f} {:>8.0f} {:>8.4f} {:>8.4f} {:>8.0f} {:>8.0f}\n",
        to_text(how.which), how.optimizer, loss[ct::count], run[m::samples][ct::sum], loss[ct::mean], norm[ct::mean],
        norm[ct::stddev], microseconds(duration[ct::mean]).count(), microseconds(duration[ct::max]).count(),
        accuracy[ct::max], accuracy[ct::last], milliseconds(about.active).count(), milliseconds(about.pausing).count());
}

void print_summaries(const arm_session& control, const arm_session& treatment) {
    fmt::print("\nsummary (of the recorded rows)\n");
    fmt::print("{:<9} {:<9} {:>7} {:>8} {:>9} {:>16} {:>17} {:>17} {:>17}\n", "", "", "", "", "mean", "gradient norm",
               "batch time, us", "held-out accuracy", "time, ms");
    fmt::print("{:<9} {:<9} {:>7} {:>8} {:>9} {:>7} +-{:<6} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}\n", "arm", "optimizer",
               "batches", "samples", "loss", "mean", "stddev", "mean", "max", "best", "last", "active", "paused");
    print_summary(control_plan, control);
    print_summary(treatment_plan, treatment);
}

void print_anomalies(const arm_session& control, const arm_session& treatment) {
    fmt::print("\nanomalies\n{:<9} {:>5} {:>5} {:>8} {:>8} {:>8}  {}\n", "arm", "epoch", "batch", "loss", "score",
               "limit", "found by");
    for (const arm_session* const run : {&control, &treatment}) {
        const auto batches = run->rows(digits::batch_stop);
        for (const auto& row : run->rows(ct::finding_raised)) {
            const auto batch = batches[static_cast<std::size_t>(row[ct::found::row])];
            fmt::print("{:<9} {:>5} {:>5} {:>8.4f} {:>8.2f} {:>8.2f}  {}\n", to_text(batch[m::arm]), batch[m::epoch],
                       batch[m::batch], batch[m::loss], row[ct::found::score].value_or(0),
                       row[ct::found::threshold].value_or(0), row[ct::found::statistic]);
        }
    }
}

void print_ledger(const digits::plan& how, const ct::ledger& ledger) {
    const auto line = [&](std::string_view event, std::uint64_t emitted, const ct::account& of) {
        const std::uint64_t paused = of.dropped(ct::drop_reason::paused);
        fmt::print("{:<9} {:<18} {:>8} {:>9} {:>12} {:>7} {:>6}\n", to_text(how.which), event, emitted, of.recorded,
                   of.sampled_out, paused, of.dropped() - paused);
    };
    for (const auto& [event, of] : ledger.events) {
        line(event, of.settled(), of);
    }
    line("all", ledger.emitted, ledger.total());
}

void print_ledgers(const ct::ledger& control, const ct::ledger& treatment) {
    fmt::print("\nledger\n{:<9} {:<18} {:>8} {:>9} {:>12} {:>7} {:>6}\n", "arm", "event", "emitted", "recorded",
               "sampled out", "paused", "lost");
    print_ledger(control_plan, control);
    print_ledger(treatment_plan, treatment);
}

void expect(bool holds, const digits::plan& how, std::string_view what) {
    if (!holds) {
        throw std::runtime_error(fmt::format("{}: expected {}", to_text(how.which), what));
    }
}

template <class Event>
std::uint64_t count_own(const digits::plan& how, const arm_session& run, const Event& event) {
    std::uint64_t count = 0;
    for (const auto& row : run.rows(event)) {
        expect(row[m::arm] == how.which, how, "rows of its own arm only");
        ++count;
    }
    return count;
}

std::uint64_t lines_in(const fs::path& file) {
    std::ifstream in(file);
    std::uint64_t count = 0;
    for (std::string line; std::getline(in, line);) {
        ++count;
    }
    return count;
}

// Where a detector found something.
std::vector<digits::place> found_by(const arm_session& run, std::string_view statistic) {
    std::vector<digits::place> places;
    const auto batches = run.rows(digits::batch_stop);
    for (const auto& row : run.rows(ct::finding_raised)) {
        const auto batch = batches[static_cast<std::size_t>(row[ct::found::row])];
        if (row[ct::found::statistic] == statistic) {
            places.push_back({batch[m::epoch], batch[m::batch]});
        }
    }
    return places;
}

// Nothing in the control; in the treatment the corrupt batch, and the one after the step that went too far, if it came
// so far.
void check_anomalies(const arm_session& control, const arm_session& treatment, bool all_epochs) {
    const auto is_next = [](const digits::place& found) {
        return found == digits::place{too_fast.epoch, too_fast.batch + 1};
    };
    const std::vector<digits::place> none, one{corrupt};
    const std::vector<digits::place> spikes = found_by(treatment, sudden.name.view());
    expect(control.rows(ct::finding_raised).empty(), control_plan, "no anomaly");
    expect(found_by(treatment, ct::non_finite<>.name.view()) == one, treatment_plan, "the corrupt batch to be found");
    expect(all_epochs ? spikes.size() == 1 && is_next(spikes[0]) : spikes.empty(), treatment_plan,
           "the step that went too far to be found, and nothing else");
}

// What must hold of an arm that emitted so many rows, `paused` of them while it was paused.
void check(const digits::plan& how, const arm_session& run, const fs::path& out, std::int64_t emitted,
           std::int64_t paused) {
    const ct::ledger ledger = run.ledger();
    const ct::account total = ledger.total();
    const std::uint64_t found = ledger["telemetry.finding"].recorded;
    expect(ledger.balanced() && ledger.in_flight == 0, how, "a ledger that balances");
    expect(ledger.emitted == static_cast<std::uint64_t>(emitted) + found, how, fmt::format("{} rows emitted", emitted));
    expect(total.dropped(ct::drop_reason::paused) == static_cast<std::uint64_t>(paused) &&
               total.dropped() == total.dropped(ct::drop_reason::paused),
           how, fmt::format("{} rows dropped, all while paused", paused));
    const std::uint64_t rows = count_own(how, run, digits::train_start) + count_own(how, run, digits::evaluate_stop) +
                               count_own(how, run, digits::batch_stop) + count_own(how, run, digits::epoch_stop) +
                               found;
    expect(rows == total.recorded, how, "every recorded row in the store");
    expect(lines_in(file_of(out, how.which, "csv")) == total.recorded + 1, how,
           "a header and every row in the CSV file");
    expect(lines_in(file_of(out, how.which, "jsonl")) == total.recorded, how, "every recorded row in the JSONL file");
    expect(run[m::test_accuracy][ct::last] > wanted_accuracy, how,
           fmt::format("an accuracy above {}", wanted_accuracy));
}

void run_job(const fs::path& out, bool stops) {
    const digits::split data =
        digits::train_test_split(digits::load(fs::path(CRUCIBLE_EXAMPLES_DATA) / "digits.csv"), 0.2, 7);
    fs::create_directories(out);
    auto control = listen(control_plan, out);
    auto treatment = listen(treatment_plan, out);
    fmt::print("{} digits to learn, {} held out\n", data.train.size(), data.test.size());
    const epochs_taken taken = train_both(data, control, treatment, stops);
    ct::emit(digits::train_start(m::arm = digits::arm::control, m::optimizer = "none: this thread is bound to no arm",
                                 m::parameters = 0, m::learning_rate = 0.0));
    for (arm_session* const run : {&control, &treatment}) {
        if (const std::error_code failure = run->stop()) {
            throw std::system_error(failure, "stopping");
        }
    }
    print_summaries(control, treatment);
    print_anomalies(control, treatment);
    print_ledgers(control.ledger(), treatment.ledger());
    const std::int64_t while_paused = digits::rows_emitted(treatment_plan, data.train, resume_after - pause_after) - 1;
    check(control_plan, control, out, digits::rows_emitted(control_plan, data.train, taken.control), 0);
    check(treatment_plan, treatment, out, digits::rows_emitted(treatment_plan, data.train, taken.treatment),
          while_paused);
    check_anomalies(control, treatment, !stops);
    expect(taken.control == control_plan.epochs, control_plan, "all epochs");
    expect(stops == (taken.treatment < treatment_plan.epochs), treatment_plan, "to end itself only if it is asked to");
    fmt::print("\nboth arms hold their own rows only, and all of them; see {}/*.csv and *.jsonl\n", out.string());
}

} // namespace

int main(int argc, char** argv) {
    try {
        const std::optional<choice> chosen = parse(argc, argv);
        if (chosen) {
            run_job(chosen->out, chosen->stop_on_divergence);
        } else {
            fmt::print("{}", usage);
        }
        return 0;
    } catch (const bad_use& fault) {
        fmt::print(stderr, "01_digits: {}", fault.what());
        return 2;
    } catch (const ct::error& fault) {
        fmt::print(stderr, "01_digits: {}\n", fault.what());
        return 2;
    } catch (const fs::filesystem_error& fault) {
        fmt::print(stderr, "01_digits: cannot make the folder '{}': {}\n", fault.path1().string(),
                   fault.code().message());
        return 2;
    } catch (const std::exception& fault) {
        fmt::print(stderr, "01_digits: {}\n", fault.what());
        return 1;
    }
}
