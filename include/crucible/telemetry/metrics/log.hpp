// SPDX-License-Identifier: MIT
#pragma once
// Metrics recorded by step: `log.record("run-1", "loss", 0.25, step)` puts a point into a buffer, which an adapter gets
// when it is full; `flush` makes durable all that was recorded.

#include <crucible/telemetry/core/detail/platform.hpp>
#include <crucible/telemetry/metrics/adapter.hpp>
#include <crucible/telemetry/metrics/detail/batch.hpp>
#include <crucible/telemetry/metrics/detail/code_of.hpp>
#include <crucible/telemetry/metrics/detail/flushed_at_exit.hpp>

#include <algorithm>
#include <deque>
#include <initializer_list>
#include <memory>
#include <time.h>

namespace crucible::telemetry {

struct metric_log_options {
    std::size_t most_waiting = std::size_t{16} << 20; ///< bytes of points that could not be written; more are dropped
    std::chrono::milliseconds patience{2'000};        ///< how long a flush waits for an adapter that others use now
};

/// recorded = acknowledged + pending + dropped, at any moment.
struct metric_account {
    std::uint64_t recorded = 0;
    std::uint64_t acknowledged = 0; ///< durable: a flush said so
    std::uint64_t pending = 0;
    std::uint64_t dropped = 0; ///< given up: no room, or a sync failed (then they may be there all the same)
    std::uint64_t failed = 0;  ///< appends and syncs that failed
};

/// Any number of threads may use it at once. Recording copies the point under a mutex; the thread whose point fills the
/// buffer (1,024 points or 64 KiB of text) hands it to the adapter, and meanwhile the others go on recording. Not for
/// signal handlers, nor for the adapter itself. In a forked child the parent's log records nothing. Exit flushes the
/// logs that nobody destroyed.
template <class Adapter>
class metric_log final : detail::flushed_at_exit {
public:
    using adapter_type = detail::metric_adapter_or_stand_in<Adapter>;

    /// Throws std::bad_alloc; what cannot be set up is refused by the adapter itself.
    explicit metric_log(Adapter adapter, metric_log_options options = {})
        : adapter_(std::move(adapter)), options_(options),
          current_(std::make_unique<detail::metric_batch>(detail::metric_batch::usual_text)) {
        detail::check_metric_adapter<Adapter>();
        enter();
    }
    metric_log(metric_log const&) = delete;
    metric_log& operator=(metric_log const&) = delete;

    /// Flushes. Call `flush` yourself to hear whether it worked.
    ~metric_log() {
        leave();
        flush();
    }

    /// `log.record("run-1", "loss", 0.25, step, {{"phase", "warmup"}})`
    void record(std::string_view run, std::string_view metric, metric_value value, metric_step step = {},
                std::initializer_list<metric_label_view> metadata = {}) noexcept {
        add_now({run, metric, value, step.get()}, metadata);
    }

    template <metric_labels Labels>
    void record(std::string_view run, std::string_view metric, metric_value value, metric_step step,
                Labels const& metadata) noexcept {
        add_now({run, metric, value, step.get()}, metadata);
    }

    /// Several metrics of one step, with one time: `log.record("run-1", step, {{"loss", x}, {"accuracy", y}})`
    void record(std::string_view run, metric_step step, std::initializer_list<metric_reading> readings,
                std::initializer_list<metric_label_view> metadata = {}) noexcept {
        if (is_foreign()) return lose(readings.size());
        bool filled = false;
        {
            std::lock_guard const lock{mutex_};
            timestamp const now = read_wall();
            for (metric_reading const& each : readings)
                filled |= add({run, each.name, each.value, step.get(), now}, metadata);
        }
        if (filled) [[unlikely]] write_some();
    }

    /// A point that was recorded elsewhere, with its own time.
    void record(metric_point const& point) noexcept {
        if (is_foreign()) return lose(1);
        bool filled = false;
        {
            std::lock_guard const lock{mutex_};
            filled = add({point.run, point.name, point.value, point.step, point.time}, point.metadata);
        }
        if (filled) [[unlikely]] write_some();
    }

    /// No error: whatever was recorded before is durable, but for points whose loss an earlier flush has told. What
    /// could not be written is kept and tried again by the next flush. Waits, within its patience, for others that use
    /// what the adapter writes to (`timed_out`); and not again for the same ones.
    std::error_code flush() noexcept {
        auto const patience = std::chrono::nanoseconds{options_.patience}.count();
        return flush_before(detail::read_steady() + static_cast<std::uint64_t>(patience), true);
    }

    /// The points of one run, what is still in the buffer among them. Throws what the adapter does (see its page), and
    /// `error` in a forked child.
    [[nodiscard]] metric_history read(std::string_view run) {
        if (is_foreign()) throw error{errc::forked_child, "cannot read the metrics of a parent process's log"};
        std::lock_guard const io{io_};
        write_everything();
        std::uint64_t const unwritten = [&] {
            std::lock_guard const lock{mutex_};
            return recorded_ - acknowledged_ - dropped_ - unsynced_;
        }();
        metric_history history = std::as_const(adapter_).read(run);
        history.report.unwritten = unwritten;
        return history;
    }

    [[nodiscard]] metric_account account() const noexcept {
        if (is_foreign()) return {.recorded = lost(), .dropped = lost()};
        std::lock_guard const lock{mutex_};
        return {recorded_, acknowledged_, recorded_ - acknowledged_ - dropped_, dropped_, failed_};
    }

    /// Appends and syncs that failed, and why the last one did.
    [[nodiscard]] std::uint64_t failed() const noexcept { return account().failed; }
    [[nodiscard]] std::error_code last_error() const noexcept {
        if (is_foreign()) return errc::forked_child;
        std::lock_guard const lock{mutex_};
        return last_error_;
    }

    /// Not while other threads record.
    [[nodiscard]] adapter_type const& adapter() const noexcept { return adapter_; }

private:
    using batch = detail::metric_batch;

    void flush_at_exit(stamp deadline) noexcept override { (void)flush_before(deadline, false); }

    /// Between its tries the adapter is free for other threads. `queue`: waits for them, however long they take.
    std::error_code flush_before(stamp deadline, bool queue) noexcept {
        if (is_foreign()) return errc::forked_child;
        for (long pause = 20'000;; pause = std::min(2 * pause, 1'000'000L)) { // ns
            std::error_code const error = flush_now(queue);
            if (error != std::errc::resource_unavailable_try_again) return error;
            if (!patient_.load(std::memory_order_relaxed) || detail::read_steady() >= deadline) return give_up();
            timespec const while_others_write{0, pause};
            ::nanosleep(&while_others_write, nullptr);
        }
    }

    std::error_code flush_now(bool queue) noexcept {
        std::unique_lock io{io_, std::defer_lock};
        if (queue) io.lock();
        else if (!io.try_lock()) return std::make_error_code(std::errc::resource_unavailable_try_again);
        if (auto const error = write_everything()) return error;
        std::error_code const error = detail::code_of([&] { return adapter_.sync(); });
        std::lock_guard const lock{mutex_};
        if (error) note(error);
        (error ? dropped_ : acknowledged_) += std::exchange(unsynced_, 0);
        return std::exchange(told_, dropped_) == dropped_ ? error : last_error_;
    }

    std::error_code give_up() noexcept {
        patient_.store(false, std::memory_order_relaxed);
        std::lock_guard const lock{mutex_};
        note(std::make_error_code(std::errc::timed_out));
        return last_error_;
    }

    /// Whether this process is a child of the one that the log belongs to.
    [[nodiscard]] bool is_foreign() const noexcept {
        return counter_->load(std::memory_order_relaxed) != forks_;
    }
    void lose(std::size_t points) noexcept { lost_.fetch_add(points, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t lost() const noexcept { return lost_.load(std::memory_order_relaxed); }

    static timestamp read_wall() noexcept {
        return timestamp{std::chrono::nanoseconds{static_cast<std::int64_t>(detail::read_clock(CLOCK_REALTIME))}};
    }

    template <metric_labels Labels>
    void add_now(metric_view point, Labels const& labels) noexcept {
        if (is_foreign()) return lose(1);
        bool filled = false;
        {
            std::lock_guard const lock{mutex_};
            point.time = read_wall();
            filled = add(point, labels);
        }
        if (filled) [[unlikely]] write_some();
    }

    /// Under the mutex. Whether something should be written now: a batch is full; or many points were dropped since.
    template <metric_labels Labels>
    bool add(metric_view const& point, Labels const& labels) noexcept {
        std::size_t const room = batch::room_for(point, labels);
        ++recorded_;
        if (current_ && current_->add(point, labels, room)) [[likely]] return false;
        bool const filled = current_ != nullptr;
        if (begin_batch(room) && current_->add(point, labels, room)) return filled;
        return ++dropped_ % batch::most_points == 0 || filled;
    }

    /// Under the mutex. False when there is no memory, or as much is waiting as may because it could not be written.
    /// While all goes well who fills a batch stands in line, so that no more wait than one for each thread besides.
    [[gnu::noinline]] bool begin_batch(std::size_t room) noexcept {
        if (!seal()) return false;
        if (stuck_ && waiting_bytes_ > options_.most_waiting) return false;
        if (spare_ && spare_->room() >= room) current_ = std::move(spare_);
        if (current_) return true;
        std::error_code const error = detail::code_of([&] {
            current_ = std::make_unique<batch>(std::max(room, batch::usual_text));
            return std::error_code{};
        });
        if (error) note(error);
        return !error;
    }

    /// Under the mutex. Puts the current batch where it waits for being written; false when there is no memory.
    bool seal() noexcept {
        if (!current_) return true;
        std::size_t const size = current_->bytes();
        std::error_code const error = detail::code_of([&] {
            waiting_.push_back(nullptr);
            return std::error_code{};
        });
        if (error) {
            note(error);
            return false;
        }
        waiting_.back() = std::move(current_);
        waiting_bytes_ += size;
        return true;
    }

    /// By a thread that recorded: the batches that wait now. When much waits already, though all goes well, it stands
    /// in line; else it leaves them to a thread that is writing.
    [[gnu::noinline]] void write_some() noexcept {
        std::unique_lock io{io_, std::defer_lock};
        if (is_crowded()) io.lock();
        else if (!io.try_lock()) return;
        write(waiting());
    }

    [[nodiscard]] bool is_crowded() const noexcept {
        std::lock_guard const lock{mutex_};
        return !stuck_ && waiting_bytes_ > options_.most_waiting / 2;
    }
    [[nodiscard]] std::size_t waiting() const noexcept {
        std::lock_guard const lock{mutex_};
        return waiting_.size();
    }

    /// Holding `io_`, likewise below. The current batch comes last, so that none is given up half full again and again.
    std::error_code write_everything() noexcept {
        if (auto const error = write(waiting())) return error;
        {
            std::lock_guard const lock{mutex_};
            if (!current_ || current_->left().empty()) return {};
            if (!seal()) return last_error_;
            current_ = std::move(spare_);
        }
        return write(waiting());
    }

    /// The first `batches` of those that wait.
    std::error_code write(std::size_t batches) noexcept {
        for (; batches != 0; --batches) {
            batch& first_one = front();
            while (!first_one.left().empty())
                if (auto const error = append(first_one)) return error;
            recycle_front();
        }
        return {};
    }

    std::error_code append(batch& from) noexcept {
        metric_appended done{};
        std::error_code error = detail::code_of([&] {
            done = adapter_.append(from.left());
            return done.error;
        });
        std::size_t const taken = std::min(done.points, from.left().size());
        if (!error && taken == 0) error = std::make_error_code(std::errc::io_error);
        from.pass(taken);
        bool const busy = error == std::errc::resource_unavailable_try_again;
        if (!error) patient_.store(true, std::memory_order_relaxed);
        std::lock_guard const lock{mutex_};
        unsynced_ += taken;
        stuck_ = static_cast<bool>(error);
        if (busy) last_error_ = std::make_error_code(std::errc::timed_out); // of what is dropped because it waits
        else if (error) note(error);
        return error;
    }

    [[nodiscard]] batch& front() noexcept {
        std::lock_guard const lock{mutex_};
        return *waiting_.front();
    }

    void recycle_front() noexcept {
        std::lock_guard const lock{mutex_};
        waiting_bytes_ -= waiting_.front()->bytes();
        spare_ = std::move(waiting_.front());
        spare_->clear();
        waiting_.pop_front();
        if (spare_->room() > batch::usual_text) spare_.reset();
    }

    /// Under the mutex.
    void note(std::error_code error) noexcept {
        ++failed_;
        last_error_ = error;
    }

    adapter_type adapter_; ///< under io_
    metric_log_options options_;
    std::atomic<std::uint64_t> const* counter_ = &detail::forks_of_this_process; ///< each shared library may have one
    std::uint64_t forks_ = counter_->load(std::memory_order_relaxed);
    std::atomic<std::uint64_t> lost_{0}; ///< points recorded in a forked child
    std::atomic<bool> patient_{true};    ///< no flush has given up waiting since the last append

    std::mutex io_{};            ///< held while the adapter works; taken before the other one
    mutable std::mutex mutex_{}; ///< for all that follows
    std::unique_ptr<detail::metric_batch> current_, spare_{};
    std::deque<std::unique_ptr<detail::metric_batch>> waiting_{};
    std::size_t waiting_bytes_ = 0;
    bool stuck_ = false; ///< the last append failed
    std::uint64_t recorded_ = 0, acknowledged_ = 0, dropped_ = 0, failed_ = 0;
    std::uint64_t unsynced_ = 0; ///< appended since the last sync
    std::uint64_t told_ = 0;     ///< drops that a flush has told
    std::error_code last_error_{};
};

} // namespace crucible::telemetry
