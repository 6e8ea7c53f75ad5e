// SPDX-License-Identifier: MIT
#pragma once
// Training of models: jobs, epochs, batches, checkpoints.

#include <crucible/telemetry/schema/catalog/shapes.hpp>

namespace crucible::telemetry::vocabulary {

inline constexpr gauge<"final_loss"> final_loss{.in = nats, .help = "training loss at the end"};
inline constexpr gauge<"validation_loss"> validation_loss{.in = nats, .help = "loss on held-out data"};
inline constexpr gauge<"validation_accuracy"> validation_accuracy{
    .in = ratio, .help = "share of right predictions on held-out data"};
inline constexpr counter<"processed_tokens"> processed_tokens{.in = telemetry::tokens, .help = "tokens trained on"};
inline constexpr text<"checkpoint_path"> checkpoint_path{.help = "where the checkpoint lies"};
inline constexpr counter<"checkpoint_size"> checkpoint_size{.in = bytes, .help = "size of the checkpoint"};

} // namespace crucible::telemetry::vocabulary

namespace crucible::telemetry::catalog::training {

inline constexpr detail::started<"crucible_train.training.start", optional<v::model_name>, optional<v::model_version>,
                                 optional<v::config>, optional<v::learning_rate>, optional<v::checkpoint_path>>
    training_start{.help = "Training job started"};

inline constexpr detail::stopped_as<
    role::run, "crucible_train.training.stop", optional<v::model_name>, optional<v::model_version>, optional<v::epoch>,
    optional<v::step>, optional<v::final_loss>, optional<v::loss>, optional<v::accuracy>, optional<v::validation_loss>,
    optional<v::validation_accuracy>, optional<v::samples>, optional<v::processed_tokens>, optional<v::checkpoint_path>,
    optional<v::cost>>
    training_stop{.help = "Training job completed"};

inline constexpr detail::failed<"crucible_train.training.exception", optional<v::model_name>,
                                optional<v::model_version>, optional<v::epoch>, optional<v::batch>, optional<v::step>,
                                optional<v::loss>, optional<v::checkpoint_path>>
    training_exception{.help = "Training job failed with exception"};

inline constexpr detail::started<"crucible_train.epoch.start", v::epoch, optional<v::learning_rate>> epoch_start{
    .help = "Epoch started"};

inline constexpr detail::stopped_as<role::epoch, "crucible_train.epoch.stop", v::epoch, optional<v::step>,
                                    optional<v::loss>, optional<v::accuracy>, optional<v::validation_loss>,
                                    optional<v::validation_accuracy>, optional<v::learning_rate>,
                                    optional<v::gradient_norm>, optional<v::samples>, optional<v::processed_tokens>>
    epoch_stop{.help = "Epoch completed with metrics"};

inline constexpr detail::started<"crucible_train.batch.start", v::batch, optional<v::epoch>, optional<v::step>>
    batch_start{.help = "Batch started"};

inline constexpr detail::stopped_as<role::step, "crucible_train.batch.stop", v::batch, optional<v::epoch>,
                                    optional<v::step>, optional<v::loss>, optional<v::accuracy>,
                                    optional<v::gradient_norm>, optional<v::learning_rate>, optional<v::samples>,
                                    optional<v::processed_tokens>>
    batch_stop{.help = "Batch completed with loss"};

inline constexpr detail::stopped<"crucible_train.checkpoint.saved", v::checkpoint_path, optional<v::checkpoint_size>,
                                 optional<v::epoch>, optional<v::batch>, optional<v::step>, optional<v::loss>>
    checkpoint_saved{.help = "Model checkpoint saved"};

inline constexpr telemetry::category<"training", training_start, training_stop, training_exception, epoch_start,
                                     epoch_stop, batch_start, batch_stop, checkpoint_saved>
    category{.help = "Training of models: jobs, epochs, batches, checkpoints"};

} // namespace crucible::telemetry::catalog::training
