// SPDX-License-Identifier: MIT
#pragma once
// The state behind a training summary: what the rows of each epoch say about loss, accuracy, gradients, samples, time.

#include <crucible/telemetry/analysis/detail/busy_time.hpp>
#include <crucible/telemetry/analysis/detail/row_weights.hpp>
#include <crucible/telemetry/analysis/training_figures.hpp>

#include <algorithm>
#include <map>

namespace crucible::telemetry::detail {

/// Whether rows are of single steps.
template <class Event>
concept training_step = Event::role_of == role::step;

/// Rows of the others are about an epoch, or the whole run.
template <class Event>
concept trains = training_step<Event> || Event::role_of == role::epoch || Event::role_of == role::run;

/// Whether rows look like training, but nobody said what they are.
template <class Event>
concept tells_of_training_without_a_role =
    Event::role_of == role::none && (has_number<Event, "loss"> || has_number<Event, "accuracy"> ||
                                     has_number<Event, "gradient_norm">);

struct stretch_of_time {
    timestamp from = timestamp::max();
    timestamp until = timestamp::min();

    stretch_of_time& operator+=(stretch_of_time const& other) {
        from = std::min(from, other.from);
        until = std::max(until, other.until);
        return *this;
    }
    [[nodiscard]] std::optional<std::chrono::nanoseconds> length() const {
        return from <= until ? std::optional(length_of(from, until)) : std::nullopt;
    }
};

/// When the work was done that a row reports: it was emitted at the end.
template <class Row>
stretch_of_time work_of(Row const& row) {
    auto const took = latency_in(row).value_or(std::chrono::nanoseconds{});
    bool const before_all_stamps = row.at < timestamp{} && took > row.at - timestamp::min();
    if (before_all_stamps) return {timestamp::min(), row.at};
    return {took.count() > 0 ? row.at - took : row.at, row.at};
}

class training_values {
    accumulator<double, statistics<count_t, mean_t, min_t, max_t, first_t, last_t, nonfinite_t>> values_;

public:
    void add(std::optional<double> const& x, auto weight, timestamp at) {
        if (x) values_(*x, weight, at);
    }
    training_values& operator+=(training_values const& other) {
        values_ += other.values_;
        return *this;
    }
    [[nodiscard]] bool empty() const { return weight_in(values_) == 0 && values_[nonfinite] == 0; }

    [[nodiscard]] value_figures read() const {
        value_figures f{.count = values_[count], .nonfinite = values_[nonfinite]};
        if (weight_in(values_) == 0) return f;
        f.mean = values_[mean];
        f.first = values_[first];
        f.last = values_[last];
        f.minimum = values_[min];
        f.maximum = values_[max];
        return f;
    }
};

/// What steps say, or what rows about an epoch say.
struct told_cells {
    training_values loss, accuracy;
    integer_sum samples;
    stretch_of_time time;

    template <class Row>
    void add(Row const& row, auto weight, stretch_of_time const& work) {
        loss.add(number_in<"loss">(row), weight, row.at);
        accuracy.add(number_in<"accuracy">(row), weight, row.at);
        samples.add(integer_in<"samples">(row).value_or(0), weight);
        time += work;
    }
    told_cells& operator+=(told_cells const& other) {
        loss += other.loss;
        accuracy += other.accuracy;
        samples += other.samples;
        time += other.time;
        return *this;
    }
};

/// Of one epoch, or of all; about 1 kB.
class epoch_cells {
public:
    template <class Row>
    void add(Row const& row, auto weight, stretch_of_time const& work) {
        gradient_norm_.add(number_in<"gradient_norm">(row), weight, row.at);
        if (auto const now = number_in<"learning_rate">(row)) learning_rate_(*now, 1, row.at);
        if constexpr (training_step<typename Row::event_type>) {
            by_steps_.add(row, weight, work);
            pace_.add(number_in<"samples">(row).value_or(0), weight, work);
        } else {
            by_epoch_.add(row, weight, {row.at, row.at});
        }
    }

    /// What both have seen, but for the time in which steps were going on.
    epoch_cells& operator+=(epoch_cells const& other) {
        by_steps_ += other.by_steps_;
        by_epoch_ += other.by_epoch_;
        gradient_norm_ += other.gradient_norm_;
        learning_rate_ += other.learning_rate_;
        pace_.steps += other.pace_.steps;
        pace_.timed_batches += other.pace_.timed_batches;
        pace_.timed_samples += other.pace_.timed_samples;
        pace_.sampled = pace_.sampled || other.pace_.sampled;
        return *this;
    }

    void set_busy(busy_time const& busy) { pace_.busy = busy; }

    void read(training_figures& f) const {
        f.batches = whole_rows(pace_.steps.count());
        f.loss = (by_steps_.loss.empty() ? by_epoch_ : by_steps_).loss.read();
        f.accuracy = (by_steps_.accuracy.empty() ? by_epoch_ : by_steps_).accuracy.read();
        f.gradient_norm = gradient_norm_.read();
        f.stated_loss = by_epoch_.loss.read().last;
        f.stated_accuracy = by_epoch_.accuracy.read().last;
        if (double const now = learning_rate_[last]; is_finite(now)) f.learning_rate = now;
        f.samples = (by_steps_.samples.exact() == 0 ? by_epoch_ : by_steps_).samples.whole();
        f.duration = (pace_.steps.count() == 0 ? by_epoch_ : by_steps_).time.length();
        pace_.read(f);
    }

private:
    /// How fast steps follow each other.
    struct pace_cells {
        cells::flow steps; // of samples
        double timed_batches = 0, timed_samples = 0; // of steps that tell how long they took
        bool sampled = false; // some steps stand for others, of which nobody knows when they went on
        busy_time busy;

        void add(double samples_of_step, auto weight, stretch_of_time const& work) {
            steps(samples_of_step, weight, work.until);
            sampled = sampled || weight != 1;
            if (work.from == work.until) return;
            timed_batches += weight;
            timed_samples += weight * samples_of_step;
            busy.add(work.from, work.until);
        }
        void read(training_figures& f) const {
            f.busy = busy.total();
            std::chrono::duration<double> const working = f.busy;
            bool const timed = working.count() > 0 && !sampled;
            double const of_batches = timed ? timed_batches / working.count() : steps.per_second(steps.count() - 1);
            double const of_samples = timed ? timed_samples / working.count() : steps.throughput();
            bool const any = steps.count() != 0;
            if (any && is_finite(of_batches)) f.batches_per_second = of_batches;
            if (any && steps.sum() > 0 && is_finite(of_samples)) f.samples_per_second = of_samples;
        }
    };

    told_cells by_steps_, by_epoch_;
    training_values gradient_norm_;
    accumulator<double, statistics<last_t>> learning_rate_;
    pace_cells pace_;
};

/// The epochs, as they are met.
class training_cells {
public:
    /// Rows of epochs beyond `most_epochs` count in the figures of the whole run only.
    explicit training_cells(std::size_t most_epochs) : most_epochs_(most_epochs) {}
    training_cells(training_cells const&) = delete;
    training_cells& operator=(training_cells const&) = delete;

    /// Rows of events that do not train are passed over. std::bad_alloc, at the first row of an epoch, leaves no trace.
    template <class Row>
    void add(Row const& row, double weight) {
        if (weight == 1) [[likely]] add_by(row, unit_weight{});
        else add_weighted(row, weight);
    }

    /// Retention let this many rows go; the earliest that is left is of then.
    void note_evicted(std::uint64_t rows, timestamp since) {
        if (!partial_) partial_.emplace(partial_rows{0, timestamp::min()});
        partial_->evicted += rows;
        partial_->since = std::max(partial_->since, since);
    }

    [[nodiscard]] training_summary read() const {
        training_summary s;
        epoch_cells all = without_epoch_;
        s.epochs.reserve(epochs_.size());
        for (auto const& [number, cells] : epochs_) {
            epoch_figures& f = s.epochs.emplace_back();
            f.epoch = number;
            cells.read(f);
            all += cells;
        }
        all.set_busy(busy_);
        all.read(s.overall);
        s.rows_without_an_epoch = rows_without_epoch_.whole();
        s.rows_without_a_role = rows_without_role_.whole();
        s.partial = partial_;
        choose_best(s);
        return s;
    }

    void clear() {
        epochs_.clear();
        latest_ = epochs_.end();
        without_epoch_ = {};
        rows_without_epoch_ = rows_without_role_ = {};
        partial_.reset();
        busy_ = {};
    }

private:
    using epochs = std::map<std::int64_t, epoch_cells>;

    template <class Row>
    [[gnu::noinline, gnu::cold]] void add_weighted(Row const& row, double weight) {
        add_by(row, weight);
    }

    template <class Row>
    void add_by(Row const& row, auto weight) {
        using event = typename Row::event_type;
        if constexpr (event::role_of == role::run) {
            without_epoch_.add(row, weight, work_of(row));
        } else if constexpr (trains<event>) {
            stretch_of_time const work = work_of(row);
            cells_of(integer_in<"epoch">(row), weight).add(row, weight, work);
            if constexpr (training_step<event>) busy_.add(work.from, work.until);
        } else if constexpr (tells_of_training_without_a_role<event>) rows_without_role_.add(weight);
    }

    epoch_cells& cells_of(std::optional<std::int64_t> number, double weight) {
        if (number && latest_ != epochs_.end() && latest_->first == *number) return latest_->second;
        if (number && (epochs_.size() < most_epochs_ || epochs_.contains(*number))) {
            latest_ = epochs_.try_emplace(*number).first;
            return latest_->second;
        }
        rows_without_epoch_.add(weight);
        return without_epoch_;
    }

    static void choose_best(training_summary& s) {
        std::optional<double> least, most;
        for (epoch_figures const& f : s.epochs) {
            auto const lost = f.judged_loss();
            if (lost && (!least || *lost < *least)) least = lost, s.best_by_loss = f.epoch;
            auto const right = f.final_accuracy();
            if (right && (!most || *right > *most)) most = right, s.best_by_accuracy = f.epoch;
        }
    }

    std::size_t most_epochs_;
    epochs epochs_;
    epochs::iterator latest_ = epochs_.end(); // neighbouring rows are mostly of one epoch
    epoch_cells without_epoch_;
    row_count rows_without_epoch_, rows_without_role_;
    std::optional<partial_rows> partial_;
    busy_time busy_;
};

} // namespace crucible::telemetry::detail
