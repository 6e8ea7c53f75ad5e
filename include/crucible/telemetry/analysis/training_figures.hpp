// SPDX-License-Identifier: MIT
#pragma once
// The figures of a training summary: plain data, of each epoch and of the run. What cannot be said is not there. Rows
// count by their weight; counts are rounded to whole rows.

#include <crucible/telemetry/analysis/figures.hpp>

namespace crucible::telemetry {

/// Of one measurement of some rows. NaN and infinities are counted apart: the other figures have not seen them.
struct value_figures {
    std::uint64_t count = 0;
    std::uint64_t nonfinite = 0;
    std::optional<double> mean{};
    std::optional<double> first{}, last{}; ///< by time
    std::optional<double> minimum{}, maximum{};

    friend bool operator==(value_figures const&, value_figures const&) = default;
};

/// Of an epoch, or of the run: of rows of events in the roles `step`, `epoch` and `run`. Rows of other events, such as
/// those that a step begins with or that evaluate, are in no figure.
struct training_figures {
    std::uint64_t batches = 0;      ///< steps
    value_figures loss{};           ///< of the steps; where they tell none, of the rows about the epoch
    value_figures accuracy{};       ///< likewise
    value_figures gradient_norm{};
    std::optional<double> stated_loss{}; ///< the last one that a row about the epoch, or the run, tells
    std::optional<double> stated_accuracy{};
    std::optional<double> learning_rate{}; ///< the last one
    std::int64_t samples = 0; ///< the sum stops at the greatest number
    std::chrono::nanoseconds busy{}; ///< while at least one step was going on, as their durations tell
    std::optional<std::chrono::nanoseconds> duration{}; ///< from the beginning of the first step to the end of the last
    /// While busy; between the stamps of the first step and the last where steps tell no duration, or have weights other
    /// than 1: nobody knows when those went on that were left out.
    std::optional<double> batches_per_second{}, samples_per_second{};

    /// What the epoch is judged by: what is stated about it, else the mean of its steps.
    [[nodiscard]] std::optional<double> judged_loss() const { return stated_loss ? stated_loss : loss.mean; }
    /// What is stated, else that of the last step.
    [[nodiscard]] std::optional<double> final_accuracy() const {
        return stated_accuracy ? stated_accuracy : accuracy.last;
    }

    friend bool operator==(training_figures const&, training_figures const&) = default;
};

struct epoch_figures : training_figures {
    std::int64_t epoch = 0;

    friend bool operator==(epoch_figures const&, epoch_figures const&) = default;
};

/// How training went.
struct training_summary {
    training_figures overall{};
    std::vector<epoch_figures> epochs{};     ///< in order of their numbers
    std::uint64_t rows_without_an_epoch = 0; ///< in `overall` only: they tell none, or too many epochs came
    std::uint64_t rows_without_a_role = 0; ///< that tell a loss or the like, but of events that do not say what they are
    std::optional<partial_rows> partial{}; ///< nothing when no row of a training event was let go
    std::optional<std::int64_t> best_by_loss{}; ///< the epoch of the least `judged_loss`; the earliest of equal ones
    std::optional<std::int64_t> best_by_accuracy{}; ///< the epoch of the greatest `final_accuracy`

    /// The figures of an epoch; nothing when it did not occur.
    [[nodiscard]] epoch_figures const* find(std::int64_t number) const {
        for (epoch_figures const& f : epochs)
            if (f.epoch == number) return &f;
        return nullptr;
    }

    /// What the last epoch that tells is judged by; without epochs what is stated, else that of the last step.
    [[nodiscard]] std::optional<double> final_loss() const {
        auto const told = last_told([](epoch_figures const& f) { return f.judged_loss(); });
        if (told) return told;
        return overall.stated_loss ? overall.stated_loss : overall.loss.last;
    }
    [[nodiscard]] std::optional<double> final_accuracy() const {
        auto const told = last_told([](epoch_figures const& f) { return f.final_accuracy(); });
        return told ? told : overall.final_accuracy();
    }

    friend bool operator==(training_summary const&, training_summary const&) = default;

private:
    template <class Read>
    [[nodiscard]] std::optional<double> last_told(Read read) const {
        for (auto f = epochs.rbegin(); f != epochs.rend(); ++f)
            if (auto const told = read(*f)) return told;
        return std::nullopt;
    }
};

} // namespace crucible::telemetry
