// SPDX-License-Identifier: MIT
#pragma once
// What training measures: the quantities, and the events that carry them.

#include <crucible/telemetry/emit.hpp>
#include <string_view>

namespace digits {

enum class arm { control, treatment };

constexpr std::string_view to_text(arm which) { return which == arm::control ? "control" : "treatment"; }

namespace measured {

namespace ct = crucible::telemetry;

inline constexpr ct::tag<"arm", digits::arm> arm{.help = "which half of the experiment"};
inline constexpr ct::tag<"optimizer"> optimizer{.help = "rule by which the parameters follow the gradient"};
inline constexpr ct::index<"epoch"> epoch{.help = "passes over the training set before this one"};
inline constexpr ct::index<"batch"> batch{.help = "batches of the epoch before this one"};
inline constexpr ct::gauge<"loss"> loss{.in = ct::nats, .help = "mean cross entropy of the digits trained on"};
inline constexpr ct::gauge<"accuracy"> accuracy{.in = ct::ratio, .help = "top-1, of the digits trained on"};
inline constexpr ct::gauge<"test_loss"> test_loss{.in = ct::nats, .help = "mean cross entropy of the held-out digits"};
inline constexpr ct::gauge<"test_accuracy"> test_accuracy{.in = ct::ratio, .help = "top-1, of the held-out digits"};
inline constexpr ct::gauge<"learning_rate"> learning_rate{.in = ct::dimensionless};
inline constexpr ct::gauge<"gradient_norm"> gradient_norm{.in = ct::dimensionless,
                                                          .help = "Euclidean, before the step"};
inline constexpr ct::counter<"samples"> samples{.in = ct::samples, .help = "digits trained on, or scored"};
inline constexpr ct::counter<"parameters"> parameters{.in = ct::dimensionless, .help = "weights and biases"};
inline constexpr ct::timer<"duration"> duration{.in = ct::nanoseconds};

} // namespace measured

namespace m = measured;

inline constexpr crucible::telemetry::event<"train.start", m::arm, m::optimizer, m::parameters, m::learning_rate>
    train_start{.help = "an arm begins to train"};

inline constexpr crucible::telemetry::event<"train.batch.stop", m::arm, m::epoch, m::batch, m::loss, m::accuracy,
                                            m::learning_rate, m::gradient_norm, m::samples, m::duration>
    batch_stop{.help = "one step of the optimizer is done"};

inline constexpr crucible::telemetry::event<"train.evaluate.stop", m::arm, m::epoch, m::samples, m::duration>
    evaluate_stop{.help = "the held-out digits were scored"};

inline constexpr crucible::telemetry::event<"train.epoch.stop", m::arm, m::epoch, m::loss, m::accuracy, m::test_loss,
                                            m::test_accuracy, m::samples, m::duration>
    epoch_stop{.help = "all digits were trained on once more, and the held-out ones were scored"};

} // namespace digits
