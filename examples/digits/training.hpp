// SPDX-License-Identifier: MIT
#pragma once
// The training loop, instrumented. It knows what it measures, and nothing of who listens.

#include "mlp.hpp"
#include "vocabulary.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <numeric>
#include <random>
#include <span>
#include <string_view>
#include <vector>

namespace digits {

namespace ct = crucible::telemetry;

// One batch of one epoch.
struct place {
    std::int64_t epoch = -1, batch = -1;
    friend constexpr bool operator==(const place&, const place&) = default;
};

struct plan {
    arm which;
    std::string_view optimizer;
    std::int64_t epochs = 30;
    std::size_t batch = 32;
    std::size_t hidden = 48;
    std::uint64_t seed = 1;
    place corrupt{};  // a batch whose digits cannot be read: its loss is NaN, and no step is made
    place too_fast{}; // a step that is made a hundred times too far
};

struct epoch_report {
    std::int64_t epoch;
    outcome train;
    outcome test;
};

constexpr std::size_t batches(const plan& how, const dataset& data) {
    return (data.size() + how.batch - 1) / how.batch;
}

// Rows of one arm's first `epochs` epochs, with the one of its start.
constexpr std::int64_t rows_emitted(const plan& how, const dataset& data, std::int64_t epochs) {
    constexpr std::int64_t besides_batches = 2; // evaluate, epoch
    return 1 + epochs * (static_cast<std::int64_t>(batches(how, data)) + besides_batches);
}

class stopwatch {
public:
    std::chrono::nanoseconds elapsed() const { return std::chrono::steady_clock::now() - start_; }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

template <class Optimizer>
outcome train_batch(const plan& how, std::int64_t epoch, std::int64_t number, const dataset& data,
                    std::span<const std::size_t> rows, mlp& network, Optimizer& optimizer) {
    const stopwatch watch;
    const place here{epoch, number};
    const double rate = (here == how.too_fast ? 100 : 1) * optimizer.learning_rate();
    const double broken = std::numeric_limits<double>::quiet_NaN();
    const outcome result = here == how.corrupt ? outcome{broken, 0, broken} : network.learn(data, rows);
    if (here != how.corrupt) {
        optimizer.step(network.parameters(), network.gradient(), rate);
    }
    ct::emit(batch_stop(m::arm = how.which, m::epoch = epoch, m::batch = number, m::loss = result.loss,
                        m::accuracy = result.accuracy, m::learning_rate = rate,
                        m::gradient_norm = result.gradient_norm, m::samples = std::ssize(rows),
                        m::duration = watch.elapsed()));
    return result;
}

// A span: emits how long the scope took, however it is left.
inline outcome evaluate(const plan& how, std::int64_t epoch, const dataset& held_out, mlp& network) {
    const auto span = ct::time(evaluate_stop, m::arm = how.which, m::epoch = epoch, m::samples = std::ssize(held_out));
    return network.evaluate(held_out);
}

template <class Optimizer>
epoch_report train_epoch(const plan& how, std::int64_t epoch, const split& data, std::span<const std::size_t> order,
                         mlp& network, Optimizer& optimizer) {
    const stopwatch watch;
    outcome sum;
    double count = 0;
    std::int64_t number = 0;
    for (std::size_t first = 0; first < order.size(); first += how.batch, ++number) {
        const auto rows = order.subspan(first, std::min(how.batch, order.size() - first));
        const outcome result = train_batch(how, epoch, number, data.train, rows, network, optimizer);
        if (std::isnan(result.loss)) {
            continue;
        }
        count += static_cast<double>(rows.size());
        sum.loss += result.loss * static_cast<double>(rows.size());
        sum.accuracy += result.accuracy * static_cast<double>(rows.size());
    }
    const outcome train{.loss = sum.loss / count, .accuracy = sum.accuracy / count};
    const outcome test = evaluate(how, epoch, data.test, network);
    ct::emit(epoch_stop(m::arm = how.which, m::epoch = epoch, m::loss = train.loss, m::accuracy = train.accuracy,
                        m::test_loss = test.loss, m::test_accuracy = test.accuracy, m::samples = std::ssize(order),
                        m::duration = watch.elapsed()));
    return {.epoch = epoch, .train = train, .test = test};
}

// Trains a new network until `after_epoch(report)`, which is called in this thread, says that it is enough. Returns how
// many epochs it took.
template <class Optimizer, class AfterEpoch>
std::int64_t train(const plan& how, const split& data, AfterEpoch after_epoch) {
    mlp network(how.hidden, how.seed);
    Optimizer optimizer(network.parameters().size());
    std::mt19937_64 random(how.seed);
    std::vector<std::size_t> order(data.train.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    ct::emit(train_start(m::arm = how.which, m::optimizer = how.optimizer,
                         m::parameters = std::ssize(network.parameters()),
                         m::learning_rate = optimizer.learning_rate()));
    std::int64_t epoch = 0;
    for (bool more = true; more && epoch < how.epochs; ++epoch) {
        shuffle(std::span(order), random);
        more = after_epoch(train_epoch(how, epoch, data, order, network, optimizer));
    }
    return epoch;
}

} // namespace digits
