// SPDX-License-Identifier: MIT
#pragma once
// The training loop, instrumented. It knows what it measures, and nothing of who listens.

#include "mlp.hpp"
#include "vocabulary.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <random>
#include <span>
#include <string_view>
#include <vector>

namespace digits {

namespace ct = crucible::telemetry;

struct plan {
    arm which;
    std::string_view optimizer;
    std::int64_t epochs = 30;
    std::size_t batch = 32;
    std::size_t hidden = 48;
    std::uint64_t seed = 1;
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
    const outcome result = network.learn(data, rows);
    optimizer.step(network.parameters(), network.gradient());
    ct::emit(batch_stop(m::arm = how.which, m::epoch = epoch, m::batch = number, m::loss = result.loss,
                        m::accuracy = result.accuracy, m::learning_rate = optimizer.learning_rate(),
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
    std::int64_t number = 0;
    for (std::size_t first = 0; first < order.size(); first += how.batch, ++number) {
        const auto rows = order.subspan(first, std::min(how.batch, order.size() - first));
        const outcome result = train_batch(how, epoch, number, data.train, rows, network, optimizer);
        sum.loss += result.loss * static_cast<double>(rows.size());
        sum.accuracy += result.accuracy * static_cast<double>(rows.size());
    }
    const auto count = static_cast<double>(order.size());
    const outcome train{.loss = sum.loss / count, .accuracy = sum.accuracy / count};
    const outcome test = evaluate(how, epoch, data.test, network);
    ct::emit(epoch_stop(m::arm = how.which, m::epoch = epoch, m::loss = train.loss, m::accuracy = train.accuracy,
                        m::test_loss = test.loss, m::test_accuracy = test.accuracy, m::samples = std::ssize(order),
                        m::duration = watch.elapsed()));
    return {.epoch = epoch, .train = train, .test = test};
}

// Trains a new network; `after_epoch(report)` is called in this thread. Returns what the last epoch gave.
template <class Optimizer, class AfterEpoch>
outcome train(const plan& how, const split& data, AfterEpoch after_epoch) {
    mlp network(how.hidden, how.seed);
    Optimizer optimizer(network.parameters().size());
    std::mt19937_64 random(how.seed);
    std::vector<std::size_t> order(data.train.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    ct::emit(train_start(m::arm = how.which, m::optimizer = how.optimizer,
                         m::parameters = std::ssize(network.parameters()),
                         m::learning_rate = optimizer.learning_rate()));
    epoch_report latest{};
    for (std::int64_t epoch = 0; epoch < how.epochs; ++epoch) {
        shuffle(std::span(order), random);
        latest = train_epoch(how, epoch, data, order, network, optimizer);
        after_epoch(latest);
    }
    return latest.test;
}

} // namespace digits
